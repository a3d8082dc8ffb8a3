"""What files call the columns of planned sales."""

WORDS = {
    "customer": "고객명,고객번호,거래처,account,company",
    "title": "제목,영업명,계획,title,what",
    "due_on": "예정일,날짜,시기,due,due date",
    "amount": "금액,amount,value",
    "product": "제품,품목,상품코드,product",
    "owner": "담당자,영업사원,owner,sales agent",
    "note": "비고,설명,note,description",
}
