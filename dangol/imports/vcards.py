"""Read vCards (2.1, 3.0, 4.0; RFC 2426, RFC 6350) into rows with one header for all of them."""

import binascii
import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COLUMNS: dict[str, str | Promise] = {
    "name": _("이름"),
    "company": _("회사명"),
    "department": _("부서"),
    "title": _("직책"),
    "mobile": _("휴대전화"),
    "work": _("직장 전화"),
    "home": _("자택 전화"),
    "phone": _("전화"),
    "fax": _("팩스"),
    "email": _("이메일"),
    "work_address": _("직장 주소"),
    "home_address": _("자택 주소"),
    "address": _("주소"),
    "homepage": _("홈페이지"),
    "birthday": _("생일"),
    "tags": _("태그"),
    "memo": _("메모"),
}

_escape = re.compile(r"\\(.)", re.DOTALL)
_unescaped_semicolon = re.compile(r"(?<!\\);")
_unescaped_comma = re.compile(r"(?<!\\),")
_day = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?")


class Line(NamedTuple):
    """One property of a card: its name, what it is (HOME, CELL …) and its value."""

    name: str
    types: frozenset[str]
    value: str


def is_vcard(text: str) -> bool:
    return text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCARD")


def rows(lines: Iterator[str]) -> Iterator[list[str]]:
    """The header, then one row per card; several values of one kind stand in one cell."""
    yield [str(label) for label in COLUMNS.values()]
    card: list[Line] = []
    for line in _properties(lines):
        if line.name == "BEGIN":
            card = []
        elif line.name == "END":
            if any(row := _row(card)):
                yield row
        else:
            card.append(line)


def _properties(lines: Iterator[str]) -> Iterator[Line]:
    whole = ""
    for raw in lines:
        text = raw.rstrip("\r\n")
        if whole and whole.endswith("=") and _is_quoted(whole):
            whole = whole[:-1] + text
        elif text[:1] in " \t" and whole:
            whole += text[1:]
        else:
            if line := _line(whole):
                yield line
            whole = text
    if line := _line(whole):
        yield line


def _is_quoted(text: str) -> bool:
    return "QUOTED-PRINTABLE" in text.partition(":")[0].upper()


def _line(text: str) -> Line | None:
    head, colon, value = text.partition(":")
    if not colon:
        return None
    name, *options = head.split(";")
    name = name.rpartition(".")[2].strip().upper()
    types: set[str] = set()
    charset = "utf-8"
    for option in options:
        key, equals, setting = option.partition("=")
        if not equals or key.upper() == "TYPE":
            types |= {part.strip('" ').upper() for part in (setting or key).split(",")}
        elif key.upper() == "CHARSET":
            charset = setting
        elif key.upper() == "ENCODING":
            types.add(setting.upper())
    if "QUOTED-PRINTABLE" in types:
        value = _unquoted(value, charset)
    return Line(name, frozenset(types), value)


def _unquoted(value: str, charset: str) -> str:
    kept = value.encode("utf-8")
    try:
        return quopri.decodestring(kept).decode(charset)
    except (LookupError, UnicodeDecodeError, binascii.Error):
        return quopri.decodestring(kept).decode("cp949", "replace")


def _row(card: list[Line]) -> list[str]:
    found: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for line in card:
        for column, value in _places(line):
            if value:
                found[column].append(value)
    if not found["name"]:
        found["name"] = [_plain(line.value) for line in card if line.name in ("N", "NICKNAME")]
        found["name"] = [" ".join(name.split(";")).strip() for name in found["name"] if name][:1]
    return [
        ("\n" if name == "memo" else " / ").join(dict.fromkeys(values))
        for name, values in found.items()
    ]


def _places(line: Line) -> Iterator[tuple[str, str]]:
    """The columns a property fills."""
    if line.name in _SIMPLE:
        yield _SIMPLE[line.name], _plain(line.value).removeprefix("mailto:")
    elif line.name == "ORG":
        company, *departments = _parts(line.value)
        yield "company", company
        yield "department", " ".join(filter(None, departments))
    elif line.name == "TEL":
        yield _phone_column(line.types), _plain(line.value).removeprefix("tel:")
    elif line.name == "ADR":
        yield _address_column(line.types), _address(_parts(line.value))
    elif line.name == "BDAY" and (match := _day.fullmatch(line.value.strip())):
        yield "birthday", "-".join(match.groups())
    elif line.name == "CATEGORIES":
        yield "tags", ", ".join(_plain(part) for part in _unescaped_comma.split(line.value))


_SIMPLE = {
    "FN": "name",
    "TITLE": "title",
    "EMAIL": "email",
    "URL": "homepage",
    "NOTE": "memo",
}


def _phone_column(types: frozenset[str]) -> str:
    if "FAX" in types:
        return "fax"
    if types & {"CELL", "MOBILE", "IPHONE"}:
        return "mobile"
    if "WORK" in types:
        return "work"
    return "home" if "HOME" in types else "phone"


def _address_column(types: frozenset[str]) -> str:
    return "work_address" if "WORK" in types else "home_address" if "HOME" in types else "address"


def _address(parts: list[str]) -> str:
    """Korean order: postcode, then from the country's largest part to the smallest."""
    box, extended, street, city, region, postcode, *_country = [*parts, *[""] * 7][:7]
    code = f"({postcode})" if postcode else ""
    return " ".join(filter(None, (code, region, city, street, extended, box)))


def _parts(value: str) -> list[str]:
    return [_plain(part) for part in _unescaped_semicolon.split(value)]


def _plain(value: str) -> str:
    return _escape.sub(lambda m: "\n" if m[1] in "nN" else m[1], value).strip()
