"""When the office works in an ordinary week (KOREA 8)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.codes.preferences import option
from dangol.kit.errors import Refused

FULL, MORNING, OFF = "full", "morning", "off"
DAY_CHOICES = [(FULL, _("종일")), (MORNING, _("오전만")), (OFF, _("쉼"))]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):?([0-5]\d)")

# minutes of the day at which work begins and ends
Spans = tuple[tuple[int, int], ...]


def clock(text: str) -> str:
    """A time of day in order, 9:00 → 09:00, up to 24:00; empty stays empty."""
    if not text:
        return ""
    found = _CLOCK.fullmatch(text)
    if not found or _minutes(text) > 24 * 60:
        raise ValidationError(_t("시각을 09:00처럼 적어 주세요."))
    return f"{int(found[1]):02}:{found[2]}"


@dataclass(frozen=True)
class WorkPreferences:
    """Opening hours and which days of the week are worked."""

    opens_at: str = option("09:00", _("업무 시작"), required=True, clean=clock)
    closes_at: str = option("18:00", _("업무 끝"), required=True, clean=clock)
    lunch_from: str = option(
        "12:00", _("점심 시작"), clean=clock, help=_("점심에도 일하면 두 칸을 비워 두세요.")
    )
    lunch_to: str = option("13:00", _("점심 끝"), clean=clock)
    monday: str = option(FULL, _("월요일"), choices=DAY_CHOICES)
    tuesday: str = option(FULL, _("화요일"), choices=DAY_CHOICES)
    wednesday: str = option(FULL, _("수요일"), choices=DAY_CHOICES)
    thursday: str = option(FULL, _("목요일"), choices=DAY_CHOICES)
    friday: str = option(FULL, _("금요일"), choices=DAY_CHOICES)
    saturday: str = option(OFF, _("토요일"), choices=DAY_CHOICES)
    sunday: str = option(OFF, _("일요일"), choices=DAY_CHOICES)


def refuse_impossible_hours(hours: WorkPreferences, address: str = "") -> None:
    """Refuse hours that end before they begin, and a week without work: no due day would exist."""
    opens, closes = _minutes(hours.opens_at), _minutes(hours.closes_at)
    if opens >= closes:
        raise Refused(_t("업무 끝은 업무 시작보다 늦어야 합니다."))
    if bool(hours.lunch_from) != bool(hours.lunch_to):
        raise Refused(_t("점심 시작과 끝을 모두 적거나 모두 비워 주세요."))
    if (
        hours.lunch_from
        and not opens < _minutes(hours.lunch_from) < _minutes(hours.lunch_to) < closes
    ):
        raise Refused(_t("점심은 업무 시작과 끝 사이여야 합니다."))
    if not any(week_of(hours)):
        raise Refused(_t("일하는 요일이 적어도 하루는 있어야 합니다."))


@lru_cache(maxsize=8)
def week_of(hours: WorkPreferences) -> tuple[Spans, ...]:
    """The working spans of Monday to Sunday."""
    full = full_day(hours)
    noon = _minutes(hours.lunch_from) if hours.lunch_from else 12 * 60
    morning = tuple((start, min(end, noon)) for start, end in full if start < noon)
    kinds: dict[Any, Spans] = {FULL: full, MORNING: morning, OFF: ()}
    return tuple(kinds[getattr(hours, name)] for name in WEEKDAYS)


def full_day(hours: WorkPreferences) -> Spans:
    """The working spans of a whole day."""
    opens, closes = _minutes(hours.opens_at), _minutes(hours.closes_at)
    if not hours.lunch_from:
        return ((opens, closes),)
    return ((opens, _minutes(hours.lunch_from)), (_minutes(hours.lunch_to), closes))


def _minutes(text: str) -> int:
    hour, minute = text.rjust(5, "0")[:2], text[-2:]
    return int(hour) * 60 + int(minute)


preferences.register(
    "hours",
    WorkPreferences,
    label=_("업무 시간"),
    help=_("약속 시간과 처리 기한은 업무 시간만 셉니다. 휴일은 ‘휴일’에서 정합니다."),
    icon="clock",
    order=20,
    check=refuse_impossible_hours,
)
