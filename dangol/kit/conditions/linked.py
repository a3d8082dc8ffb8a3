"""Attributes of rows that point here, by when they happened and by how many there are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from dangol.kit.conditions.attributes import Asker, Number
from dangol.kit.conditions.days import Moment


@dataclass(frozen=True)
class LinkedMoment(Moment):
    """When rows of another table that point here happened; one of them is enough.

    `rows` are those rows, `key` their column with the record's id, `path` their moment.
    """

    rows: Callable[[], "QuerySet[Any]"] = field(default=lambda: QuerySet())
    key: str = ""

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        there = self.rows().filter(**{f"{self.key}__in": list(rows.values_list("pk", flat=True))})
        return list(there.order_by(f"-{self.path}").values_list(self.path, flat=True)[:3])

    def missing(self) -> Q:
        return ~Q(pk__in=self.rows().values(self.key))

    def within(self, first: date | None, last: date | None) -> Q:
        return Q(pk__in=self.rows().filter(super().within(first, last)).values(self.key))


@dataclass(frozen=True)
class LinkedCount(Number):
    """How many rows of another table point here; none is 0."""

    rows: Callable[[], "QuerySet[Any]"] = field(default=lambda: QuerySet())
    key: str = ""

    operators = {"gte": "one", "lte": "one", "is": "one", "between": "two", "not": "one"}

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        ids = list(rows.values_list("pk", flat=True))
        return [self.rows().filter(**{f"{self.key}__in": ids}).count()]

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        match op:
            case "gte":
                return self._from(value)
            case "lte":
                return ~self._from(value + 1)
            case "between":
                return self._from(value[0]) & ~self._from(value[1] + 1)
        same = self._from(value) & ~self._from(value + 1)
        return ~same if op == "not" else same

    def _from(self, least: float) -> Q:
        """At least so many."""
        if least <= 0:
            return Q(pk__isnull=False)
        rows = self.rows()
        if least <= 1:
            return Q(pk__in=rows.values(self.key))
        counted = rows.order_by().values(self.key).annotate(n=Count("pk")).filter(n__gte=least)
        return Q(pk__in=counted.values(self.key))
