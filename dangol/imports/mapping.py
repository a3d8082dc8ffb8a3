"""Which column of a file is which field: by preset, by name, by what its values look like."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple
from unicodedata import normalize

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.imports.synonyms import FORBIDDEN
from dangol.kit.korean.identifiers import find_resident_number, is_business_number
from dangol.kit.korean.phones import parse_phone

DROP = ""
NEW_FIELD = "+"
SAMPLES = 40


class Kind(StrEnum):
    """What a cell of a field holds, so that it can be cleaned and its column recognised."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    PHONE = "phone"
    EMAIL = "email"
    BUSINESS_NUMBER = "business_number"
    CORPORATE_NUMBER = "corporate_number"
    ADDRESS = "address"
    POSTCODE = "postcode"
    DATE = "date"
    NUMBER = "number"
    WON = "won"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    LINK = "link"
    PERSON = "person"


class Why(StrEnum):
    """What a proposal rests on; the page says it beside the column."""

    REMEMBERED = "remembered"
    PRESET = "preset"
    NAME = "name"
    VALUES = "values"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"


WHY_LABELS: dict[str, str | Promise] = {
    Why.REMEMBERED: _("지난번처럼"),
    Why.PRESET: _("아는 형식"),
    Why.NAME: _("같은 뜻"),
    Why.VALUES: _("값을 보고"),
    Why.FORBIDDEN: _("담지 않습니다"),
    Why.UNKNOWN: _("모르는 열"),
}


@dataclass(frozen=True)
class ImportField:
    """A place a column can go to. `many` fields take several columns."""

    key: str
    label: str | Promise
    synonyms: str = ""
    kind: Kind = Kind.TEXT
    many: bool = False
    required: bool = False
    help: str | Promise = ""

    @property
    def names(self) -> set[str]:
        return {plain(name) for name in (str(self.label), *self.synonyms.split(","))} - {""}


@dataclass(frozen=True)
class Preset:
    """A file another product writes: known by these columns, which go to these fields."""

    label: str
    columns: dict[str, str]
    signature: frozenset[str]

    @classmethod
    def of(cls, label: str, signature: str, columns: dict[str, str]) -> "Preset":
        return cls(
            label,
            {plain(name): key for name, key in columns.items()},
            frozenset(plain(name) for name in signature.split(",")),
        )


class Match(NamedTuple):
    """Where a column goes and why: a field's key, "" nowhere; people may say "+", a new field."""

    key: str
    why: Why


@dataclass
class Proposal:
    """A mapping for the whole file, one match per column."""

    matches: list[Match]
    preset: str = ""
    samples: list[list[str]] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        return [match.key for match in self.matches]


_brackets = re.compile(r"[(\[{<（［].*?[)\]}>）］]")
_noise = re.compile(r"[^0-9a-z\uac00-\ud7a3%]+")
_number = re.compile(r"(?<=\D)\d{1,2}$")


def plain(name: str) -> str:
    """A column name without case, spaces, signs."""
    return _noise.sub("", normalize("NFKC", name).lower())


def spellings(name: str) -> list[str]:
    """The name as written, without its bracket (a unit), without its number (전화번호2)."""
    without = _brackets.sub("", name).strip()
    full, bare, last = plain(name), plain(without), plain(without.rpartition(" ")[2])
    forms = [full, bare, _number.sub("", full), _number.sub("", bare), last]
    return list(dict.fromkeys(filter(None, forms)))


def signature(names: Iterable[str]) -> str:
    """The same for every file with these columns, in any order."""
    return sha256("\n".join(sorted(plain(name) for name in names)).encode()).hexdigest()


def names_checker(fields: Sequence[ImportField]) -> Callable[[str], bool]:
    """Whether a cell looks like a column name some field goes by."""
    known = {name for each in fields for name in each.names}
    return lambda cell: any(form in known for form in spellings(cell)[:3])


