"""Names of people and companies: surnames, forms of address, masking, legal-form marks."""

import re

from dangol.kit.korean.text import clean

TWO_SYLLABLE_SURNAMES = frozenset(["남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방"])
ADDRESS_ENDING = "님"

# The legal forms written before or after a company's name (상법 §170, 민법 §32).
_FORMS = (
    "주식회사|유한책임회사|유한회사|합자회사|합명회사|"
    "재단법인|사단법인|사회복지법인|학교법인|의료법인"
)
_marks = re.compile(
    r"[㈜㈐㈔㈕㉐㈏]|[(\[（［]\s*(?:주식|주|유한|유|재|사|합|자|명|복|학|의|株)\s*[)\]）］]"
    rf"|(?:농업|어업)회사법인|(?:영농|영어)조합법인|사회적협동조합|(?<![가-힣])(?:{_FORMS})|(?:{_FORMS})(?![가-힣])"
)
_english_forms = re.compile(
    r"[\s,]+(?:co\.?\s*,?\s*ltd|corp(?:oration)?|inc(?:orporated)?|ltd|llc|limited)\.?\s*$",
    re.IGNORECASE,
)
_has_hangul = re.compile("[가-힣]")
_separators = re.compile(r"[\s·.,'’&\-_/()\[\]]+")


def split_name(name: str) -> tuple[str, str] | None:
    """Surname and given name of a Korean name of two to five syllables, else None.

    A two-syllable surname needs a third syllable, so 남궁 is 남 궁; 선우진 is read as 선우 진.
    """
    name = clean(name)
    family, _, given = name.partition(" ")
    if not given:
        cut = 2 if len(name) > 2 and name[:2] in TWO_SYLLABLE_SURNAMES else 1
        family, given = name[:cut], name[cut:]
    given = given.replace(" ", "")
    letters = family + given
    if not (given and len(letters) <= 5 and all("가" <= char <= "힣" for char in letters)):
        return None
    return (family, given) if len(family) == 1 or family in TWO_SYLLABLE_SURNAMES else None


def mask_name(name: str) -> str:
    """홍*동, 홍*, 남**수: the first and, from three letters on, the last letter stay.

    The words of a name in Latin letters are masked one by one.
    """
    words = ["".join(name.split())] if _has_hangul.search(name) else name.split()
    return " ".join(map(_mask_word, words))


def _mask_word(word: str) -> str:
    if len(word) == 1:
        return "*"
    return word[0] + "*" * max(len(word) - 2, 1) + (word[-1] if len(word) > 2 else "")


def with_honorific(name: str, title: str = "") -> str:
    """홍길동 과장님, or 홍길동님 without a title; never 님 twice."""
    name, title = clean(name).removesuffix(ADDRESS_ENDING), clean(title)
    if not name:
        return ""
    called = f"{name} {title}" if title else name
    return called.removesuffix(ADDRESS_ENDING) + ADDRESS_ENDING


def without_company_marks(name: str) -> str:
    """The name without its legal form, otherwise as written: "(주) 한빛 유통" is "한빛 유통"."""
    return clean(_marks.sub(" ", name))


def strip_company_marks(name: str) -> str:
    """A company's name as a key to compare by: no legal form, spaces, points or capitals.

    "(주) 한빛 유통" and "한빛유통 주식회사" are both "한빛유통".
    """
    name = _english_forms.sub("", without_company_marks(name))
    return _separators.sub("", name).lower()
