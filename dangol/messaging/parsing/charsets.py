"""Bytes to text, as Korean mail really is.

The standard library's `policy.default` corrupts what CP949 has beyond EUC-KR (펲, 똠, 뷁) and raw
8-bit headers, so nothing here relies on it. Every Korean label is read as CP949, its superset.
"""

import codecs
import re
from functools import lru_cache

from dangol.messaging.parsing.problems import Problem

KOREAN = "cp949"
_ALIASES = {
    **dict.fromkeys(
        "euckr ksc5601 ksc56011987 ksc56011989 ksx1001 korean ms949 uhc cp949 windows949 949 "
        "5601 isoir149 csksc56011987 cseuckr xwindows949 ksc5861 ksc euckrhangul".split(),
        KOREAN,
    ),
    **dict.fromkeys("iso2022kr csiso2022kr".split(), "iso2022_kr"),
    **dict.fromkeys("johab ms1361 cp1361 ksc5601johab".split(), "johab"),
    **dict.fromkeys("utf8 unicode11utf8 utf8mb4 xutf8".split(), "utf-8"),
    **dict.fromkeys("gb2312 gbk gb18030 cp936 ms936 windows936 xgbk euccn".split(), "gb18030"),
    **dict.fromkeys("shiftjis sjis cp932 windows31j ms932 xsjis".split(), "cp932"),
    **dict.fromkeys("iso2022jp csiso2022jp".split(), "iso2022_jp_ext"),
    **dict.fromkeys("iso88591 latin1 windows1252 cp1252 xansi ansi".split(), "cp1252"),
    **dict.fromkeys("usascii ascii ansix341968 iso646us 7bit 8bit default unknown8bit".split(), ""),
}
# Codecs that are no letters, or that take quadratic time on hostile input.
_REFUSED = frozenset(
    "idna punycode unicode_escape raw_unicode_escape undefined unicode_internal mbcs oem".split()
)
_ESCAPES = (
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp_ext"),
    (b"\x1b$@", "iso2022_jp_ext"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")
)  # fmt: skip
_name_noise = re.compile(r"[^a-z0-9]")
# Hangul in EUC-KR order; nothing in Western text looks like a row of these.
_hangul_bytes = re.compile(rb"(?:[\xb0-\xc8][\xa1-\xfe]){2}")
_high = re.compile(rb"[\x80-\xff]")


@lru_cache(512)
def codec_of(label: str) -> str:
    """The codec for a charset label; "" when it says nothing or nothing known."""
    label = label[:60].strip().strip("\"'<>").lower()
    plain = _name_noise.sub("", label)
    if plain in _ALIASES:
        return _ALIASES[plain]
    try:
        found = codecs.lookup(label)
    except (LookupError, ValueError):
        return ""
    is_letters = getattr(found, "_is_text_encoding", False)
    return found.name if is_letters and found.name.replace("-", "_") not in _REFUSED else ""


def decode(data: bytes, label: str = "", problems: set[Problem] | None = None) -> str:
    """Text of these bytes; `label` is believed as far as the bytes allow.

    Without one: UTF-8 if it fits, else CP949 (KOREA.md 10.2). NULs are dropped.
    """
    problems = set() if problems is None else problems
    codec = codec_of(label) if label else ""
    text = _declared(data, codec, problems) if codec else None
    if text is None:
        text = _guessed(data, problems)
    return text.replace("\0", "") if "\0" in text else text


def _declared(data: bytes, codec: str, problems: set[Problem]) -> str | None:
    """The text by its declared codec, or None when the bytes show that it lies."""
    if codec == "iso2022_kr":
        return _seven_bit_korean(data)
    if codec == "cp1252" and _high.search(data):
        if _decodes(data, "utf-8") is not None or _looks_korean(data):
            problems.add(Problem.WRONG_CHARSET)
            return None
        return data.decode("latin-1") if _decodes(data, codec) is None else data.decode(codec)
    text = _decodes(data, codec)
    if text is None:
        guess = _decodes(data, "utf-8") or _decodes(data, KOREAN)
        problems.add(Problem.WRONG_CHARSET if guess else Problem.LOST_LETTERS)
        return guess or data.decode(codec, "replace")
    return text


def _looks_korean(data: bytes) -> bool:
    return _hangul_bytes.search(data) is not None and _decodes(data, KOREAN) is not None


def _seven_bit_korean(data: bytes) -> str:
    """ISO-2022-KR; its announcement may be missing, and PHP ends with one shift too many."""
    if b"\x1b$)C" not in data:
        data = b"\x1b$)C" + data
    return data.rstrip(b"\x0e\x0f").decode("iso2022_kr", "replace")


def _guessed(data: bytes, problems: set[Problem]) -> str:
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    if b"\x1b$" in data:
        for escape, codec in _ESCAPES:
            if escape in data:
                return (
                    _seven_bit_korean(data)
                    if codec == "iso2022_kr"
                    else data.decode(codec, "replace")
                )
    text = _decodes(data, "utf-8")
    if text is None:
        text = _decodes(data, KOREAN)
    if text is not None:
        return text
    problems.add(Problem.LOST_LETTERS)
    best = min(("utf-8", KOREAN), key=lambda codec: data.decode(codec, "replace").count("\ufffd"))
    return data.decode(best, "replace")


def _decodes(data: bytes, codec: str) -> str | None:
    """Strictly decoded, or None; some codecs raise more than UnicodeError on odd input."""
    try:
        return data.decode(codec)
    except (ValueError, LookupError, OverflowError):
        return None