def propose(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    fields: Sequence[ImportField],
    presets: Iterable[Preset] = (),
    remembered: dict[str, str] | None = None,
) -> Proposal:
    """Find a field for every column; `remembered` is what was chosen for these columns before."""
    samples = [_samples(rows, n) for n in range(len(names))]
    by_key = {each.key: each for each in fields}
    preset = _preset_for(names, presets)
    taken: set[str] = set()
    matches: list[Match | None] = [None] * len(names)
    for finder in (
        _forbidden_columns,
        _remembered_columns(remembered or {}),
        _preset_columns(preset),
        _named_columns(fields, exact=True),
        _named_columns(fields, exact=False),
        _value_columns(fields),
    ):
        for n, name in enumerate(names):
            if matches[n] is None and (match := finder(name, samples[n])):
                if match.key in by_key and not by_key[match.key].many:
                    if match.key in taken:
                        continue
                    taken.add(match.key)
                matches[n] = match
    found = [match or Match(DROP, Why.UNKNOWN) for match in matches]
    return Proposal(found, preset.label if preset else "", samples)


Finder = Callable[[str, list[str]], Match | None]


def _samples(rows: Sequence[Sequence[str]], n: int) -> list[str]:
    return [row[n] for row in rows if n < len(row) and row[n]][:SAMPLES]


def _preset_for(names: Sequence[str], presets: Iterable[Preset]) -> Preset | None:
    """The preset with the longest signature the file has all of."""
    present = {plain(name) for name in names}
    fitting = [preset for preset in presets if preset.signature <= present]
    return max(fitting, key=lambda preset: len(preset.signature), default=None)


def _forbidden_columns(name: str, samples: list[str]) -> Match | None:
    """Columns of resident numbers and secrets are not taken (개인정보 보호법 §24의2)."""
    residents = sum(find_resident_number(value) == (0, len(value)) for value in samples)
    if FORBIDDEN.search(plain(name)) or residents * 2 > len(samples):
        return Match(DROP, Why.FORBIDDEN)
    return None


def _remembered_columns(remembered: dict[str, str]) -> Finder:
    def find(name: str, samples: list[str]) -> Match | None:
        key = remembered.get(plain(name))
        return None if key is None else Match(key, Why.REMEMBERED)

    return find


def _preset_columns(preset: Preset | None) -> Finder:
    def find(name: str, samples: list[str]) -> Match | None:
        key = preset.columns.get(plain(name)) if preset else None
        return None if key is None else Match(key, Why.PRESET)

    return find


def _named_columns(fields: Sequence[ImportField], *, exact: bool) -> Finder:
    keys: dict[str, str] = {}
    kinds = {each.key: each.kind for each in fields}
    for each in fields:
        for name in each.names:
            keys.setdefault(name, each.key)

    def find(name: str, samples: list[str]) -> Match | None:
        forms = spellings(name)[:1] if exact else spellings(name)
        key = next((keys[form] for form in forms if form in keys), None)
        if key is None or _contradicts(kinds[key], samples):
            return None
        return Match(key, Why.NAME)

    return find


def _contradicts(kind: Kind, samples: list[str]) -> bool:
    """Whether the values are plainly something else, such as e-mails under 연락처."""
    seen = kind_of(samples)
    return kind in (Kind.PHONE, Kind.EMAIL) and seen in (Kind.PHONE, Kind.EMAIL) and seen != kind


def _value_columns(fields: Sequence[ImportField]) -> Finder:
    def find(name: str, samples: list[str]) -> Match | None:
        seen = kind_of(samples)
        key = next((each.key for each in fields if seen and each.kind == seen), None)
        return Match(key, Why.VALUES) if key else None

    return find


def kind_of(samples: list[str]) -> Kind | None:
    """What nearly all values are, if that can be told for sure."""
    if not samples:
        return None
    for kind, test in _TESTS:
        if sum(map(test, samples)) * 5 >= len(samples) * 4:
            return kind
    return None


def _is_email(value: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value) is not None


def _is_phone(value: str) -> bool:
    """Only numbers written as numbers: bare digits may be an amount or a code."""
    return (value[:1] in "0+(" or "-" in value) and parse_phone(value) is not None


_TESTS: list[tuple[Kind, Callable[[str], bool]]] = [
    (Kind.EMAIL, _is_email),
    (Kind.BUSINESS_NUMBER, is_business_number),
    (Kind.PHONE, _is_phone),
]
