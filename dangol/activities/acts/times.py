"""When a to-do is to be done: a day, an hour, or a span, as the columns of an activity."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

YEARS = range(2000, 2101)


class Times(NamedTuple):
    """`due_at` is the last moment: overdue is what has passed it."""

    starts_at: datetime
    ends_at: datetime | None
    is_all_day: bool
    due_at: datetime


def times_of(due: date | datetime, ends: date | datetime | None = None) -> Times:
    """A day is the whole of it; a moment ends when it `ends`, or at once.

    Refuses an end before the start and years nobody means.
    """
    if due.year not in YEARS or (ends and ends.year not in YEARS):
        raise ValidationError({"due": _("연도를 2000년에서 2100년 사이로 적어 주세요.")})
    if not isinstance(due, datetime):
        last = ends.date() if isinstance(ends, datetime) else ends
        _refuse_backwards(due, last)
        several = bool(last and last > due)
        due_at = end_of(last or due)
        return Times(start_of(due), due_at if several else None, True, due_at)
    if ends is not None and not isinstance(ends, datetime):
        ends = end_of(ends)
    _refuse_backwards(due, ends)
    return Times(due, ends, False, ends or due)


def moved(times: Times, due: date | datetime) -> Times:
    """The same length from another day or moment on."""
    length = times.due_at - times.starts_at
    if isinstance(due, datetime):
        keeps = times.ends_at is not None and not times.is_all_day
        return times_of(due, due + length if keeps else None)
    return times_of(due, due + timedelta(days=length.days) if length.days else None)


def start_of(day: date) -> datetime:
    """The first moment of a day in Korea."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The last second of a day in Korea."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def _refuse_backwards(first: Any, last: Any) -> None:
    if last is not None and last < first:
        raise ValidationError({"ends": _("끝나는 때가 시작보다 앞섭니다. 다시 골라 주세요.")})
