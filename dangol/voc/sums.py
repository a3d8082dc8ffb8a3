"""Counting the voices of a period: whole months from their sums, the rest from the voices."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models import Sum as Total

from dangol.accounts.models import User
from dangol.helpdesk.reports.queries import bounds
from dangol.kit.access import Scope
from dangol.voc.models import CountedMonth, MonthSum, Voice, VoiceWord
from dangol.voc.queries import days_before, voices_seen_by
from dangol.workspace.reports.asks import Days

WORD = "word"
ONE = timedelta(days=1)


def accepted(kind: str = "") -> Q:
    """The voices that count, of all kinds or one."""
    return Q(state=Voice.State.ACCEPTED) & (Q(kind=kind) if kind else Q())


class Split(NamedTuple):
    """A period as months whose sums stand, and the days that no such month holds."""

    months: list[date]
    rest: list[Days]


def split(user: User, days: Days) -> Split:
    """How to count a period for somebody: sums hold everybody's voices, for who sees all."""
    if user.scope_of("voc.view_voice") != Scope.ALL:
        return Split([], [days])
    whole = [each for each in months_in(days) if each in counted_months()]
    rest, start = [], days.first
    for first in whole:
        rest.append(Days(start, first - ONE))
        start = next_month(first)
    rest.append(Days(start, days.last))
    return Split(whole, [part for part in rest if part.length > 0])


def counted_months() -> set[date]:
    """The first days of the months whose sums stand."""
    rows = set(CountedMonth.objects.values_list("month", "is_stale"))
    return {month for month, _stale in rows} - {month for month, stale in rows if stale}


def months_in(days: Days) -> Iterator[date]:
    """The first days of the months that lie wholly in a period."""
    first = days.first if days.first.day == 1 else next_month(days.first)
    while (after := next_month(first)) <= days.last + ONE:
        yield first
        first = after


def next_month(day: date) -> date:
    """The first day of the month after a day's."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def word_counts(user: User, days: Days, *, kind: str = "") -> "Counter[str]":
    """In how many accepted voices of these days each word stood."""
    months, rest = split(user, days)
    found: Counter[str] = Counter()
    for part in rest:
        found.update(dict(raw_words(_spoken(user, part).filter(accepted(kind)))))
    if months:
        rows = MonthSum.objects.filter(way=WORD, month__in=months)
        rows = rows.filter(kind=kind) if kind else rows
        found.update(dict(rows.order_by().values_list("key").annotate(n=Total("count"))))
    return found


def raw_words(voices: "QuerySet[Voice]") -> "QuerySet[Any, tuple[str, int]]":
    """Words and in how many of these voices they stood, both read from indexes alone."""
    rows = VoiceWord.objects.filter(voice__in=voices.order_by().values("pk")).order_by()
    return rows.values_list("word").annotate(n=Count("pk"))


def _spoken(user: User, days: Days) -> "QuerySet[Voice]":
    start, end = bounds(days)
    return voices_seen_by(user).filter(occurred_at__gte=start, occurred_at__lt=end)


@dataclass
class Sum:
    """One line of the trend."""

    key: Any
    now: int = 0
    before: int = 0
    reach: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Voice.Kind.values, 0))


def sums_by(user: User, column: str, days: Days) -> list[Sum]:
    """Accepted voices of a period and of as long before, by one column."""
    found: dict[Any, Sum] = {}
    for key, kind, n, reach in _tally(user, column, days):
        line = found.setdefault(key, Sum(key))
        line.now += n
        line.kinds[kind] += n
        line.reach += reach
    for key, _kind, n, _reach in _tally(user, column, days_before(days)):
        found.setdefault(key, Sum(key)).before += n
    return list(found.values())


def _tally(user: User, column: str, days: Days) -> Iterator[tuple[Any, str, int, int]]:
    months, rest = split(user, days)
    for part in rest:
        yield from raw_tally(_spoken(user, part), column)
    if months:
        rows = MonthSum.objects.filter(way=column, month__in=months).order_by()
        known: Any = Voice._meta.get_field(column)
        for key, *figures in rows.values_list("key", "kind").annotate(
            n=Total("count"), m=Total("reach")
        ):
            yield (known.to_python(key) if key else None, *figures)


def raw_tally(voices: "QuerySet[Voice]", column: str) -> "QuerySet[Any, tuple[Any, str, int, int]]":
    """A column's values and kinds of the accepted among these voices: how many, and with reach."""
    rows = voices.filter(accepted()).order_by().annotate(key=F(column))
    far = Count("pk", filter=Q(has_reach=True))
    return rows.values_list("key", "kind").annotate(n=Count("pk"), m=far)
