"""What files call the columns of a list of leads."""

WORDS = {
    "name": "성명,고객명,담당자명,문의자,full name,contact,name",
    "company": "회사명,상호,소속,거래처,account,organization,company",
    "phone": "연락처,전화번호,휴대폰,핸드폰,mobile,tel,phone",
    "email": "메일,이메일주소,e-mail,email",
    "region": "주소,시도,지역,city,region",
    "source": "경로,유입경로,lead source,source",
    "partner": "제휴사,출처,partner",
    "owner": "담당자,영업사원,owner,rep",
    "text": "문의,문의내용,메모,비고,note,description,message",
}
