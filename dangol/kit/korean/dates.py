"""Days and times as Korean sheets and mails write them, ages, and the lunar calendar."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from korean_lunar_calendar import KoreanLunarCalendar

SEOUL = ZoneInfo("Asia/Seoul")
ADULT_AT = 14
# Excel reads two digits up to 29 as 20XX.
PIVOT = 29
_EXCEL_ZERO = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)

_day = (
    r"(?P<y>\d{4}|'?\d{2})\s*(?:[-./]|년)\s*(?P<m>\d{1,2})\s*(?:[-./]|월)\s*(?P<d>\d{1,2})"
    r"(?:\s*[.일])?|(?P<us_m>\d{1,2})/(?P<us_d>\d{1,2})/(?P<us_y>\d{4})"
    r"|(?P<solid>\d{8}|\d{6})"
)
_weekday = r"\s*,?(?:\s*\(?\s*[월화수목금토일]\s*(?:요일)?\s*\)|\s*[월화수목금토일]요일)?,?"
_time = (
    r"(?P<half>오전|오후|낮|밤|[AaPp]\.?[Mm]\.?)?\s*(?P<h>\d{1,2})\s*(?::|시)\s*(?P<min>\d{2}|\d(?=분))?"
    r"\s*분?(?:\s*:?\s*(?P<s>\d{1,2})(?:\.\d+)?\s*초?)?\s*(?P<after>[AaPp][Mm])?"
)
_moment = re.compile(rf"(?:{_day}){_weekday}(?:[T\s]*{_time}\s*(?P<zone>Z|[+-]\d\d:?\d\d)?)?")
_serial = re.compile(r"\d{5}(?:\.\d+)?")


def parse_date(value: str | float | date) -> date | None:
    """The day a cell means, or None: 2026-11-21, 2026. 11. 21, 26/11/21, 2026년 11월 21일,
    20261121, 11/21/2026, an Excel serial, any of them with a time (which is then read in Seoul).

    Two-digit years go by Excel's rule: 00–29 is 20XX.
    """
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return _plausible(date.fromisoformat(value))
        except ValueError:
            return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    moment = parse_datetime(value)
    return moment.date() if moment else None


def parse_datetime(value: str | float | date) -> datetime | None:
    """The moment a cell means in Seoul's time, midnight without one; knows 오전 and offsets."""
    if isinstance(value, datetime):
        return value.astimezone(SEOUL) if value.tzinfo else value.replace(tzinfo=SEOUL)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=SEOUL)
    if not isinstance(value, str):
        return _from_serial(float(value)) if not isinstance(value, bool) else None
    text = normalize("NFKC", value).strip()
    if _serial.fullmatch(text):
        return _from_serial(float(text))
    match = _moment.fullmatch(text)
    if not match:
        return None
    try:
        return _combined(match.groupdict(""))
    except ValueError:
        return None


def _combined(part: dict[str, str]) -> datetime | None:
    day = _plausible(date(*_numbers(part)))
    if day is None:
        return None
    moment = datetime(day.year, day.month, day.day, tzinfo=SEOUL)
    if not part["h"]:
        return moment
    hour, half = int(part["h"]), (part["half"] or part["after"]).lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (half[0] in "오낮밤p" and half != "오전")
    moment = moment.replace(hour=hour, minute=int(part["min"] or 0), second=int(part["s"] or 0))
    if zone := part["zone"]:
        offset = datetime.strptime(zone, "%z").tzinfo if zone != "Z" else UTC
        return moment.replace(tzinfo=offset).astimezone(SEOUL)
    return moment


def _numbers(part: dict[str, str]) -> tuple[int, int, int]:
    if solid := part["solid"]:
        year, month, day = solid[:-4], solid[-4:-2], solid[-2:]
    elif part["us_y"]:
        year, month, day = part["us_y"], part["us_m"], part["us_d"]
    else:
        year, month, day = part["y"].lstrip("'"), part["m"], part["d"]
    full = int(year)
    if len(year) == 2:
        full += 2000 if full <= PIVOT else 1900
    return full, int(month), int(day)


def _from_serial(serial: float) -> datetime | None:
    if not (serial == serial and int(serial) in _SERIALS if abs(serial) < 1e9 else False):
        return None
    day = _EXCEL_ZERO + timedelta(days=int(serial))
    seconds = round(serial % 1 * 86_400)
    return datetime(day.year, day.month, day.day, tzinfo=SEOUL) + timedelta(seconds=seconds)


def _plausible(day: date) -> date | None:
    return day if 1800 <= day.year <= 2200 else None


def age_on(birth: date, on: date) -> int:
    """Full years (만 나이). Who was born on 29 February grows older on 1 March (민법 §160③)."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def is_under_14(birth: date, on: date) -> bool:
    """Whether a guardian must agree first (개인정보 보호법 §22의2)."""
    return age_on(birth, on) < ADULT_AT


def lunar_to_solar(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The solar day of a lunar one, or None when that year has no such day; years 1000–2050."""
    first = _lunar_month(year, month, leap)
    if first is None or not 1 <= day <= 30:
        return None
    found = first + timedelta(day - 1)
    return found if day < 30 or solar_to_lunar(found) == (year, month, day, leap) else None


@lru_cache(8192)
def _lunar_month(year: int, month: int, leap: bool) -> date | None:
    """The first day of a lunar month; the library walks from the year 1000 to tell."""
    moon = KoreanLunarCalendar()
    if not (1 <= month <= 12 and moon.setLunarDate(year, month, 1, leap)):
        return None
    found = date(moon.solarYear, moon.solarMonth, moon.solarDay)
    # it takes a leap month that never was for the ordinary one
    return found if solar_to_lunar(found) == (year, month, 1, leap) else None


@lru_cache(4096)
def solar_to_lunar(day: date) -> tuple[int, int, int, bool] | None:
    """Lunar year, month, day, and whether the month is a leap month (윤달); years 1000–2050."""
    moon = KoreanLunarCalendar()
    if not moon.setSolarDate(day.year, day.month, day.day):
        return None
    return moon.lunarYear, moon.lunarMonth, moon.lunarDay, moon.isIntercalation


def lunar_words(day: date) -> str:
    """The lunar month and day as calendars print them: 10.15, 윤6.1; empty after 2050."""
    moon = solar_to_lunar(day)
    return f"{'윤' if moon[3] else ''}{moon[1]}.{moon[2]}" if moon else ""


def next_anniversary(
    month: int, day: int, calendar: str = "solar", leap: bool = False, *, on: date
) -> date | None:
    """The next such day, today included; `calendar` is "solar" or "lunar".

    Where a year has no such day its last one before is taken: 28 February for the 29th, the 29th
    for a lunar 30th, the ordinary month for a leap month. None after the tables end in 2050.
    """
    first = on.year if calendar == "solar" else on.year - 1
    for year in range(first, on.year + 2):
        found = _solar(year, month, day) if calendar == "solar" else _lunar(year, month, day, leap)
        if found and found >= on:
            return found
    return None


def _solar(year: int, month: int, day: int) -> date:
    if (month, day) == (2, 29) and not _is_leap_year(year):
        day = 28
    return date(year, month, day)


def _is_leap_year(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _lunar(year: int, month: int, day: int, leap: bool) -> date | None:
    for in_leap_month in (True, False) if leap else (False,):
        for there in dict.fromkeys((day, min(day, 29))):
            if found := lunar_to_solar(year, month, there, in_leap_month):
                return found
    return None
