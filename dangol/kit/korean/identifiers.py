"""Registration numbers of businesses, corporations and residents.

Check digits: 국세청 사업자등록번호, 상업등기규칙 (corporate). Resident numbers may not be stored
(개인정보 보호법 §24의2), so here they are only found and hidden.
"""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

_not_digits = re.compile(r"\D")
_hyphens = str.maketrans("", "", "- \u2010\u2011\u2012\u2013\u2014\u2212")


class BusinessKind(TextChoices):
    """What the middle two digits of a business number say."""

    INDIVIDUAL = "individual", _("개인 과세사업자")
    ASSOCIATION = "association", _("법인 아닌 단체")
    CORPORATION = "corporation", _("영리법인")
    NONPROFIT = "nonprofit", _("비영리법인")
    GOVERNMENT = "government", _("국가·지방자치단체")
    FOREIGN = "foreign", _("외국법인")
    BRANCH = "branch", _("지점")
    RELIGIOUS = "religious", _("종교단체")
    EXEMPT = "exempt", _("개인 면세사업자")


_KINDS = {
    **dict.fromkeys(range(1, 80), BusinessKind.INDIVIDUAL),
    80: BusinessKind.ASSOCIATION,
    **dict.fromkeys((81, 86, 87, 88), BusinessKind.CORPORATION),
    82: BusinessKind.NONPROFIT,
    83: BusinessKind.GOVERNMENT,
    84: BusinessKind.FOREIGN,
    85: BusinessKind.BRANCH,
    89: BusinessKind.RELIGIOUS,
    **dict.fromkeys(range(90, 100), BusinessKind.EXEMPT),
}


def _digits(text: str, length: int) -> str:
    digits = text.strip().translate(_hyphens)
    return digits if len(digits) == length and digits.isascii() and digits.isdecimal() else ""


def is_business_number(text: str) -> bool:
    """Whether a 사업자등록번호 has the right form and check digit, with or without hyphens.

    The form cannot tell a registered number from an invented one such as 123-45-67891.
    """
    digits = _digits(text, 10)
    if not digits or digits < "101" or digits[3:5] == "00" or digits[5:9] == "0000":
        return False
    d = [ord(char) - 48 for char in digits]
    total = d[0] + d[1] * 3 + d[2] * 7 + d[3] + d[4] * 3 + d[5] * 7 + d[6] + d[7] * 3 + d[8] * 5
    return (10 - (total + d[8] * 5 // 10) % 10) % 10 == d[9]


def format_business_number(text: str) -> str:
    """124-81-00998; anything without ten digits stays as it is."""
    digits = _digits(text, 10)
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if digits else text


def business_kind(number: str) -> BusinessKind | None:
    """The kind of taxpayer by the middle digits; None for a wrong number."""
    digits = _digits(number, 10)
    return _KINDS.get(int(digits[3:5])) if digits else None


def is_corporate_number(text: str) -> bool:
    """Whether a 법인등록번호 has thirteen digits and the right check digit."""
    digits = _digits(text, 13)
    if not digits or not int(digits):
        return False
    d = [ord(char) - 48 for char in digits]
    return (10 - (sum(d[0:12:2]) + 2 * sum(d[1:12:2])) % 10) % 10 == d[12]


def format_corporate_number(text: str) -> str:
    """130111-0006246; anything without thirteen digits stays as it is."""
    digits = _digits(text, 13)
    return f"{digits[:6]}-{digits[6:]}" if digits else text


_resident = re.compile(
    r"(?<!\d)(\d\d(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|\d\d(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|\d\d02(?:0[1-9]|[12]\d))\s?([-.\u2010-\u2015\u2212\uff0d~ ]?)\s?([1-8]\d{6})(?!\d)"
)
# Nobody is born after 2040 yet: 880123-4… is a barcode of Korea, not a birthday in 2088.
LAST_BIRTH = "40"
_RESIDENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def find_resident_number(text: str) -> tuple[int, int] | None:
    """Where the first 주민(외국인)등록번호 stands in a text, or None.

    Numbers given since October 2020 have a random tail, so a wrong check digit proves nothing for
    the young; for all others it does, when the digits are a right barcode or corporate number.
    """
    for match in _resident.finditer(text):
        if not _is_other_number(match):
            return match.span()
    return None


def mask_resident_numbers(text: str) -> str:
    """The text with every resident number cut to its first six digits."""
    return _resident.sub(
        lambda match: match[0] if _is_other_number(match) else f"{match[1]}-*******", text
    )


def _is_other_number(match: re.Match[str]) -> bool:
    digits = f"{int(match[1]):06d}{int(match[3]):07d}"
    d = [ord(char) - 48 for char in digits]
    born_after_2000 = digits[6] in "3478"
    if born_after_2000 and digits[:2] > LAST_BIRTH:
        return True
    random_tail = born_after_2000 and digits[:4] >= "2010"
    rest = sum(a * b for a, b in zip(d, _RESIDENT_WEIGHTS, strict=False)) % 11
    if random_tail or d[12] == ((13 if digits[6] > "4" else 11) - rest) % 10:
        return False
    solid = match.end(1) == match.start(3)
    barcode = solid and (10 - (sum(d[0:12:2]) + 3 * sum(d[1:12:2])) % 10) % 10 == d[12]
    return barcode or is_corporate_number(digits)
