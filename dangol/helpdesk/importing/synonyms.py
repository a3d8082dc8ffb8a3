"""What other programs call the columns of a ticket's history."""

NUMBER = "caseid,사건번호,접수번호,번호,ticket"
AT = "completetimestamp,timestamp,시각,처리일시,접수일시,date"
STEP = "activityid,activity,상태,status,진행 단계"
SUBJECT = "title,summary,내용"
CUSTOMER = "customer,거래처코드"
REQUEST = "type,category,문의유형"
TEAM = "group,queue,부서"
