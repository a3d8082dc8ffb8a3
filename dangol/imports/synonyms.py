"""Words of column names and rows that mean the same in every file."""

# ruff: noqa: E501, SIM905

import re

FORBIDDEN = re.compile(
    r"주민(등록)?번호|외국인(등록)?번호|여권번호|운전면허(번호)?|비밀번호|password|\bssn\b"
)
TOTAL = re.compile(
    r"(?:합계|총합계|총계|소계|누계|전체합계|total|subtotal|grandtotal|sum)(?:[:(].*)?",
    re.IGNORECASE,
)

NOTHING = frozenset(
    ", -, --, —, ., n/a, na, null, none, #n/a, #ref!, #value!, nan, undefined, 없음, 해당없음, "
    "해당 없음, 미상, 미기재, 미입력, 모름, 무, (없음)".split(", ")
)
YES = frozenset(
    "y yes true t 1 o ○ v ✓ on opt-in optin 예 네 동의 동의함 수신 수신동의 수신함 받음 허용 승낙 "
    "가능".split()
)
NO = frozenset(
    "n no false f 0 x × off opt-out optout 아니요 아니오 미동의 비동의 동의안함 거부 수신거부 수신안함 "
    "거절 철회 불가".split()
)
