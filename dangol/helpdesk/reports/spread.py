"""How long things took: exact percentiles of what the rows of a period say."""

import json
from itertools import chain
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Aggregate, F, FloatField, Func, QuerySet, TextField, Value
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
        """By Julian days, which hold a day to a twentieth of a millisecond."""
        first, second = self.source_expressions
        days = Func(first, function="julianday") - Func(second, function="julianday")
        return compiler.compile(
            Func(days * 86_400.0, Value(3), function="ROUND", output_field=FloatField())
        )


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
    return spread_of(ended, Seconds(start, end), column)


def spread_of(rows: QuerySet[Any], took: Any, column: str = "") -> dict[Any, Spread]:
    """The same of any number the rows hold. SQLite, which is in this process, hands the numbers
    over in one piece: sorting them itself, or making a row of each, takes it longer.
    """
    rows = rows.order_by()
    if connections[rows.db].vendor == "postgresql":
        return _counted_there(rows, took, column)
    both = rows.aggregate(keys=_Array(F(column) if column else Value(ALL)), numbers=_Array(took))
    values: dict[Any, list[float]] = {}
    for key, number in zip(json.loads(both["keys"]), json.loads(both["numbers"]), strict=True):
        values.setdefault(key, []).append(number)
    for some in values.values():
        some.sort()
    values[ALL] = sorted(chain.from_iterable(values.values()))  # cheap: pieces in order
    return {key: _spread(some) for key, some in values.items() if some}


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
