"""How long things took: exact percentiles of what the rows of a period say."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import (
    Aggregate,
    BigIntegerField,
    F,
    FloatField,
    Func,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

SHARES = (0.5, 0.9)
ALL = "all"


class Seconds(Func):
    """Seconds from one moment to another."""

    output_field = FloatField()
    template = "EXTRACT(EPOCH FROM (%(expressions)s))"
    arg_joiner = " - "

    def __init__(self, start: str, end: str) -> None:
        super().__init__(F(end), F(start))

    def as_sqlite(  # type: ignore[override]  # Django's stubs leave it out
        self, compiler: SQLCompiler, connection: Any
    ) -> Any:
        """From the milliseconds: rounding to places would go by way of a text, and slowly."""
        return compiler.compile(_millis(*self.source_expressions) / Value(1000.0))


def _millis(end: Any, start: Any) -> Func:
    """Whole milliseconds by SQLite's Julian days, which hold a day to a twentieth of one."""
    days = Func(end, function="julianday", output_field=FloatField()) - Func(
        start, function="julianday", output_field=FloatField()
    )
    return Func(days * 86_400_000.0, function="ROUND", output_field=FloatField())


class Spread(NamedTuple):
    """The median and the value nine of ten stay below, in seconds; between the two nearest
    values, as Excel and NumPy count it.
    """

    median: float
    p90: float


class _Array(Aggregate):
    """All the values as one text of JSON."""

    function = "json_group_array"
    output_field = TextField()


class Quantile(Aggregate):
    """The value a share of all stays below, counted by PostgreSQL."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def spread_by(rows: QuerySet[Any], start: str, end: str, column: str = "") -> dict[Any, Spread]:
    """How long it took from one moment to another, by a column, and of all rows under ALL."""
    ended = rows.filter(**{f"{start}__isnull": False, f"{end}__isnull": False})
    if is_postgresql(ended):
        return spread_of(ended, Seconds(start, end), column)
    millis = Cast(_millis(F(end), F(start)), BigIntegerField())  # a fraction is slow to write
    found = spread_of(ended, millis, column)
    return {key: Spread(*(value / 1000 for value in spread)) for key, spread in found.items()}


def spread_of(rows: QuerySet[Any], took: Any, column: str = "") -> dict[Any, Spread]:
    """The same of any number the rows hold."""
    if is_postgresql(rows):
        return _counted_there(rows.order_by(), took, column)
    values: dict[Any, list[float]] = {}
    for key, number in pieces_of(rows, F(column) if column else Value(ALL), took):
        values.setdefault(key, []).append(number)
    for some in values.values():
        some.sort()
    values[ALL] = sorted(chain.from_iterable(values.values()))  # cheap: pieces in order
    return {key: _spread(some) for key, some in values.items() if some}


def is_postgresql(rows: QuerySet[Any]) -> bool:
    """Whether the rows are in PostgreSQL and not in SQLite."""
    return connections[rows.db].vendor == "postgresql"


def pieces_of(rows: QuerySet[Any], *asked: Any) -> Iterator[tuple[Any, ...]]:
    """What is asked of each row. SQLite, which is in this process, hands each column over in one
    piece: sorting or counting itself, or making a row of each, takes it longer.
    """
    named = {f"_{n}": _Array(one) for n, one in enumerate(asked)}
    found = rows.order_by().aggregate(**named)
    return zip(*(json.loads(text) for text in found.values()), strict=True)


def _counted_there(rows: QuerySet[Any], took: Any, column: str) -> dict[Any, Spread]:
    both = {f"_p{share * 100:.0f}": Quantile(took, share=share) for share in SHARES}
    found: dict[Any, Any] = {ALL: tuple(rows.aggregate(**both).values())}
    if column:
        counted = rows.values_list(column).annotate(**both)
        found |= {key: values for key, *values in counted}
    return {key: Spread(*values) for key, values in found.items() if None not in values}


def _spread(values: list[float]) -> Spread:
    return Spread(*(_between(values, (len(values) - 1) * share) for share in SHARES))


def _between(values: list[float], place: float) -> float:
    low = int(place)
    high = values[min(low + 1, len(values) - 1)]
    return values[low] + (high - values[low]) * (place - low)
