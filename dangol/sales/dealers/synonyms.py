"""What files call the columns of dealers and of the deals they register."""

DEALER = {
    "name": "대리점명,유통점,채널사,파트너,dealer,partner",
    "department": "부서명,조직,department",
    "protection_days": "보호일,보호일수,protection days",
}
REGISTRATION = {
    "dealer": "대리점명,유통점,채널사,파트너,dealer,partner",
    "customer_name": "고객명,상호,회사,거래처,account,company",
    "title": "제목,영업건,안건,title,deal",
    "business_number": "사업자번호,business number",
    "phone": "전화번호,연락처,phone",
    "amount": "금액,예상매출,amount,value",
    "expected_on": "마감예정,예상종료일,close date",
    "note": "비고,메모,note",
}
