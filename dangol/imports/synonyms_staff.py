"""What files call the columns of a list of staff."""

WORDS = {
    "name": "성명,직원명,담당자,sales agent,agent,name",
    "username": "사번,로그인,username,login,user name",
    "email": "메일,email,e-mail",
    "phone": "전화,핸드폰,mobile,phone",
    "department": "소속,지점,regional office,office,department",
    "team": "팀,팀장,manager,team",
    "position": "직급,position",
}
