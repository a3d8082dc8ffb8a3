"""The questions of `[[만약 …]]`: `등급=VIP, A`, `포인트>=1000`, `직책 있음`, 그리고, 또는."""

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from dangol.kit.korean.dates import parse_date
from dangol.kit.korean.numbers import parse_won

_ORDERS = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "==": "="}
_comparison = re.compile(r"^([^<>=!≥≤≠]+?)\s*(>=|<=|!=|==|=|>|<|≥|≤|≠)\s*([^<>=!≥≤≠]+)$")
_presence = re.compile(r"^(.+?)\s+(있음|없음)$")
_contains = re.compile(r"^(.+?)\s+포함\s+(.+)$")
_or, _and = re.compile(r"\s+또는\s+"), re.compile(r"\s+그리고\s+")


class BadQuestion(ValueError):
    """What cannot be asked; the message says how it is written."""


Key = tuple[str, float]


@lru_cache(8192)
def _key(text: str) -> Key | None:
    """What a day or an amount is compared by; None if it is neither."""
    if text[:1].isalpha() and not text[-1:].isdecimal():
        return None
    if not text.isdecimal() and (day := parse_date(text)):  # 12340 is no day of Excel's
        return "day", day.toordinal()
    amount = parse_won(text)
    return None if amount is None else ("amount", amount)


@dataclass(frozen=True)
class Question:
    """One comparison of a field with a value, or with any of several."""

    field: str
    sign: str
    value: str = ""

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The words that are meant: the value in whole, and its parts between commas."""
        parts = [self.value, *(part.strip() for part in self.value.split(","))]
        return frozenset(part.casefold() for part in parts if part)

    @cached_property
    def keys(self) -> frozenset[Key]:
        return frozenset(key for text in self.wanted if (key := _key(text)))

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether it is so; what is unknown is only 없음, and not equal to anything."""
        found = (values.get(self.field) or "").strip()
        match self.sign:
            case "있음":
                return bool(found)
            case "없음":
                return not found
            case "포함":
                return self.value.casefold() in found.casefold()
            case "=":
                return self._is_one(found)
            case "!=":
                return not self._is_one(found)
        mine, other = _key(found), _key(self.value)
        if mine is None or other is None or mine[0] != other[0]:
            return False
        return _ORDERS[self.sign](mine[1], other[1])

    def _is_one(self, found: str) -> bool:
        return found.casefold() in self.wanted or bool(self.keys and _key(found) in self.keys)


@dataclass(frozen=True)
class Test:
    """Questions of which any group must hold in whole."""

    groups: tuple[tuple[Question, ...], ...]

    def holds(self, values: Mapping[str, str]) -> bool:
        return any(all(each.holds(values) for each in group) for group in self.groups)

    @property
    def fields(self) -> set[str]:
        return {each.field for group in self.groups for each in group}


def read_test(text: str) -> Test:
    """Read what stands between 만약 and ]]; raises BadQuestion."""
    return Test(
        tuple(tuple(_read(part) for part in _and.split(group)) for group in _or.split(text.strip()))
    )


def _read(text: str) -> Question:
    text = text.strip()
    if match := _presence.match(text):
        return Question(_name(match[1]), match[2])
    if match := _comparison.match(text):
        return Question(_name(match[1]), _SIGNS.get(match[2], match[2]), match[3].strip())
    if match := _contains.match(text):
        return Question(_name(match[1]), "포함", match[2].strip())
    raise BadQuestion(
        _("‘%(text)s’은(는) 조건이 아닙니다. 예: 등급=VIP, 포인트>=1000, 직책 있음")
        % {"text": text[:50]}
    )


def _name(text: str) -> str:
    return " ".join(text.strip().strip("#{}").split())
