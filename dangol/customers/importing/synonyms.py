"""What people call the columns of customer lists, in Korean and English, and their values."""

# ruff: noqa: E501, SIM905

COLUMNS: dict[str, str] = {
    "number": "고객코드,고객NO,거래처코드,거래처번호,회원번호,회원코드,관리번호,customer no,customer number",
    "kind": "고객구분,개인법인,개인법인구분,고객유형",
    "name": "성명,고객명,회원명,성함,고객이름,고객성명,후원자명,상호성명,성명상호,이름성명,고객명상호,담당자성명,"
    "name,full name,contact name,display name,fn,고객 이름,키맨,키맨이름,거래처담당자,담당자이름,담당자명",
    "last_name": "성,last name,family name,lastname,surname",
    "first_name": "이름만,first name,given name,firstname",
    "middle_name": "middle name,additional name",
    "company": "회사,회사명,상호,상호명,거래처,거래처명,업체,업체명,법인명,기관명,기업명,소속회사,사업장명,점포명,"
    "가맹점명,단체명,시설명,도서관명,학교명,병원명,직장,직장명,소속,소속기관,기관 명칭,상호(법인명),"
    "company,company name,organization,organization name,account,account name,organization 1 name",
    "company_domain": "회사 도메인,company domain,company domain name,associated company domain,domain",
    "department": "소속부서,부서명,department,organization 1 department",
    "title": "직위,직급,직함,position,job title,title,organization 1 title,organization title",
    "decision_role": "키맨구분,의사결정,결정권",
    "mobile": "핸드폰,핸드폰번호,휴대폰,휴대폰번호,휴대전화번호,휴대전화,이동전화,모바일,HP,H.P,C.P,M.P,손전화,"
    "mobile,mobile phone,mobile number,cell,cell phone,cellphone,mobile phone number,휴대폰 연락처",
    "phone": "전화번호,연락처,TEL,telephone,phone,phone number,contact number,전화,대표전화,대표번호,"
    "유선전화,일반전화,도서관전화번호,전화연락처,primary phone,other phone,연락번호,고객전화,phone value,",
    "work_phone": "직장전화,직장전화번호,사무실,사무실전화,내선전화,business phone,work phone,office phone,"
    "회사번호,company main phone",
    "home_phone": "집전화,집전화번호,자택전화,자택전화번호,home phone,home",
    "fax": "팩스번호,FAX,팩시밀리,business fax,home fax,other fax,fax number",
    "email": "이메일주소,e-mail,email,mail,메일,메일주소,전자우편,전자메일,email address,e-mail address,"
    "e-mail 1 value,e-mail value",
    "company_phone": "회사전화,회사전화번호,본사전화,업체전화,거래처전화,company phone",
    "company_fax": "회사팩스,회사 팩스번호",
    "company_email": "회사이메일,회사메일,대표메일,대표이메일,계산서이메일,세금계산서이메일",
    "postcode": "우편번호,우편,zip,zip code,zipcode,postal code,postcode,post code,"
    "address 1 postal code,mailing zip/postal code,mailing postal code",
    "address": "주소,도로명주소,지번주소,소재지,소재지주소,소재지도로명주소,소재지지번주소,사업장주소,사업장소재지,"
    "거주지,address,full address,address 1 formatted,address formatted,거주지주소,영업소재지,도로명,기본주소,주소1",
    "address_detail": "상세주소,나머지주소,주소상세,세부주소,address line 2,address2,주소2",
    "home_address": "자택주소,집주소,home address",
    "work_address": "직장주소,근무지주소,business address,work address",
    "delivery_address": "배송지,배송지주소,배송주소,납품처,shipping address,delivery address",
    "company_address": "회사주소,본사주소,본점소재지,company address",
    "street": "street,street address,address1,address line 1,address 1 street,mailing street,"
    "business street,home street,billing street",
    "city": "city,address 1 city,mailing city,business city,home city,시군구,billing city",
    "state": "state,state/region,region,province,address 1 region,mailing state/province,시도,"
    "business state,home state,billing state/province,state/province",
    "country": "국가,나라,country,country/region,address 1 country,mailing country,국적",
    "homepage": "홈페이지주소,웹사이트,사이트,URL,웹주소,homepage,website,website url,web site,web page,"
    "website 1 value,website value,블로그,홈페이지 URL",
    "business_number": "사업자번호,사업자등록번호,사업자,사업자No,고유번호,등록번호,business number,brn,vat number",
    "corporate_number": "법인번호,법인등록번호,corporate number",
    "representative": "대표자명,대표,대표이사,대표자성명,대표자이름,사장,사장님,원장,ceo,ceo name",
    "industry": "업태,업종,industry,sector",
    "line": "종목,주종목,업태종목,취급품목",
    "birth_on": "생년월일,생일,출생일,출생년월일,birthday,birth date,birthdate,date of birth,dob",
    "birth_calendar": "양음력,양력음력,음양력,음양,양음",
    "sex": "성별,sex,gender,남녀",
    "guardian": "법정대리인,보호자,보호자명,보호자이름",
    "guardian_confirmed_at": "법정대리인동의일,보호자동의일",
    "stage": "고객단계,단계,고객상태,진행단계,lifecycle stage,구분,stage",
    "grade": "고객등급,등급,회원등급,grade,rating,tier",
    "source": "유입경로,경로,인지경로,알게된경로,등록경로,가입경로,방문경로,lead source,source,original source",
    "owner": "담당,담당자,영업담당,담당사원,영업사원,담당영업,관리자,관리담당,영업담당자,담당직원,contact owner,company owner,"
    "owner,account owner,lead owner",
    "tags": "태그,라벨,그룹,group,groups,labels,tags,categories,group membership,카테고리,분류",
    "company_types": "거래처구분,거래처유형,업체구분,거래구분,거래처분류",
    "last_contact_at": "최근접촉일,최근상담일,최종상담일,최근연락일,last contacted,last activity date",
    "last_purchase_at": "최근구매일,최종구매일,마지막구매일,최근거래일,최종거래일,최근주문일,last purchase date",
    "last_visit_at": "최근방문일,최종방문일,마지막방문일,last visit",
    "memo": "비고,메모,특이사항,참고,참고사항,기타,내용,notes,note,comments,description,memo,remark,remarks,설명",
    "source_note": "수집출처,출처",
    "collected_on": "수집일,등록일,등록일자,가입일,가입일자,최초등록일,create date,created date,created at,"
    "connected on,날짜등록",
    "permit_sms": "광고수신,광고수신동의,문자수신,문자수신동의,문자동의,SMS수신,SMS수신동의,SMS동의,문자수신여부,"
    "SMS수신여부,광고성정보수신동의,sms opt in",
    "permit_email": "이메일수신,이메일수신동의,메일수신,메일수신동의,메일동의,이메일동의,뉴스레터,뉴스레터수신,이메일수신여부,"
    "메일수신여부,email opt in",
    "permit_kakao": "카카오톡수신,카카오수신동의,카톡수신,알림톡수신,친구톡수신,카카오톡 수신동의",
    "permit_voice": "전화권유,전화수신동의,TM동의,전화마케팅동의",
    "permit_post": "우편수신,우편수신동의,DM수신,DM동의,DM수신동의",
    "permit_fax": "팩스수신,팩스수신동의",
    "consent_on": "동의일,동의일자,동의일시,수신동의일,수신동의일자,광고수신동의일,동의날짜",
}

