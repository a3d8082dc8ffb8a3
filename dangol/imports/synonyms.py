"""Words of column names and rows that mean the same in every file."""

import re

FORBIDDEN = re.compile(
    r"주민(등록)?번호|외국인(등록)?번호|여권번호|운전면허(번호)?|비밀번호|password|\bssn\b"
)
TOTAL = re.compile(
    r"(?:합계|총합계|총계|소계|누계|전체합계|total|subtotal|grandtotal|sum)(?:[:(].*)?",
    re.IGNORECASE,
)
