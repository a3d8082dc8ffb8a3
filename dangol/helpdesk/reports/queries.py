"""What the reports of the desk count: exact, from the tickets a person may see."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import Any, NamedTuple

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.utils import timezone

from dangol.helpdesk.reports.spread import ALL, Seconds, Spread, spread_by
from dangol.helpdesk.tickets.models import Ticket
from dangol.workspace.reports.asks import Days


class Sums(NamedTuple):
    """What can be added up; seconds are those of the tickets solved."""

    opened: int = 0
    reopened: int = 0
    transferred: int = 0
    returned: int = 0
    complaints: int = 0
    compensation: int = 0
    solved: int = 0
    kept: int = 0
    promised: int = 0
    first_kept: int = 0
    first_promised: int = 0
    at_once: int = 0
    cycle_seconds: float = 0
    backlog: int = 0
    work_seconds: float = 0


class Line(NamedTuple):
    """One line of the report."""

    sums: Sums
    cycle: Spread | None
    answer: Spread | None


def bounds(days: Days) -> tuple[datetime, datetime]:
    """The first moment of a period and the first after it, in Seoul."""
    start = timezone.make_aware(datetime.combine(days.first, time.min))
    return start, timezone.make_aware(datetime.combine(days.last + timedelta(days=1), time.min))


NEVER = datetime(9999, 1, 1, tzinfo=UTC)

# FCR: one answer was enough, and it did not come back or go round
AT_ONCE = Q(reply_count__lte=1, reopen_count=0, transfer_count=0)


def lines_by(
    tickets: "QuerySet[Ticket]", column: str, days: Days
) -> tuple[dict[object, Line], Line]:
    """The figures of a period by one column of the tickets, and of all."""
    start, end = bounds(days)
    rows = tickets.filter(merged_into=None).order_by()
    opened = rows.filter(opened_at__gte=start, opened_at__lt=end)
    solved = rows.filter(solved_at__gte=start, solved_at__lt=end)
    sums: dict[object, Sums] = {}
    for part in (
        _new(opened, column),
        _over(solved, column),
        *_left(rows, end, column),
    ):
        for row in part:
            key = row.pop(column)
            known = sums.get(key, Sums())
            more = {name[2:]: value or 0 for name, value in row.items()}
            more["backlog"] = known.backlog + more.get("backlog", 0)
            sums[key] = known._replace(**more)
    cycles = spread_by(solved, "opened_at", "solved_at", column)
    answers = spread_by(opened, "opened_at", "first_replied_at", column)
    lines = {key: Line(row, cycles.get(key), answers.get(key)) for key, row in sums.items()}
    whole = Sums(*map(sum, zip(*sums.values(), strict=True))) if sums else Sums()
    return lines, Line(whole, cycles.get(ALL), answers.get(ALL))


Rows = Iterable[dict[str, Any]]
# n_ keeps the names of the figures apart from those of the columns they are counted from


def _new(opened: "QuerySet[Ticket]", column: str) -> Rows:
    return opened.values(column).annotate(
        n_opened=Count("pk"),
        n_reopened=Count("pk", filter=Q(reopen_count__gt=0)),
        n_transferred=Count("pk", filter=Q(transfer_count__gt=0)),
        n_returned=Count("pk", filter=Q(return_count__gt=0)),
        n_complaints=Count("pk", filter=Q(request_type__is_complaint=True)),
        n_compensation=Sum("compensation"),
    )


def _over(solved: "QuerySet[Ticket]", column: str) -> Rows:
    return solved.values(column).annotate(
        n_solved=Count("pk"),
        n_kept=Count("pk", filter=Q(solve_kept=True)),
        n_promised=Count("pk", filter=Q(solve_kept__isnull=False)),
        n_first_kept=Count("pk", filter=Q(first_kept=True)),
        n_first_promised=Count("pk", filter=Q(first_kept__isnull=False)),
        n_at_once=Count("pk", filter=AT_ONCE),
        n_cycle_seconds=Sum(Seconds("opened_at", "solved_at")),
        n_work_seconds=Sum("worked_seconds"),
    )


def _left(rows: "QuerySet[Ticket]", end: datetime, column: str) -> tuple[Rows, Rows]:
    """Open still, and solved since; together they would be looked for among all ever opened.

    SQLite takes the index of `solved_at` only for a range with two ends, and that of `opened_at`
    would be one of nearly all: so it is asked of each row.
    """
    before = Count("pk", filter=Q(opened_at__lt=end))
    open_now = rows.filter(solved_at=None)
    solved_since = rows.filter(solved_at__gte=end, solved_at__lt=NEVER)
    return (
        open_now.values(column).annotate(n_backlog=before),
        solved_since.values(column).annotate(n_backlog=before),
    )


def hours_by_agent(days: Days) -> dict[int, int]:
    """서비스처리시간 (F115): mean hours from opening to solution of each agent, rounded up."""
    start, end = bounds(days)
    rows = Ticket.objects.filter(
        solved_at__gte=start, solved_at__lt=end, agent__isnull=False, merged_into=None
    )
    spent = (
        rows.order_by()
        .values_list("agent_id")
        .annotate(mean=Avg(Seconds("opened_at", "solved_at")))
    )
    return {agent: ceil(round(seconds / 3600, 6)) for agent, seconds in spent}