KINDS = {
    "company": "회사 법인 기업 사업자 단체 기관 법인사업자 개인사업자 company business organization",
    "person": "개인 사람 일반 일반인 person individual",
}
STAGES = {
    "target": "고객유도 예비 예비고객 유도 target subscriber other 구독자",
    "prospect": "잠재 잠재고객 가망 가망고객 리드 상담 상담중 prospect lead marketingqualifiedlead "
    "salesqualifiedlead opportunity mql sql 관심",
    "customer": "고객 단골 기존 기존고객 거래 거래중 회원 정회원 계약 customer evangelist client vip",
}
SEXES = {"male": "남 남자 남성 m male man", "female": "여 여자 여성 f female woman"}
CALENDARS = {
    "solar": "양 양력 solar +",
    "lunar": "음 음력 lunar -",
    "leap": "윤달 음력윤달 윤 leap",
}
DECISION_ROLES = {
    "decider": "결정권자 의사결정자 결정 decisionmaker decider",
    "influencer": "영향자 영향력자 influencer",
    "user": "실무 실무자 담당 user",
    "opponent": "반대자 반대 opponent",
}
NIGHT = "야간 야간포함 주야간 주야 심야 night 24시간"
KOREA = "대한민국 한국 korea southkorea republicofkorea koreasouth kr kor 남한"
COMPANY_MARKS = (
    "(주),㈜,주식회사,유한회사,(유),(사),(재),사단법인,재단법인,협동조합,co.,ltd,inc,corp,llc,gmbh"
)
FREE_HOSTS = frozenset(
    "gmail.com naver.com daum.net hanmail.net kakao.com nate.com hotmail.com outlook.com outlook.kr "
    "yahoo.com yahoo.co.kr icloud.com live.com msn.com korea.com empal.com lycos.co.kr me.com "
    "proton.me protonmail.com aol.com".split()
)


def lookup(table: dict[str, str]) -> dict[str, str]:
    """The table turned round: each word to its value."""
    return {word: value for value, words in table.items() for word in words.split()}
