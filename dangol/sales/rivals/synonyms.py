"""What files call the columns of what competitors do, and the kinds of it."""

WORDS = {
    "competitor": "경쟁업체,경쟁회사,상대 회사,competitor,rival",
    "text": "활동,활동 내용,설명,메모,what,text,description",
    "seen_on": "날짜,일자,확인일,date,seen on",
    "kind": "구분,유형,kind,type",
    "source": "정보원,들은 곳,source",
    "customer": "고객,고객명,고객번호,거래처,account,customer",
    "deal": "거래,deal,deal number",
    "owner": "담당,담당자,작성자,owner",
}
KINDS = {
    "price": "가격,가격변경,가격인하,가격인상,price",
    "campaign": "캠페인,행사,프로모션,캠페인행사,campaign,promotion",
    "visit": "방문,제안,고객방문,고객방문제안,visit",
    "product": "신제품,조건,신제품조건,product",
    "care": "멤버십,고객관리,멤버십고객관리,care",
    "other": "기타,other",
}
