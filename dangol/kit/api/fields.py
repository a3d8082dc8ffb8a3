"""Types that API bodies and addresses share, with the limits of the tables behind them."""

from datetime import date, datetime, time
from typing import Annotated, Generic, TypeVar

from django.utils import timezone
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

T = TypeVar("T")

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=50)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]


def _local(moment: datetime) -> datetime:
    """With the offset of Seoul; one without any offset is Seoul's."""
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    return timezone.localtime(moment)


def _sane(day: date) -> date:
    if not 1850 <= day.year <= 2999:
        raise ValueError("year")
    return day


def _sane_moment(moment: datetime) -> datetime:
    _sane(moment)
    return _local(moment)


def _of_the_wall(hour: time) -> time:
    if hour.tzinfo:
        raise ValueError("an hour of the clock in Seoul, without an offset")
    return hour


Moment = Annotated[datetime, AfterValidator(_local)]
MomentIn = Annotated[datetime, AfterValidator(_sane_moment)]
Day = Annotated[date, AfterValidator(_sane)]
Hour = Annotated[time, AfterValidator(_of_the_wall)]


class Body(Schema):
    """What a caller sends; a name we do not know is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class Paging(Schema):
    """Which part of a list: `next` of the answer is the address of the part that follows."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Id | None = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class Page(Schema, Generic[T]):
    """One part of a list; `next` is empty at its end."""

    items: list[T]
    next: str | None
