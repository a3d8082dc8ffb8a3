"""Which days a contract is billed on, and what of a period falls on some of its days."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from dangol.orders.quotes.models import Cycle

MONTHS = {Cycle.MONTHLY: 1, Cycle.QUARTERLY: 3, Cycle.YEARLY: 12}
ONE = timedelta(days=1)


class Period(NamedTuple):
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has; 0 or less where the last stands before the first."""
        return (self.last - self.first).days + 1


def on_day(year: int, month: int, day: int) -> date:
    """The day of that month, or its last: 31 in February is the 28th or 29th."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def first_period(starts_on: date, day: int) -> date:
    """The first billing day on or after the start of a contract."""
    here = on_day(starts_on.year, starts_on.month, day)
    return here if here >= starts_on else on_day(starts_on.year, starts_on.month + 1, day)


def period_of(on: date, *, anchor: date, cycle: str, day: int) -> Period:
    """The full period a day lies in; periods are counted from the month of the anchor."""
    step = MONTHS[Cycle(cycle)]
    months = (on.year - anchor.year) * 12 + on.month - anchor.month
    month = anchor.month + months // step * step
    if on_day(anchor.year, month, day) > on:
        month -= step
    last = on_day(anchor.year, month + step, day) - ONE
    return Period(on_day(anchor.year, month, day), last)


def share(amount: int, *, of: Period, part: Period) -> int:
    """What falls on some days of a period, in whole won.

    Counted up to the end of a day and cut, less the same up to the day before the first: so the
    shares of any division of the period add up to the amount exactly.
    """
    until = amount * ((part.last - of.first).days + 1) // of.days
    return until - amount * (part.first - of.first).days // of.days
