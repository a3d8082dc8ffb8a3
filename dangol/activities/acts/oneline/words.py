"""The words of one line: days, hours, minutes, kinds, people."""

import re

DAYS = {
    "그끄저께": -3, "그저께": -2, "그제": -2, "엊그제": -2, "엊그저께": -2,
    "어제": -1, "어저께": -1, "작일": -1, "오늘": 0, "금일": 0,
    "내일": 1, "명일": 1, "모레": 2, "내일모레": 2, "글피": 3,
}  # fmt: skip
WEEKS = {
    "지지난": -2, "저저번": -2, "지난": -1, "저번": -1, "전": -1, "이번": 0, "금": 0, "다음": 1,
    "담": 1, "차": 1, "내": 1, "다다음": 2,
}  # fmt: skip
NUMBERS = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "열흘": 10,
    "보름": 15,
}  # fmt: skip
COUNTS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6}
WEEKDAYS = "월화수목금토일"
HALVES = {"오전": 0, "아침": 0, "새벽": 0, "오후": 12, "저녁": 12, "밤": 12, "낮": 12}
PARTS_OF_DAY = {"아침": 9, "점심": 12, "저녁": 18}

_alone = r"(?<![가-힣\w])"
_end = r"(?![\d:/])"
_count = rf"(?:\d{{1,3}}|{'|'.join(COUNTS)})"
_weekday = rf"[{WEEKDAYS}](?:요일)?"
_week = "|".join(sorted(WEEKS, key=len, reverse=True))

# Where several begin at one place the longer one wins; each has a name the reader knows.
WHEN = re.compile(
    _alone
    + "(?:"
    + "|".join(
        (
            r"(?P<iso>20\d\d[-./]\d{1,2}[-./]\d{1,2})" + _end,
            r"(?P<month>\d{1,2})\s?월\s?(?P<day>\d{1,2})\s?일",
            r"(?P<slash>\d{1,2}/\d{1,2})" + _end,
            rf"(?P<shift>{'|'.join(NUMBERS)}|{_count}\s?(?:일|주일?|달|개월))\s?(?P<way>전|뒤|후)(?:에)?",
            rf"(?P<week>{_week})\s?주(?:\s?(?P<weekday>{_weekday})(?![가-힣]{{2}}))?",
            r"(?P<month_end>(?:이번\s?달|이달|다음\s?달|담달)\s?말|월말)",
            r"(?P<next_month>다음\s?달|담달|내달)\s?(?P<of_month>\d{1,2})\s?일",
            rf"(?P<word>{'|'.join(sorted(DAYS, key=len, reverse=True))})",
            rf"(?P<plain>[{WEEKDAYS}]요일)",
            r"(?P<now>방금|지금|조금\s?전|아까|좀\s?전)",
        )
    )
    + ")(?:에|날|까지|쯤|경)?"
)
HOUR = re.compile(
    rf"(?<![\d.,/])(?:(?P<half>{'|'.join(HALVES)})\s?)?"
    r"(?:(?P<h24>\d{1,2}):(?P<m24>\d{2})(?!\d)"
    r"|(?P<h>\d{1,2})\s?시(?!간)\s?(?:(?P<m>\d{1,2})\s?분|(?P<half_past>반)(?![가-힣]))?)"
    r"\s?(?:쯤|경|에|까지)?"
    rf"|{_alone}(?P<part>{'|'.join(PARTS_OF_DAY)})(?:에)?(?![가-힣])"
)
MINUTES = re.compile(
    rf"(?<![\d.,])(?:(?P<h>{_count})\s?시간\s?(?:(?P<hm>\d{{1,2}})\s?분|(?P<half>반)(?![가-힣]))?"
    r"|(?P<m>\d{1,4})\s?분)(?:간|동안|\s?정도)?(?![가-힣])"
)
KINDS = (
    ("quote", re.compile(r"견적서?(?:를|을)?\s?(?:발송|송부|보내|보냄|제출|작성)")),
    ("call", re.compile(r"재?통화|전화|부재중?|콜백|(?<![가-힣])콜(?![가-힣])")),
    ("meeting", re.compile(r"미팅|회의|면담|화상")),
    ("visit", re.compile(r"방문|내방|(?<![가-힣])외근")),
    ("mail", re.compile(r"이?메일|[Ee]-?mail", re.IGNORECASE)),
    ("sms", re.compile(r"문자|카톡|알림톡|SMS|LMS", re.IGNORECASE)),
    ("post", re.compile(r"우편|등기|택배|DM\b")),
    ("fax", re.compile(r"팩스|FAX", re.IGNORECASE)),
    ("memo", re.compile(r"^\s*메모")),
    ("todo", re.compile(r"할\s?일|업무|준비")),
)
# Words that say no more than the kind: they leave the text when they stand alone.
SAID_BY_KIND = frozenset(
    [
        "통화",
        "전화",
        "미팅",
        "회의",
        "방문",
        "메일",
        "이메일",
        "문자",
        "우편",
        "팩스",
        "메모",
        "업무",
    ]
)
INWARD = re.compile(
    r"걸려\s?[옴온]|전화\s?(?:옴|왔|받)|받음|수신|내방|문의\s?[옴온]|(?:메일|문자)\s?(?:옴|왔)"
)
ABSENT = re.compile(r"부재중?")
AGAIN = re.compile(r"재통화|재방문|다시|예정|약속|하기로|할\s?것|콜백|팔로업")
WHO = re.compile(
    rf"{_alone}(?P<name>[가-힣]{{1,4}}?)\s?"
    r"(?P<title>대표|사장|회장|부장|차장|과장|대리|사원|주임|팀장|실장|이사|상무|전무|본부장|원장"
    r"|점장|소장|교수|매니저|님|씨)(?:님)?(?=\s|$|[,과와이가은는도께에])"
)
CLAUSE = re.compile(r"([,，;\n]+\s*|(?<=[가-힣])\.(?:\s|$)|\s그리고\s|\s→\s)")
