"""Who has a day: solar and lunar anniversaries as plain lists of dates, so that SQL can look."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from dangol.customers.models import Customer
from dangol.kit.conditions import Attribute, Date, Moment
from dangol.kit.conditions.linked import LinkedMoment
from dangol.kit.korean.dates import lunar_to_solar, next_anniversary, solar_to_lunar
from dangol.segments.language import vocabulary

FIRST_YEAR = 1900
BIRTHDAY = "birth_on"


class Day(NamedTuple):
    """Whom a day concerns, and the name of this year's round for them."""

    q: Q
    cycle: str


def date_attributes() -> list[Attribute]:
    """Dates customers have: columns and own fields, not those of rows that point at them."""
    return [
        item
        for item in vocabulary().attributes.values()
        if isinstance(item, Date) and not isinstance(item, LinkedMoment)
    ]


def days_for(name: str, day: date, *, yearly: bool, calendar: str) -> list[Day]:
    """Whose date is (or, yearly, comes round on) this day.

    A birthday is kept in the calendar the customer wrote it in; another date as `calendar` says.
    29 February comes on the 28th in other years; a lunar 30th on the 29th of a short month; a leap
    month in the ordinary one where the year has none (kit.korean.dates.next_anniversary).
    """
    attribute = vocabulary()[name]
    if not yearly:
        return [Day(_on(attribute, [day]), f"d{day}")]
    if name != BIRTHDAY:
        found = _lunar(day, (False,)) if calendar == "lunar" else _solar(day)
        return [Day(_on(attribute, dates), cycle) for dates, cycle in [found] if dates]
    kinds = Customer.Calendar
    rounds = [
        (kinds.SOLAR, _solar(day)),
        (kinds.LUNAR, _lunar(day, (False,))),
        (kinds.LEAP, _lunar(day, (True,))),
    ]
    return [
        Day(_on(attribute, dates) & Q(birth_calendar=kind), cycle)
        for kind, (dates, cycle) in rounds
        if dates
    ]


def _solar(day: date) -> tuple[list[date], str]:
    """Every date whose anniversary by the sun falls on this day."""
    named = {(day.month, day.day)}
    if next_anniversary(2, 29, on=day) == day:
        named.add((2, 29))
    dates = [
        found
        for year in range(FIRST_YEAR, day.year + 1)
        for month, number in named
        if (found := _date(year, month, number))
    ]
    return dates, f"y{day.year}"


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _lunar(day: date, leaps: tuple[bool, ...]) -> tuple[list[date], str]:
    """Every date whose anniversary by the moon falls on this day; of leap months or of others."""
    today = solar_to_lunar(day)
    if today is None:
        return [], ""
    year, month, number, _leap = today
    named = [
        (there, leap)
        for leap in leaps
        for there in {number, 30 if number == 29 else number}
        if next_anniversary(month, there, "lunar", leap, on=day) == day
    ]
    dates = [
        found
        for there, leap in named
        for before in range(FIRST_YEAR - 1, year + 1)
        if (found := lunar_to_solar(before, month, there, leap))
    ]
    return dates, f"l{year}"


def _on(attribute: Attribute, dates: list[date]) -> Q:
    if isinstance(attribute, Moment):
        ranges = [Q(**_range(attribute.column, day)) for day in dates if day.year >= 2000]
        return Q(*ranges, _connector=Q.OR) if ranges else Q(pk__isnull=True)
    said = [day.isoformat() for day in dates] if attribute.json else dates
    return Q(**{f"{attribute.column}__in": said})


def _range(column: str, day: date) -> dict[str, datetime]:
    start = timezone.make_aware(datetime.combine(day, time.min))
    return {f"{column}__gte": start, f"{column}__lt": start + timedelta(1)}
