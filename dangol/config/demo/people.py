"""The staff of the demo company 봄결커피, and who may sign in to look around."""

COMPANY = "봄결커피"
PASSWORD = "Bomgyeol!2026"  # noqa: S105 - the demo's own, printed at start
SIGN_INS = {
    "admin": "한지수 시스템 관리자 — 모든 것",
    "leader": "박지훈 팀장 — 영업1팀의 고객",
    "rep": "윤서현 대리 — 자기 고객",
    "agent": "최민석 상담원 — 고객지원센터",
}
# name of each department to the one above it
DEPARTMENTS = {
    "봄결커피": None,
    "영업본부": "봄결커피",
    "영업1팀": "영업본부",
    "영업2팀": "영업본부",
    "고객지원센터": "봄결커피",
    "마케팅팀": "봄결커피",
    "경영지원팀": "봄결커피",
}
# sign-in, name, department, position, title, key of the role, share of the customers
STAFF = (
    ("admin", "한지수", "경영지원팀", "과장", "", "admin", 0),
    ("head", "정은주", "영업본부", "이사", "본부장", "leader", 1),
    ("leader", "박지훈", "영업1팀", "차장", "팀장", "leader", 8),
    ("rep", "윤서현", "영업1팀", "대리", "", "rep", 14),
    ("idoyun", "이도윤", "영업1팀", "대리", "", "rep", 14),
    ("garam", "최가람", "영업1팀", "사원", "", "rep", 10),
    ("leader2", "오세린", "영업2팀", "차장", "팀장", "leader", 8),
    ("hyunwoo", "김현우", "영업2팀", "과장", "", "rep", 14),
    ("nari", "서나리", "영업2팀", "대리", "", "rep", 12),
    ("agent", "최민석", "고객지원센터", "주임", "", "agent", 4),
    ("agent2", "임하은", "고객지원센터", "사원", "", "agent", 3),
    ("marketer", "고은별", "마케팅팀", "과장", "", "marketer", 0),
)
