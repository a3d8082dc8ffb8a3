"""Attributes with values to choose from: choices, codes, people, several at once, linked rows."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Choices as DjangoChoices
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dangol.kit.conditions.attributes import Asker, Attribute


class Option(NamedTuple):
    """One value to choose: how it is written in conditions, how it reads, how it is stored."""

    value: str
    label: Any
    stored: Any = None
    color: str = ""

    @property
    def column(self) -> Any:
        return self.value if self.stored is None else self.stored


Options = Callable[[], Sequence[Option]]


@dataclass(frozen=True)
class Choice(Attribute):
    """One of a list: fixed choices, or the codes an office defines."""

    options: Options = field(default=lambda: ())

    kind = "choice"
    operators = {"is": "many", "not": "many", "empty": "nothing", "filled": "nothing"}

    def found(self, value: Any) -> Option:
        text = str(value)
        for option in self.options():
            if option.value == text:
                return option
        raise self.wrong(_("‘%(value)s’은(는) 고를 수 없는 값입니다.") % {"value": text[:50]})

    def clean_value(self, value: Any) -> str:
        return self.found(value).value

    def value_text(self, value: Any) -> str:
        return str(self.found(value).label)

    def stored_text(self, value: Any) -> str:
        if isinstance(value, list):
            return self.held_text(value)
        for option in self.options():
            if str(option.column) == str(value):
                return str(option.label)
        return str(value)

    def stored(self, value: Iterable[str], asker: Asker) -> list[Any]:
        chosen = {option.value: option.column for option in self.options()}
        return [chosen[item] for item in value]

    def missing(self) -> Q:
        return (
            super().missing() | Q(**{f"{self.column}__in": [""]})
            if self.json
            else (super().missing())
        )

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        if op in ("empty", "filled"):
            return self.compare(op, value)
        q = Q(**{f"{self.column}__in": self.stored(value, asker)})
        return q if op == "is" else self.negate(q)


class Person(Choice):
    """A member of staff; `me` is whoever asks."""

    kind = "person"

    def found(self, value: Any) -> Option:
        return Option("me", _("나")) if str(value) == "me" else super().found(value)

    def stored(self, value: Iterable[str], asker: Asker) -> list[Any]:
        return [asker.user.pk if item == "me" else int(item) for item in value]


class Choices(Choice):
    """Several of a list, kept as a JSON array in a custom field."""

    kind = "choices"
    operators = {
        "any": "many",
        "all": "many",
        "none": "many",
        "empty": "nothing",
        "filled": "nothing",
    }

    def missing(self) -> Q:
        return super().missing() | Q(**{self.column: []})

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        if op in ("empty", "filled"):
            return self.compare(op, value)
        parts = [self._holds(item) for item in self.stored(value, asker)]
        every = Q(*parts, _connector=Q.AND if op == "all" else Q.OR)
        return self.negate(every) if op == "none" else every

    def _holds(self, item: Any) -> Q:
        # the text of the array: SQLite keeps \\u escapes as they were written, PostgreSQL does not
        wanted = {json.dumps(item), json.dumps(item, ensure_ascii=False)}
        return Q(
            *(Q(**{f"{self.column}__icontains": text}) for text in sorted(wanted)), _connector=Q.OR
        )


@dataclass(frozen=True)
class Linked(Choice):
    """Rows of another table that point here: tags, affiliations, family.

    `rows` are those rows, `key` their column with the record's id; with `options`, `path` is the
    column of `rows` that holds the chosen value.
    """

    rows: Callable[[], "QuerySet[Any]"] = field(default=lambda: QuerySet())
    key: str = ""

    kind = "linked"
    operators = Choices.operators

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        there = self.rows().filter(**{f"{self.key}__in": list(rows.values_list("pk", flat=True))})
        return list(there.values_list(self.path, flat=True).distinct())

    def ids(self, **narrow: Any) -> Q:
        return Q(pk__in=self.rows().filter(**narrow).values(self.key))

    def missing(self) -> Q:
        return ~self.ids()

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        if op in ("empty", "filled"):
            return self.compare(op, value)
        stored = self.stored(value, asker)
        if op == "all":
            return Q(*(self.ids(**{self.path: item}) for item in stored))
        found = self.ids(**{f"{self.path}__in": stored})
        return ~found if op == "none" else found


def options_of(choices: type[DjangoChoices]) -> Options:
    """Options of a Django choices class."""
    return lambda: [Option(str(value), label, value) for value, label in choices.choices]
