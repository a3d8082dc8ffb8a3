"""What the reports of the desk count: exact, from the tickets a person may see."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils import timezone

from dangol.helpdesk.tickets.models import Ticket
from dangol.workspace.reports.asks import Days


class Sums(NamedTuple):
    """One line of the report; durations in seconds, of those solved (or first answered)."""

    opened: int
    solved: int
    backlog: int
    cycles: list[float]
    answers: list[float]
    kept: int
    promised: int
    first_kept: int
    first_promised: int
    reopened: int
    transferred: int
    returned: int
    complaints: int
    compensation: int


def bounds(days: Days) -> tuple[datetime, datetime]:
    """The first moment of a period and the first after it, in Seoul."""
    start = timezone.make_aware(datetime.combine(days.first, time.min))
    return start, timezone.make_aware(datetime.combine(days.last + timedelta(days=1), time.min))


def percentile(values: list[float], share: float) -> float | None:
    """The exact percentile, between the two nearest values (as Excel and NumPy count it)."""
    if not values:
        return None
    rows = sorted(values)
    place = (len(rows) - 1) * share
    low = int(place)
    high = min(low + 1, len(rows) - 1)
    return rows[low] + (rows[high] - rows[low]) * (place - low)


def mean(values: list[float]) -> float | None:
    """The mean, None of nothing."""
    return sum(values) / len(values) if values else None


def sums_by(tickets: "QuerySet[Ticket]", column: str, days: Days) -> dict[object, Sums]:
    """The figures of a period by one column of the tickets; five statements."""
    start, end = bounds(days)
    rows = tickets.filter(merged_into=None).order_by()
    opened = rows.filter(opened_at__gte=start, opened_at__lt=end)
    solved = rows.filter(solved_at__gte=start, solved_at__lt=end)
    left = rows.filter(opened_at__lt=end).filter(Q(solved_at=None) | Q(solved_at__gte=end))
    new = {
        key: values
        for key, *values in opened.values_list(column).annotate(
            n_all=Count("pk"),
            n_again=Count("pk", filter=Q(reopen_count__gt=0)),
            n_moved=Count("pk", filter=Q(transfer_count__gt=0)),
            n_back=Count("pk", filter=Q(return_count__gt=0)),
            n_angry=Count("pk", filter=Q(request_type__is_complaint=True)),
            paid=Sum("compensation"),
        )
    }
    over = {
        key: values
        for key, *values in solved.values_list(column).annotate(
            n_all=Count("pk"),
            n_kept=Count("pk", filter=Q(solve_kept=True)),
            n_promised=Count("pk", filter=Q(solve_kept__isnull=False)),
            n_first=Count("pk", filter=Q(first_kept=True)),
            n_first_promised=Count("pk", filter=Q(first_kept__isnull=False)),
        )
    }
    waiting = dict(left.values_list(column).annotate(n_all=Count("pk")))
    cycles = _durations(solved.values_list(column, "opened_at", "solved_at"))
    first = opened.filter(first_replied_at__isnull=False)
    answers = _durations(first.values_list(column, "opened_at", "first_replied_at"))
    found = {}
    for key in {*new, *over, *waiting}:
        a = new.get(key, [0] * 6)
        b = over.get(key, [0] * 5)
        found[key] = Sums(
            a[0], b[0], waiting.get(key, 0), cycles.get(key, []), answers.get(key, []),
            b[1], b[2], b[3], b[4], a[1], a[2], a[3], a[4], a[5] or 0,
        )  # fmt: skip
    return found


def _durations(rows: Iterable[Any]) -> dict[object, list[float]]:
    found: dict[object, list[float]] = defaultdict(list)
    for key, start, end in rows:
        found[key].append((end - start).total_seconds())
    return found


def together(rows: Iterable[Sums]) -> Sums:
    """All lines as one; percentiles come from all durations, not from those of the lines."""
    total = Sums(0, 0, 0, [], [], 0, 0, 0, 0, 0, 0, 0, 0, 0)
    for row in rows:
        pairs: Any = zip(total, row, strict=True)
        total = Sums(*(a + b for a, b in pairs))
    return total


def opened_by_hour(tickets: "QuerySet[Ticket]", days: Days) -> dict[tuple[int, int], int]:
    """How many came in each hour of each weekday (1 is Monday), in Seoul."""
    start, end = bounds(days)
    zone = timezone.get_current_timezone()
    rows = tickets.filter(opened_at__gte=start, opened_at__lt=end, merged_into=None).order_by()
    hours = rows.annotate(
        weekday=ExtractIsoWeekDay("opened_at", tzinfo=zone),
        hour=ExtractHour("opened_at", tzinfo=zone),
    )
    counted = hours.values_list("weekday", "hour").annotate(n=Count("pk"))
    return {(weekday, hour): n for weekday, hour, n in counted}


def hours_by_agent(days: Days) -> dict[int, int]:
    """서비스처리시간 (F115): mean hours from opening to solution of each agent, rounded up."""
    start, end = bounds(days)
    rows = Ticket.objects.filter(
        solved_at__gte=start, solved_at__lt=end, agent__isnull=False, merged_into=None
    )
    spent = _durations(rows.order_by().values_list("agent_id", "opened_at", "solved_at"))
    return {
        int(str(agent)): -int(-(sum(values) / len(values)) // 3600)
        for agent, values in spent.items()
    }
