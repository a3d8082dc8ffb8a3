"""What files call the columns and the stages of a list of deals."""

WORDS = {
    "number": "opportunity id,deal id,영업번호,관리번호",
    "title": "영업명,제목,deal name,opportunity name,title",
    "customer": "고객명,고객번호,거래처,회사,account,account name,company",
    "product": "품목,제품,상품코드,product",
    "owner": "담당자,영업사원,sales agent,owner,deal owner",
    "stage": "영업단계,상태,deal stage,stage,status",
    "opened_on": "등록일,engage date,create date,created",
    "closed_on": "수주일,완료일,close date,closed",
    "expected_on": "예정일,expected close",
    "amount": "수주액,예상금액,close value,amount,value",
    "kind": "거래구분,type",
    "source": "경로,lead source,source",
    "lost_reason": "lost reason,closed lost reason",
    "text": "메모,비고,description,note",
}
# what other products call an end, and how far along the open stages (0 first) a word stands
WON = "won,closed won,closedwon,수주,성공,계약완료,win"
LOST = "lost,closed lost,closedlost,실주,실패,중도포기,lose"
STAGE_WORDS = {
    0: "prospecting,new,lead,신규,발굴",
    1: "engaging,qualification,contacted,상담,문의",
    2: "needs analysis,qualified,value proposition,검토",
    3: "proposal,quote,proposal/price quote,제안,견적",
    4: "negotiation,negotiation/review,contract,협상,계약",
}
