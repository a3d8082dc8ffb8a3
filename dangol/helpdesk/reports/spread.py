"""How long things took: mean and exact percentiles, counted by the database.

Only the values beside a percentile leave it, not all of them: a year of tickets costs one sort.
"""

from typing import Any, NamedTuple

from django.db.models import Count, F, FloatField, Func, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber
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


def spread_by(rows: QuerySet[Any], start: str, end: str, column: str = "") -> dict[Any, Spread]:
    """How long it took from one moment to another, by a column; without one, all under ALL."""
    ended = rows.filter(**{f"{start}__isnull": False, f"{end}__isnull": False})
    return spread_of(ended, Seconds(start, end), column)


def spread_of(rows: QuerySet[Any], took: Any, column: str = "") -> dict[Any, Spread]:
    """The same of any number the rows hold."""
    by = [F(column)] if column else None
    placed = rows.order_by().annotate(
        _key=F(column) if column else Value(ALL),
        _took=took,
        _place=Window(RowNumber(), partition_by=by, order_by=took),
        _most=Window(Count("pk"), partition_by=by),
    )
    near = Q()
    for share in SHARES:  # two places at most lie nearer than one
        gap = F("_place") - 1.0 - (F("_most") - 1.0) * share
        placed = placed.annotate(**{f"_gap{share * 10:.0f}": gap})
        near |= Q(**{f"_gap{share * 10:.0f}__gt": -1.0, f"_gap{share * 10:.0f}__lt": 1.0})
    found: dict[Any, dict[int, float]] = {}
    counts: dict[Any, int] = {}
    for key, took, place, most in placed.filter(near).values_list(
        "_key", "_took", "_place", "_most"
    ):
        found.setdefault(key, {})[place - 1] = took
        counts[key] = most
    return {
        key: Spread(*(_between(values, (counts[key] - 1) * share) for share in SHARES))
        for key, values in found.items()
    }


def _between(values: dict[int, float], place: float) -> float:
    low = int(place)
    return values[low] + (values.get(low + 1, values[low]) - values[low]) * (place - low)
