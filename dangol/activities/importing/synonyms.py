"""What files call the columns, kinds and states of a list of activities."""

WORDS = {
    "number": "activity id,task id,event id,관리번호,일련번호,id",
    "customer": "고객명,고객번호,거래처,회사,업체,account,company,contact,related to,who,name",
    "kind": "활동종류,유형,구분,type,activity type,task subtype,call type",
    "owner": "담당자,영업사원,작성자,owner,assigned to,sales agent",
    "at": "일시,날짜,활동일,상담일,방문일,접촉일,activity date,date,start date,due date,created",
    "hour": "시간대,시작시각,time,start time",
    "minutes": "소요시간,상담시간,통화시간,시간(분),duration,duration (minutes),call duration",
    "title": "활동명,subject,title,요약",
    "text": "상담내용,활동내용,메모,비고,description,comments,note,notes,body",
    "result": "상담결과,처리결과,outcome,call result",
    "purpose": "목적,방문목적,상담목적,purpose",
    "direction": "수발신,발신구분,direction,call direction",
    "state": "진행상태,완료여부,status,state,completed",
    "priority": "중요도,priority",
}
KINDS = {
    "call": "전화,통화,전화상담,아웃바운드,인바운드,phone,telephone,tel,phone call",
    "mail": "메일,이메일,전자우편,email,e-mail",
    "meeting": "미팅,회의,면담,화상회의,상담,event,appointment,demo",
    "visit": "방문,내방,외근,방문상담,on-site visit,field visit",
    "quote": "견적,견적서,견적발송,quotation,proposal",
    "todo": "업무,할일,준비,task,to-do,follow up,follow-up,other",
    "sms": "문자,카톡,카카오톡,알림톡,lms,text,text message,message",
    "post": "우편,등기,택배,dm,letter",
    "fax": "팩스",
    "memo": "메모,비고,특이사항,note,comment",
}
DONE = "완료,마침,종료,했음,예,y,yes,true,1,done,completed,complete,closed,held,finished"
OPEN = "예정,계획,대기,진행,진행중,미완료,아니오,n,no,false,0,open,planned,not started,in progress"
OFF = "취소,cancelled,canceled,deferred,보류,not held"
INWARD = "수신,인바운드,받음,in,inbound,incoming,received"
OUTWARD = "발신,아웃바운드,보냄,out,outbound,outgoing,sent"
