"""Birthdays by the sun and by the moon; the solar day is what the record keeps."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from korean_lunar_calendar import KoreanLunarCalendar

from dangol.customers.parties.models import Customer

_parts = re.compile(r"(\d{4})\D*?(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})")
ADULT_AT = 14


def solar_day(text: str, calendar: str) -> date | None:
    """The solar day of a birthday as written, such as the 30th of a lunar February.

    Raises ValidationError when that calendar has no such day.
    """
    if not text.strip():
        return None
    if not (match := _parts.fullmatch(text.strip())):
        raise ValidationError(_("생년월일을 1990-02-28처럼 적어 주세요."))
    year, month, day = (int(part) for part in match.groups() if part)
    try:
        if calendar == Customer.Calendar.SOLAR:
            return date(year, month, day)
        moon = KoreanLunarCalendar()
        leap = calendar == Customer.Calendar.LEAP
        if moon.setLunarDate(year, month, day, leap):
            found = date(moon.solarYear, moon.solarMonth, moon.solarDay)
            # the library takes a leap month that never was for an ordinary one
            if _lunar(found) == (year, month, day, leap):
                return found
    except ValueError:
        pass
    raise ValidationError(_("달력에 없는 날입니다. 양력·음력과 날짜를 확인해 주세요."))


def written_day(day: date | None, calendar: str) -> str:
    """A birthday in its own calendar, as it was written: 1990-02-30."""
    if day is None:
        return ""
    if calendar == Customer.Calendar.SOLAR:
        return day.isoformat()
    year, month, lunar_day, _leap = _lunar(day)
    return f"{year}-{month:02}-{lunar_day:02}"


def _lunar(day: date) -> tuple[int, int, int, bool]:
    moon = KoreanLunarCalendar()
    moon.setSolarDate(day.year, day.month, day.day)
    return moon.lunarYear, moon.lunarMonth, moon.lunarDay, moon.isIntercalation


def age_on(born: date, day: date) -> int:
    """만 나이."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(born: date | None, day: date) -> bool:
    """Under 14, so a guardian must agree first (개인정보 보호법 §22의2)."""
    return born is not None and age_on(born, day) < ADULT_AT
