"""Which days a contract is billed on: days of the month that are not there become the last one."""

from calendar import monthrange
from datetime import date, timedelta

from dangol.orders.quotes.models import Cycle

MONTHS = {Cycle.MONTHLY: 1, Cycle.QUARTERLY: 3, Cycle.YEARLY: 12}


def on_day(year: int, month: int, day: int) -> date:
    """The day of that month, or its last: 31 in February is the 28th or 29th."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, monthrange(year, month)[1]))


def next_period(start: date, cycle: str, day: int) -> date:
    """The start of the period after the one that begins on `start`, on the billing day."""
    return on_day(start.year, start.month + MONTHS[Cycle(cycle)], day)


def first_period(starts_on: date, day: int) -> date:
    """The first billing day on or after the start of a contract."""
    here = on_day(starts_on.year, starts_on.month, day)
    return here if here >= starts_on else on_day(starts_on.year, starts_on.month + 1, day)


def billed_on(start: date, cycle: str, day: int, *, postpaid: bool) -> date:
    """When a period is billed: on its first day, or on the day after its last."""
    return next_period(start, cycle, day) if postpaid else start


def last_day(start: date, cycle: str, day: int) -> date:
    """The last day of a period."""
    return next_period(start, cycle, day) - timedelta(days=1)
