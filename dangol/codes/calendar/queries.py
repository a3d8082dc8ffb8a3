"""The business calendar: which days are worked, and how much working time passes (KOREA 8).

Everything is kept in the process; no function here asks the database while that is fresh.
Days and hours are those of Seoul, which has no summer time.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dangol.codes import preferences
from dangol.codes.calendar.holidays import holidays_of
from dangol.codes.calendar.hours import Spans, WorkPreferences, full_day, week_of
from dangol.codes.calendar.models import SpecialDay
from dangol.codes.memory import remembered
from dangol.kit.korean.dates import SEOUL

Kind = SpecialDay.Kind
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class DayNote(NamedTuple):
    """What a calendar says of a day: red ones are public holidays, `is_off` ones are not worked."""

    name: str
    is_red: bool
    is_off: bool
    kind: str = ""


@remembered
def _special() -> dict[date, tuple[str, str]]:
    rows = SpecialDay.objects.values_list("on", "kind", "name")
    return {on: (kind, name) for on, kind, name in rows}


def forget_days() -> None:
    """Read the special days again: somebody changed them."""
    _special.forget()


def day_note(day: date) -> DayNote | None:
    """The holiday or special day this is; None for an ordinary day, weekends included."""
    if special := _special().get(day):
        kind, name = special
        return DayNote(name, kind == Kind.PUBLIC, kind != Kind.WORK, kind)
    name = holidays_of(day.year).get(day, "")
    return DayNote(name, True, True) if name else None


def day_notes(first: date, last: date) -> dict[date, DayNote]:
    """Every holiday and special day from one day to another, both included, in order."""
    days = {day for year in range(first.year, last.year + 1) for day in holidays_of(year)}
    days |= _special().keys()
    found = ((day, day_note(day)) for day in sorted(days) if first <= day <= last)
    return {day: note for day, note in found if note}


class DayLine(NamedTuple):
    """One line of the settings page."""

    on: date
    note: DayNote

    @property
    def kind_label(self) -> str:
        return str(Kind(self.note.kind).label) if self.note.kind else ""


def days_of_year(year: int) -> list[DayLine]:
    """The holidays and special days of a year, in order."""
    notes = day_notes(date(year, 1, 1), date(year, 12, 31))
    return [DayLine(day, note) for day, note in notes.items()]


def is_business_day(day: date) -> bool:
    """Whether the office works at all on this day."""
    return bool(_spans(day, preferences.get(WorkPreferences)))


def next_business_day(day: date) -> date:
    """Find the first day that is worked, beginning with this one."""
    while not is_business_day(day):
        day += DAY
    return day


def business_minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes of working time from one moment to another; 0 when the end is not later."""
    start, end = _seoul(start), _seoul(end)
    worked = timedelta()
    for opens, closes in _from(start.date()):
        if opens >= end:
            break
        worked += max(min(closes, end) - max(opens, start), timedelta())
    return worked // MINUTE


def add_business_minutes(start: datetime, minutes: int) -> datetime:
    """The moment at which this much working time has passed; the start itself for 0.

    What ends exactly when the office closes is due then, not the next morning.
    """
    left, begins = minutes * MINUTE, _seoul(start)
    if not left:
        return start
    for opens, closes in _from(begins.date()):
        begins = max(opens, begins)
        if left <= closes - begins:
            return (begins + left).replace(tzinfo=SEOUL)
        left -= max(closes - begins, timedelta())
    raise AssertionError("unreachable: every week has a working day")


def worked_spans(first: date, last: date) -> list[tuple[datetime, datetime]]:
    """Every span of work from one day to another, both included, in Seoul's time without zone."""
    end = datetime.combine(last + DAY, time.min)
    found = []
    for opens, closes in _from(first):
        if opens >= end:
            break
        found.append((opens, closes))
    return found


def _from(day: date) -> Iterator[tuple[datetime, datetime]]:
    """Working spans from this day on, without end."""
    hours = preferences.get(WorkPreferences)
    while True:
        midnight = datetime.combine(day, time.min)
        for opens, closes in _spans(day, hours):
            yield midnight + opens * MINUTE, midnight + closes * MINUTE
        day += DAY


def _spans(day: date, hours: WorkPreferences) -> Spans:
    if note := day_note(day):
        # a day declared one of work is a whole one, whatever the weekday
        return () if note.is_off else full_day(hours)
    return week_of(hours)[day.weekday()]


def _seoul(moment: datetime) -> datetime:
    return moment.astimezone(SEOUL).replace(tzinfo=None)
