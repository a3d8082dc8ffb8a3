"""Where events stand on a calendar: days of a view, columns beside each other. No queries."""

import calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from dangol.codes.calendar.queries import DayNote
from dangol.kit.korean.dates import lunar_words

DAY = timedelta(days=1)
WEEKDAYS = (
    pgettext_lazy("weekday", "월"),
    pgettext_lazy("weekday", "화"),
    pgettext_lazy("weekday", "수"),
    pgettext_lazy("weekday", "목"),
    pgettext_lazy("weekday", "금"),
    pgettext_lazy("weekday", "토"),
    pgettext_lazy("weekday", "일"),
)
IN_MONTH = 3  # so many events a cell; the rest is a number
SHORTEST = 30  # minutes an event is high at least, so that it can be read and hit


@dataclass
class Event:
    """One thing on the calendar, in Seoul's time; the last day of a whole-day one is included."""

    pk: int
    title: str
    starts: datetime
    ends: datetime
    is_all_day: bool
    icon: str = "activity"
    mark: str = ""
    kind: str = ""
    who: str = ""
    customer: str = ""
    is_done: bool = False
    is_late: bool = False
    is_automatic: bool = False
    repeats: bool = False
    may_move: bool = False
    version: int = 0
    # one yet to be made by its series: shown, but there is no row to open
    is_ahead: bool = False
    lane: int = 0
    lanes: int = 1
    chip: SafeString | None = None

    @property
    def first(self) -> date:
        return self.starts.date()

    @property
    def last(self) -> date:
        return max(self.ends - timedelta(seconds=1), self.starts).date()

    @property
    def is_long(self) -> bool:
        """Whether it stands in the row of whole days."""
        return self.is_all_day or self.first != self.last

    @property
    def top(self) -> int:
        """Minutes from midnight."""
        return self.starts.hour * 60 + self.starts.minute

    @property
    def height(self) -> int:
        return max(int((self.ends - self.starts).total_seconds() // 60), SHORTEST)

    @property
    def style(self) -> str:
        return f"--at:{self.top};--for:{self.height};--lane:{self.lane};--lanes:{self.lanes}"


@dataclass
class Day:
    """One day of a view with what stands on it."""

    on: date
    is_today: bool = False
    is_outside: bool = False
    note: DayNote | None = None
    away: list[str] = field(default_factory=list)
    whole: list[Event] = field(default_factory=list)
    timed: list[Event] = field(default_factory=list)
    # begin on this day too, but are not on the page
    left_out: int = 0

    @property
    def events(self) -> list[Event]:
        return [*self.whole, *self.timed]

    @property
    def shown(self) -> list[Event]:
        """What a cell of a month shows."""
        return self.events[:IN_MONTH]

    @property
    def hidden(self) -> int:
        return len(self.events) - len(self.shown) + self.left_out

    @property
    def look(self) -> str:
        """Classes: red for holidays and Sundays, blue for Saturdays."""
        found = []
        if self.is_today:
            found.append("today")
        if self.is_outside:
            found.append("out")
        if (self.note and self.note.is_red) or self.on.weekday() == calendar.SUNDAY:
            found.append("holiday")
        elif self.on.weekday() == calendar.SATURDAY:
            found.append("saturday")
        return " ".join(found)

    @property
    def weekday(self) -> str:
        """월, or Mon."""
        return str(WEEKDAYS[self.on.weekday()])

    @property
    def lunar(self) -> str:
        """The lunar day, 10.15; 윤 before a leap month."""
        return lunar_words(self.on)


def span_of(view: str, on: date, *, sunday_first: bool) -> tuple[date, date]:
    """The first and last day a view shows; a month is filled up to whole weeks."""
    if view == "day":
        return on, on
    if view == "week":
        first = week_start(on, sunday_first)
        return first, first + 6 * DAY
    if view == "agenda":
        return on, on + 29 * DAY
    last = on.replace(day=calendar.monthrange(on.year, on.month)[1])
    return week_start(on.replace(day=1), sunday_first), week_start(last, sunday_first) + 6 * DAY


def week_start(on: date, sunday_first: bool) -> date:
    """The first day of the week this day is in."""
    return on - ((on.weekday() + sunday_first) % 7) * DAY


def neighbours(view: str, on: date) -> tuple[date, date]:
    """The days to go to before and after."""
    if view != "month":
        step = {"day": 1, "week": 7, "agenda": 30}[view] * DAY
        return on - step, on + step
    first = on.replace(day=1)
    return (first - DAY).replace(day=1), (first + 31 * DAY).replace(day=1)


def days_of(
    first: date, last: date, events: Iterable[Event], *, today: date, month: int = 0
) -> list[Day]:
    """The days of a view, each with its events in order; long ones on each of their days."""
    days = {
        day: Day(day, day == today, bool(month) and day.month != month)
        for day in (first + n * DAY for n in range((last - first).days + 1))
    }
    for event in sorted(events, key=lambda e: (e.starts, -e.height, e.pk)):
        if not event.is_long:
            if event.first in days:
                days[event.first].timed.append(event)
            continue
        here = max(event.first, first)
        while here <= min(event.last, last):
            days[here].whole.append(event)
            here += DAY
    for day in days.values():
        beside_each_other(day.timed)
    return list(days.values())


def beside_each_other(events: list[Event]) -> None:
    """Give each event of one day a column such that none covers another.

    Events that overlap, also by way of others, share the width in as many columns as are
    needed at once. They come in the order of their starts.
    """
    cluster: list[Event] = []
    ends: dict[int, int] = defaultdict(int)
    cluster_end = 0
    for event in events:
        if event.top >= cluster_end and cluster:
            _share(cluster, len(ends))
            cluster, ends = [], defaultdict(int)
        event.lane = next(n for n in range(len(ends) + 1) if ends.get(n, 0) <= event.top)
        ends[event.lane] = event.top + event.height
        cluster_end = max(cluster_end if cluster else 0, event.top + event.height)
        cluster.append(event)
    _share(cluster, len(ends))


def _share(cluster: list[Event], lanes: int) -> None:
    for event in cluster:
        event.lanes = lanes


def local(moment: datetime) -> datetime:
    """The moment in Seoul without its zone, so that it can be counted with."""
    return timezone.localtime(moment).replace(tzinfo=None)


def midnight(day: date) -> datetime:
    """The first moment of a day, as `local` writes it."""
    return datetime.combine(day, time.min)
