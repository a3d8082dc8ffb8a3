"""Amounts of won as people write them, and as contracts spell them."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from unicodedata import normalize

_plain = re.compile(r"(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+))(?:\.0+)?원?")
_UNITS = {"조": 10**12, "억": 10**8, "만": 10**4, "": 1}
_SMALL_UNITS = {"천": 1000, "백": 100, "십": 10, "": 1}
_part = re.compile(r"(\d+(?:\.\d+)?)\s*([천백십]?)\s*|([천백십])\s*")
_commas = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?![,\d])")
_around = re.compile(r"^(?:일금|금|KRW|₩|\\)\s*|\s*(?:원정|원整|원|KRW)\.?$", re.IGNORECASE)
_note = re.compile(r"\s*\((?:VAT|부가세)[^)]*\)$", re.IGNORECASE)
_foreign = re.compile(
    r"US\$|[$€£¥]|(?:USD|EUR|JPY|GBP|CNY)(?![A-Z])|달러|유로|위안|엔$", re.IGNORECASE
)
_minus = str.maketrans("−–—△▲", "-----")


def currency_of(text: str) -> str:
    """The foreign currency an amount names, "" for won: dollars must never be read as won."""
    found = _foreign.search(normalize("NFKC", text).strip())
    return found[0] if found else ""


def has_part_of_won(text: str) -> bool:
    """Whether an amount written in figures has a fraction of a won: 1,200.50원."""
    try:
        return Decimal(_around.sub("", normalize("NFKC", text)).replace(",", "").strip()) % 1 != 0
    except InvalidOperation:
        return False


def parse_won(text: str | float) -> int | None:
    """Whole won from 1,234,000원, ￦1,234, 1.5억, 3만 5천, (1,000) or △1,000; None if unclear.

    Brackets and triangles are how accountants write less than nothing. Half a won rounds away
    from zero; "1.234" is one won and a fraction, as points never part thousands in Korea.
    """
    if not isinstance(text, str):
        return _rounded(Decimal(str(text))) if abs(text) < 10**18 else None
    if match := _plain.fullmatch(text):
        return _limited(int(match[1].replace(",", "")))
    text = _note.sub("", normalize("NFKC", text).strip())
    for _ in range(2):
        text = _around.sub("", text).strip().translate(_minus)
    negative = text.startswith("-") or (text.startswith("(") and text.endswith(")"))
    text = _around.sub("", text.strip("()- +"))
    value = _read(text)
    return None if value is None else _limited(-value if negative else value)


def _read(text: str) -> int | None:
    if "," in text and not _commas.search(text):
        return None
    total, last, rest = Decimal(0), 10**16, text.replace(",", "")
    while rest:
        group, unit, rest = _group(rest)
        value = _sum(group.strip())
        if value is None or _UNITS[unit] >= last:
            return None
        last = _UNITS[unit]
        total += value * last
    return _rounded(total) if text else None


def _group(text: str) -> tuple[str, str, str]:
    for unit in "조억만":
        group, found, rest = text.partition(unit)
        if found:
            return group, unit, rest
    return text, "", ""


def _sum(group: str) -> Decimal | None:
    """What stands before 만 or 억: 12.5, 3천 5백, or nothing, as in 만 원."""
    total, last, end = Decimal(0), 10**4, 0
    for match in _part.finditer(group):
        unit = _SMALL_UNITS[match[2] or match[3] or ""]
        if match.start() != end or unit >= last:
            return None
        total, last, end = total + Decimal(match[1] or 1) * unit, unit, match.end()
    if not group:
        return Decimal(1)
    return total if end == len(group) else None


def _rounded(value: Decimal) -> int | None:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP)) if value.is_finite() else None


def _limited(value: int | None) -> int | None:
    return value if value is not None and abs(value) < 10**18 else None


_HANGUL = ("일금 ", " 일이삼사오육칠팔구", "십백천", ["", "만", "억", "조", "경"], "영", "원정")
_HANJA = ("金", " 壹貳參肆伍陸柒捌玖", "拾佰仟", ["", "萬", "億", "兆", "京"], "零", "원整")


def in_words(amount: int, *, hanja: bool = False) -> str:
    """일금 일백이십삼만사천오백육십칠원정: solid, and 일 is always said, so no digit can be added.

    `hanja` gives the forms that cannot be altered: 金壹佰貳拾參萬…원整.
    """
    if not 0 <= amount < 10**20:
        raise ValueError(amount)
    lead, digits, places, groups, zero, tail = _HANJA if hanja else _HANGUL
    words = ""
    for group in reversed(range(5)):
        four = amount // 10 ** (group * 4) % 10_000
        for place in reversed(range(4)):
            if digit := four // 10**place % 10:
                words += digits[digit] + (places[place - 1] if place else "")
        words += groups[group] if four else ""
    return f"{lead}{words or zero}{tail}"


def short_amount(amount: int) -> str:
    """6.12억, 3,450만, 9,800: three figures that matter, for cards and charts."""
    size = abs(amount)
    for unit, value in (("조", 10**12), ("억", 10**8), ("만", 10**4)):
        if size >= value:
            if unit == "만":
                return f"{size // value:,}{unit}"
            whole = Decimal(size) / value
            places = 2 if whole < 100 else 1 if whole < 1000 else 0
            cut = int(whole * 10**places) / Decimal(10**places)
            text = f"{cut:,.{places}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) + unit
    return f"{size:,}"
