"""What files call the columns of a table of quotas."""

WORDS = {
    "owner": "담당자,영업사원,이름,sales agent,owner,rep",
    "department": "부서명,팀,team,department",
    "territory": "권역명,지역,territory",
    "product": "제품,품목,상품코드,product",
    "month": "월,기간,month,period",
    "amount": "할당,목표,목표금액,목표액,quota,target,amount",
}
