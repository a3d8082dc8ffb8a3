"""Counting promised time: when a deadline is, how much of it is left, and for many at once."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from dangol.codes.calendar.queries import (
    add_business_minutes,
    business_minutes_between,
    worked_spans,
)
from dangol.kit.korean.dates import SEOUL

MINUTE = timedelta(minutes=1)


def due_after(start: datetime, minutes: int, *, round_the_clock: bool) -> datetime:
    """The deadline so many minutes after a moment; none left is due at once, spent ones before."""
    if round_the_clock or minutes <= 0:
        return start + minutes * MINUTE
    return add_business_minutes(start, minutes)


def spent_between(start: datetime, end: datetime, *, round_the_clock: bool) -> int:
    """Whole minutes of promised time that passed between two moments, 0 if it ran backwards."""
    if round_the_clock:
        return max((end - start) // MINUTE, 0)
    return business_minutes_between(start, end)


class Timetable:
    """The working time from one day to another laid out once, so that each deadline is a search.

    Gives what `add_business_minutes` gives; beyond its last day it asks that function itself.
    """

    def __init__(self, first: date, last: date) -> None:
        self.starts: list[datetime] = []
        self.before: list[timedelta] = []
        self.last = datetime.combine(last, time.max)
        total = timedelta()
        for opens, closes in worked_spans(first, last):
            self.starts.append(opens)
            self.before.append(total)
            total += closes - opens
        self.ends = [
            start + (after - before)
            for start, before, after in zip(
                self.starts, self.before, [*self.before[1:], total], strict=True
            )
        ]
        self.total = total

    def due_after(self, start: datetime, minutes: int) -> datetime:
        """The deadline so many minutes of working time after a moment."""
        if minutes <= 0:
            return start + minutes * MINUTE
        local = start.astimezone(SEOUL).replace(tzinfo=None)
        wanted = self._worked(local) + minutes * MINUTE
        if wanted > self.total or not self.starts or local < self.starts[0]:
            return add_business_minutes(start, minutes)
        # what ends exactly with a span belongs to it
        place = bisect_left(self.before, wanted) - 1
        return (self.starts[place] + (wanted - self.before[place])).replace(tzinfo=SEOUL)

    def _worked(self, local: datetime) -> timedelta:
        place = bisect_right(self.starts, local) - 1
        if place < 0:
            return timedelta()
        return self.before[place] + min(local, self.ends[place]) - self.starts[place]


def timetable_for(moments: Iterable[datetime], *, days: int) -> Timetable | None:
    """A timetable that reaches `days` beyond the last of these moments; None without any."""
    found = [one.astimezone(SEOUL).date() for one in moments]
    if not found:
        return None
    return Timetable(min(found) - timedelta(days=7), max(found) + timedelta(days=days))
