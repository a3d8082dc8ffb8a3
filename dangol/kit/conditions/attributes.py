"""What can be asked about a record: each attribute knows its questions and their database form."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.kit.errors import Refused
from dangol.kit.korean.answers import parse_yes_no

TEXT_LIMIT = 500
NUMBER_LIMIT = 10**15
DAYS_LIMIT = 36_500


class BadCondition(Refused):
    """A condition that cannot be asked; the message names the field and the remedy."""


class Asker(NamedTuple):
    """Who asks, and when: what "me" and "the last 30 days" mean."""

    user: Any
    today: date


# operator: how it is called in a menu, how it reads in a sentence
WORDS = {
    "is": (gettext_lazy("같음"), "%(value)s"),
    "not": (gettext_lazy("빼고"), gettext_lazy("%(value)s 빼고")),
    "contains": (gettext_lazy("포함"), gettext_lazy("‘%(value)s’ 포함")),
    "lacks": (gettext_lazy("포함하지 않음"), gettext_lazy("‘%(value)s’ 포함하지 않음")),
    "starts": (gettext_lazy("첫머리"), gettext_lazy("첫머리 ‘%(value)s’")),
    "matches": (gettext_lazy("검색"), gettext_lazy("‘%(value)s’ 검색")),
    "gte": (gettext_lazy("이상"), gettext_lazy("%(value)s 이상")),
    "lte": (gettext_lazy("이하"), gettext_lazy("%(value)s 이하")),
    "before": (gettext_lazy("이전"), gettext_lazy("%(value)s 이전")),
    "after": (gettext_lazy("이후"), gettext_lazy("%(value)s 이후")),
    "between": (gettext_lazy("사이"), gettext_lazy("%(value)s 사이")),
    "past": (gettext_lazy("지난 며칠 안"), gettext_lazy("지난 %(value)s일 안")),
    "next": (gettext_lazy("앞으로 며칠 안"), gettext_lazy("앞으로 %(value)s일 안")),
    "over": (gettext_lazy("며칠 넘게 지남"), gettext_lazy("%(value)s일 넘게 지남")),
    "any": (gettext_lazy("하나라도"), "%(value)s"),
    "all": (gettext_lazy("모두"), gettext_lazy("%(value)s 모두")),
    "none": (gettext_lazy("하나도 없음"), gettext_lazy("%(value)s 없음")),
    "empty": (gettext_lazy("비어 있음"), gettext_lazy("비어 있음")),
    "filled": (gettext_lazy("값 있음"), gettext_lazy("값 있음")),
}


# questions every record answers, also one that holds nothing
_TOTAL = {"not", "lacks", "none", "empty", "filled"}


@dataclass(frozen=True)
class Attribute:
    """A fact of a record. `path` is its column (default: its name); with `json`, a custom field.

    `operators` maps each question to what it takes: nothing, one, two or many values, or days.
    """

    name: str
    label: Any
    path: str = ""
    json: bool = False

    kind: ClassVar[str] = "text"
    operators: ClassVar[dict[str, str]] = {}

    @property
    def column(self) -> str:
        return self.path or self.name

    @property
    def default(self) -> str:
        """The question meant when an address names none."""
        return next(iter(self.operators))

    def clean(self, op: str, value: Any) -> Any:
        """The value in its one written form; BadCondition says what is wrong."""
        takes = self.operators.get(op)
        values = _values(value)
        if takes is None:
            raise self.wrong(_("‘%(op)s’(으)로는 물을 수 없습니다.") % {"op": op[:30]})
        if takes == "nothing":
            return None
        if takes == "many":
            if not values:
                raise self.wrong(_("하나 이상 고르세요."))
            return tuple(dict.fromkeys(map(self.clean_value, values)))
        if takes == "two":
            if len(values) != 2:
                raise self.wrong(_("처음과 끝 두 값을 적으세요."))
            return tuple(sorted(map(self.clean_value, values)))
        if len(values) != 1 or values[0] in ("", None):
            raise self.wrong(_("값을 하나 적으세요."))
        return self.days(values[0]) if takes == "days" else self.clean_value(values[0])

    def clean_value(self, value: Any) -> Any:
        raise NotImplementedError

    def days(self, value: Any) -> int:
        try:
            days = int(str(value))
        except ValueError:
            days = -1
        if not 0 <= days <= DAYS_LIMIT:
            raise self.wrong(_("날수는 0에서 36,500 사이의 숫자로 적으세요."))
        return days

    def wrong(self, message: str) -> BadCondition:
        return BadCondition(f"{self.label}: {message}")

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        """The database form of a cleaned question."""
        raise NotImplementedError

    def denied(self, op: str, value: Any, asker: Asker) -> Q:
        """The database form of its contrary: every record the question does not hold for."""
        q = self.q(op, value, asker)
        return ~q if op in _TOTAL else self.negate(q)

    def text(self, op: str, value: Any) -> str:
        """The answer asked for, in words: “지난 30일 안”."""
        if isinstance(value, tuple):
            between = "–" if op == "between" else _(" 또는 ") if op in ("is", "any") else ", "
            value = between.join(map(self.value_text, value))
        elif value is not None and self.operators[op] != "days":
            value = self.value_text(value)
        return str(WORDS[op][1]) % {"value": value}

    def value_text(self, value: Any) -> str:
        return str(value)

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        """What these records (one, as a rule) hold, as it is stored."""
        return list(rows.values_list(self.column, flat=True))

    def held_text(self, values: Iterable[Any]) -> str:
        """What is held, in words; empty for nothing."""
        return ", ".join(self.stored_text(v) for v in values if v is not None and v not in ("", []))

    def stored_text(self, value: Any) -> str:
        """One stored value in words."""
        return self.value_text(value)

    def missing(self) -> Q:
        """The column is empty; a custom field also when the record has no such key."""
        unset = Q(**{f"{self.column}__isnull": True})
        return unset | Q(**{self.column: None}) if self.json else unset

    def negate(self, q: Q) -> Q:
        """What is not so includes what is unknown; JSON comparisons with nothing are neither."""
        return self.missing() | ~q if self.json else ~q

    def compare(self, op: str, value: Any) -> Q:
        """`=`, `>=`, `<=`, between, empty and filled on a plain column."""
        match op:
            case "gte" | "lte":
                return Q(**{f"{self.column}__{op}": value})
            case "between":
                return Q(**{f"{self.column}__gte": value[0], f"{self.column}__lte": value[1]})
            case "empty":
                return self.missing()
            case "filled":
                return ~self.missing()
            case "not":
                return self.negate(Q(**{self.column: value}))
        return Q(**{self.column: value})


class Text(Attribute):
    """Letters."""

    operators = {
        "contains": "one",
        "is": "one",
        "starts": "one",
        "lacks": "one",
        "empty": "nothing",
        "filled": "nothing",
    }

    def clean_value(self, value: Any) -> str:
        return _plain(self, value)

    def missing(self) -> Q:
        return super().missing() | Q(**{self.column: ""})

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        match op:
            case "contains":
                return Q(**{f"{self.column}__icontains": value})
            case "starts":
                return Q(**{f"{self.column}__istartswith": value})
            case "lacks":
                return self.negate(Q(**{f"{self.column}__icontains": value}))
        return self.compare(op, value)


class Search(Text):
    """The search box: any part, initial consonants, phone digits (kit.search)."""

    kind = "search"
    operators = {"matches": "one"}

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        return []  # tokens are nothing to read

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        return Q(**{f"{self.column}__matches": value})


class Number(Attribute):
    """A number."""

    kind = "number"
    operators = {
        "is": "one",
        "gte": "one",
        "lte": "one",
        "between": "two",
        "not": "one",
        "empty": "nothing",
        "filled": "nothing",
    }

    def clean_value(self, value: Any) -> int | float:
        try:
            number = float(str(value).replace(",", "").removeprefix("₩"))
        except ValueError:
            number = math.nan
        if not abs(number) <= NUMBER_LIMIT:
            raise self.wrong(_("숫자로 적으세요. 예: 1,200"))
        return int(number) if number.is_integer() else number

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        return self.compare(op, value)

    def value_text(self, value: Any) -> str:
        return f"{value:,}"


class Won(Number):
    """Whole won."""

    kind = "won"

    def value_text(self, value: Any) -> str:
        return f"₩{value:,}"


class YesNo(Attribute):
    """Yes or no; what was never said is no."""

    kind = "yes_no"
    operators = {"is": "one"}

    def clean_value(self, value: Any) -> bool:
        if (answer := parse_yes_no(str(value))) is not None:
            return answer
        raise self.wrong(_("예 또는 아니요로 고르세요."))

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        yes = Q(**{self.column: True})
        return yes if value else self.negate(yes)

    def denied(self, op: str, value: Any, asker: Asker) -> Q:
        return self.q(op, not value, asker)

    def value_text(self, value: Any) -> str:
        return _("예") if value else _("아니요")


def _values(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _plain(attribute: Attribute, value: Any) -> str:
    text = str(value).replace("\0", "").encode("utf-8", "ignore").decode().strip()
    if not text:
        raise attribute.wrong(_("찾을 글자를 적으세요."))
    if len(text) > TEXT_LIMIT:
        raise attribute.wrong(_("500자까지 적을 수 있습니다."))
    return text
