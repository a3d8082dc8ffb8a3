"""Korean telephone numbers: read from dirty cells, kept as digits, shown with hyphens.

Numbering plan: 전기통신번호관리세칙. libphonenumber misreads 050X, 1811 and 030X and accepts
seven digits after 010, so it is not used.
"""

import re
from typing import NamedTuple
from unicodedata import normalize

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PhoneKind(TextChoices):
    """What a number is by its first digits."""

    MOBILE = "mobile", _("휴대전화")
    LEGACY_MOBILE = "legacy_mobile", _("옛 휴대전화(01X)")
    AREA = "area", _("지역번호")
    NATIONAL = "national", _("전국대표번호")
    VOIP = "voip", _("인터넷전화")
    TOLLFREE = "tollfree", _("수신자부담")
    PREMIUM = "premium", _("정보이용료 부과")
    PERSONAL = "personal", _("평생번호·안심번호")
    FOREIGN = "foreign", _("해외")


class Phone(NamedTuple):
    """One number: digits only ("+" first when foreign), its kind and an inside line."""

    digits: str
    kind: PhoneKind
    extension: str = ""

    @property
    def is_smsable(self) -> bool:
        """Only 010 takes text messages; the 01X numbers ended with 2G in June 2021."""
        return self.kind is PhoneKind.MOBILE


_PLAN = [
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"010(?!0{8})\d{8}", PhoneKind.MOBILE),
        (r"(?:02|0(?:3[1-3]|4[1-4]|5[1-5]|6[1-4]))[1-9]\d{6,7}", PhoneKind.AREA),
        (r"1[568]\d{6}", PhoneKind.NATIONAL),
        (r"070\d{8}", PhoneKind.VOIP),
        (r"(?:0507\d|0(?:50[234568]|30[1-9])\d?)\d{7}", PhoneKind.PERSONAL),
        (r"080\d{7,8}", PhoneKind.TOLLFREE),
        (r"060\d{7,8}", PhoneKind.PREMIUM),
        (r"01[16789]\d{7,8}", PhoneKind.LEGACY_MOBILE),
    )
]
_clean = re.compile(r"0[1-9]0?([-. ]?)\d{3,4}\1\d{4}|0[3-6][1-5]([-. ]?)\d{3,4}\2\d{4}")
_extension = re.compile(
    r"\s*[(\[]?\s*(?:내선|교환|구내|ext\.?|[x#])\s*(?:번호)?\s*[:.]?\s*(\d{1,6})\s*번?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_range = re.compile(r"\s*~\s*\d{1,4}\s*$")
_number = re.compile(r"[+(]?\s*\(?\d[\d\s().\-‐-―·]*\d")
_excel_float = re.compile(r"\d{8,11}\.0")
_home = re.compile(r"(?:\+|00|00700)?82(0?)")
_not_digits = re.compile(r"\D")
_between = re.compile(r"[,;/|\n]|\s(?:및|또는|or)\s")
_one_of_many = re.compile(
    r"(?<!\d)(?:\+82[-. ]?|0)\d{1,3}[-.) ]{0,2}\d{3,4}[-. ]?\d{4}(?!\d)"
    r"|(?<!\d)1[568]\d\d-?\d{4}(?!\d)"
)


def parse_phone(text: str) -> Phone | None:
    """Read one number from a cell, or None when it cannot be one.

    Understands labels, brackets, full-width digits, +82 in every spelling, an inside line (내선)
    and the zero Excel drops. Eight digits in a row starting with 2 are refused: they may be a
    Seoul number without its zero or a local number without its area code. "02-123-4567~8" is its
    first number: the others would be made up (정보통신망법 §50⑤).
    """
    if match := _clean.fullmatch(text):
        digits = text.replace(match[1] or match[2], "") if match[1] or match[2] else text
        if digits.isascii():
            return Phone(digits, kind) if (kind := _kind(digits)) else None
    text = normalize("NFKC", text)
    extension = ""
    if match := _extension.search(text):
        text, extension = text[: match.start()], match[1]
    text = _range.sub("", text)
    if _excel_float.fullmatch(text):
        text = text[:-2]
    numbers = _number.findall(text)
    if len(numbers) != 1 or _not_digits.sub("", numbers[0]) != _not_digits.sub("", text):
        return None
    found = _read(numbers[0])
    return found and found._replace(extension=extension)


def _read(number: str) -> Phone | None:
    digits = _not_digits.sub("", number)
    abroad = number.lstrip("( ").startswith("+")
    if abroad and not digits.startswith("82"):
        return Phone("+" + digits, PhoneKind.FOREIGN) if 8 <= len(digits) <= 15 else None
    if match := _home.match(digits):
        digits = digits[match.end(1) :]
        candidates = ["0" + digits, digits]
    elif digits.startswith("0"):
        candidates = [digits]
    else:
        candidates = [digits, *_with_lost_zero(number, digits)]
    for candidate in candidates:
        if kind := _kind(candidate):
            return Phone(candidate, kind)
    return None


def _with_lost_zero(number: str, digits: str) -> list[str]:
    whole = "0" + digits
    head = _not_digits.split(number)[0]
    if head == digits:
        return [whole] if len(digits) > 8 else []
    # 117-81-12345 is a business number: 011 would be written 11-
    return [whole] if "0" + head == _groups(whole)[0] else []


def _kind(digits: str) -> PhoneKind | None:
    for pattern, kind in _PLAN:
        if pattern.fullmatch(digits):
            return kind
    return None


def split_phones(cell: str) -> list[Phone]:
    """Every number in a cell that holds several, each once; what is no number is left out."""
    if phone := parse_phone(cell):
        return [phone]
    found = []
    for piece in _between.split(normalize("NFKC", cell)):
        if phone := parse_phone(piece):
            found.append(phone)
        else:
            found += [phone for one in _one_of_many.findall(piece) if (phone := parse_phone(one))]
    return list(dict.fromkeys(found))


def _groups(digits: str) -> list[str]:
    if len(digits) == 8:
        return [digits[:4], digits[4:]]
    head = 2 if digits.startswith("02") else 4 if digits.startswith(("050", "030")) else 3
    return [digits[:head], digits[head:-4], digits[-4:]]


def format_phone(digits: str) -> str:
    """01012345678 as 010-1234-5678; foreign and unknown numbers as they are."""
    if len(digits) < 8 or not digits.isdecimal():
        return digits
    return "-".join(_groups(digits))


def mask_phone(digits: str) -> str:
    """010-****-5678; short nationwide numbers hide their end, foreign ones their middle."""
    if not digits:
        return ""
    if not digits.isdecimal() or len(digits) < 8:
        return (
            digits[:3] + "*" * max(len(digits) - 7, 4) + digits[-4:] if len(digits) > 7 else "****"
        )
    groups = _groups(digits)
    groups[1] = "*" * len(groups[1])
    return "-".join(groups)
