"""What files call the columns of win-backs, and how they ended."""

WORDS = {
    "deal": "거래번호,영업번호,deal number,deal id,opportunity id",
    "customer": "고객명,고객번호,거래처,account,company",
    "title": "거래명,거래,영업건,제목,deal,title,opportunity",
    "owner": "담당자,영업사원,owner,sales agent",
    "status": "상태,성공여부,status,result",
    "attempts": "시도횟수,시도 수,횟수,attempts,tries",
    "note": "메모,비고,마지막 시도,내용,note",
    "lost_reason": "사유,실주사유,이탈사유,reason,lost reason",
    "lost_to": "경쟁사,경쟁업체,competitor,lost to",
    "rests_until": "쉬는날까지,다음 시도일,next,rest until",
    "ended_on": "종료일,완료일,ended,end date",
}
RESULTS = {
    "open": "진행,진행중,시도중,open,in progress",
    "won": "되찾음,성공,복귀,won,success",
    "lost": "포기,실패,종료,lost,failed",
}
