"""When things came: weekday and hour of a moment, as filters of a list and as heat maps."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateTimeField, F, Func, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.reports.queries import bounds
from dangol.helpdesk.reports.spread import is_postgresql, pieces_of
from dangol.kit.conditions import Choice, Date, Number, Option
from dangol.kit.conditions.attributes import Asker
from dangol.workspace.reports.asks import Days
from dangol.workspace.reports.shape import Cell, Group, Measure, Row, Table

WEEKDAYS = {
    1: _("월요일"), 2: _("화요일"), 3: _("수요일"), 4: _("목요일"), 5: _("금요일"), 6: _("토요일"),
    7: _("일요일"),
}  # fmt: skip
Counts = dict[tuple[Any, int], int]


def _weekdays() -> list[Option]:
    return [Option(str(day), name, day) for day, name in WEEKDAYS.items()]


def hour_attributes(column: str) -> tuple[Choice, Number]:
    """Filters `weekday` and `hour` of a list, which open what is behind a cell of a heat map."""
    return (
        Choice("weekday", _("요일"), f"{column}__iso_week_day", options=_weekdays),
        Number("hour", _("시"), f"{column}__hour"),
    )


class OpenAt(Date):
    """Whether something opened was not yet solved at the end of a day."""

    operators = {"is": "one"}

    def q(self, op: str, value: Any, asker: Asker) -> Q:
        day = date.fromisoformat(value)
        _start, end = bounds(Days(day, day))
        return Q(opened_at__lt=end) & (Q(solved_at=None) | Q(solved_at__gte=end))

    def held(self, rows: "QuerySet[Any]") -> list[Any]:
        return []  # no day of its own


class HourOf(Func):
    """The beginning of the hour of a moment, the same in Seoul and in Greenwich: no zone to ask
    for, which SQLite would do by a call to Python for each row.
    """

    function = "DATE_TRUNC"
    template = "%(function)s('hour', %(expressions)s)"
    output_field = DateTimeField()

    def as_sqlite(  # type: ignore[override]  # Django's stubs leave it out
        self, compiler: SQLCompiler, connection: Any
    ) -> Any:
        """By the text SQLite keeps."""
        return self.as_sql(compiler, connection, template="SUBSTR(%(expressions)s, 1, 13) || ':00'")


def counted_by_hour(rows: "QuerySet[Any]", column: str, by: str) -> tuple[Counts, Counts]:
    """Rows of each weekday (1 is Monday) and hour, and of each value of `by` and hour, in Seoul;
    one statement.
    """
    zone = timezone.get_current_timezone()
    days: Counts = {}
    values: Counts = {}
    for moment, value, n in _counted(rows, column, by):
        at = moment.astimezone(zone)
        day, hour = at.isoweekday(), at.hour
        days[day, hour] = days.get((day, hour), 0) + n
        values[value, hour] = values.get((value, hour), 0) + n
    return days, values


def _counted(rows: "QuerySet[Any]", column: str, by: str) -> Iterable[tuple[datetime, Any, int]]:
    hour = HourOf(column)
    if is_postgresql(rows):
        return rows.order_by().values_list(hour, by).annotate(n=Count("pk"))
    found = Counter(pieces_of(rows, hour, F(by)))
    return ((datetime.fromisoformat(at + "+00:00"), key, n) for (at, key), n in found.items())


def heat_map(
    key: str, title: str, head: str, names: Iterable[tuple[Any, str]], found: Counts,
    address: Callable[[list[tuple[str, str]]], str],
) -> Table:  # fmt: skip
    """A line for each name, a column for each hour; `address` opens the rows of a cell.

    `key` is the filter of the list that a line narrows by.
    """
    measures = tuple(Measure(f"h{n:02}", f"{n:02}", heat=True) for n in range(24))

    def cell(value: Any, hour: int) -> Cell:
        n = found.get((value, hour))
        line = (f"{key}.is", str(value)) if value else (f"{key}.empty", "")
        return Cell(n, address([line, ("hour", str(hour))]) if n else "")

    rows = tuple(
        Row(str(value or "none"), name, tuple(cell(value, hour) for hour in range(24)))
        for value, name in names
    )
    return Table(f"hours_{key}", title, head, (Group("", "", measures),), rows, head_key=key)
