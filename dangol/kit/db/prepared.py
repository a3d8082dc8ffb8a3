"""Queries whose SQL is written once: the ORM takes ten times as long to say one as to get it.

    @prepared
    def points_of(customer_id: int) -> "QuerySet[ContactPoint]":
        return ContactPoint.objects.filter(customer=customer_id).order_by("pk")

    points_of(7)  # a list

For the handful of small queries every page makes (docs/adr/0031-prepared-queries.md).
"""

from collections.abc import Callable, Sequence
from copy import copy
from functools import update_wrapper
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
_FIRST_MARK = 7_919_000_001


class Prepared(Generic[M]):
    """Calls like the function, answers a list; the function itself runs once.

    The arguments must be numbers or texts that are only compared with columns: what would change
    the SQL (None, a list, a choice between filters) cannot be told apart later.
    """

    def __init__(self, build: Callable[..., "QuerySet[M]"]) -> None:
        update_wrapper(self, build)
        self._build = build
        self._plans: dict[tuple[Any, ...], _Plan] = {}

    def __call__(self, *values: int | str) -> list[M]:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *map(type, values))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = _plan(self._build, [type(value) for value in values])
        return plan.rows(connection, values)


def prepared(build: Callable[..., "QuerySet[M]"]) -> Prepared[M]:
    """Make a function that builds a query keep the SQL it led to."""
    return Prepared(build)


class _Plan:
    """A compiled query, and which argument stands at which of its parameters."""

    def __init__(self, queryset: "QuerySet[Any]", marks: Sequence[int | str]) -> None:
        self.compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = self.compiler.as_sql()
        self.sql, self.params = sql, list(params)
        places = {mark: n for n, mark in enumerate(marks)}
        self.places = [
            (at, places[value]) for at, value in enumerate(params) if _is_mark(value, places)
        ]
        if {n for _at, n in self.places} != set(range(len(marks))):
            raise TypeError("A prepared query must compare each of its arguments with a column.")
        if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
            raise TypeError("A prepared query cannot prefetch.")
        self.model, self.query = queryset.model, queryset.query
        chosen = [one[0] for one in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(chosen)
        self.fields = queryset._fields  # type: ignore[attr-defined]
        self.iterable: Any = queryset._iterable_class

    def rows(self, connection: Any, values: Sequence[int | str]) -> list[Any]:
        params = list(self.params)
        for at, n in self.places:
            params[at] = values[n]
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: (self.sql, params)
        compiler.get_converters = lambda _expressions: self.converters
        query: Any = copy(self.query)
        query.get_compiler = lambda *_args, **_options: compiler
        asked: Any = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            model=self.model,
            query=query,
            _fields=self.fields,
            _known_related_objects={},
        )
        return list(self.iterable(asked))


def _is_mark(value: Any, places: dict[int | str, int]) -> bool:
    return isinstance(value, int | str) and value in places


def _plan(build: Callable[..., "QuerySet[Any]"], kinds: Sequence[type]) -> _Plan:
    marks: list[int | str] = [
        _FIRST_MARK + n if kind is int else f"\ue000{n}" for n, kind in enumerate(kinds)
    ]
    return _Plan(build(*marks), marks)
