"""What the words of one line say about days, hours and minutes."""

import calendar
from datetime import date, timedelta
from re import Match

from dangol.activities.acts.oneline import words

WORKING_HOURS = 7


def hour_of(match: Match[str]) -> tuple[int, int] | None:
    """Hour and minute of a match of `words.HOUR`; None if there is no such hour."""
    if match["part"]:
        return words.PARTS_OF_DAY[match["part"]], 0
    hour = int(match["h24"] or match["h"])
    minute = 30 if match["half_past"] else int(match["m24"] or match["m"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return (hour, minute) if hour < 24 and minute < 60 else None
        hour = hour % 12 + words.HALVES[match["half"]]
    elif match["h"] and 1 <= hour < WORKING_HOURS:
        hour += 12
    return (hour, minute) if hour < 24 and minute < 60 else None


def minutes_of(match: Match[str]) -> int:
    """How long a match of `words.MINUTES` says."""
    if match["m"]:
        return int(match["m"])
    hours = _number(match["h"])
    return hours * 60 + (30 if match["half"] else int(match["hm"] or 0))


def _number(text: str) -> int:
    return words.COUNTS.get(text) or int(text)


def day_of(match: Match[str], today: date, *, ahead: bool) -> date | None:
    """The day of a match of `words.WHEN`; None if there is no such day."""
    try:
        return _found(match, today, ahead)
    except (ValueError, OverflowError):  # 2월 31일
        return None


def _found(match: Match[str], today: date, ahead: bool) -> date | None:
    if word := match["word"]:
        return today + timedelta(days=words.DAYS[word])
    if iso := match["iso"]:
        year, month, day = (int(n) for n in iso.replace("/", "-").replace(".", "-").split("-"))
        return date(year, month, day)
    if match["slash"] or match["month"]:
        month, day = (
            map(int, match["slash"].split("/"))
            if match["slash"]
            else (int(match["month"]), int(match["day"]))
        )
        return _nearest(month, day, today, ahead)
    if match["shift"]:
        return _shifted(match, today)
    if match["week"]:
        monday = (
            today - timedelta(days=today.weekday()) + timedelta(weeks=words.WEEKS[match["week"]])
        )
        weekday = match["weekday"]
        return monday + timedelta(days=words.WEEKDAYS.index(weekday[0]) if weekday else 0)
    if match["plain"]:
        days = words.WEEKDAYS.index(match["plain"][0]) - today.weekday()
        return today + timedelta(days=days % 7 or 7) if ahead else today - timedelta(days=-days % 7)
    if match["next_month"]:
        first = _first_of_next(today)
        return first.replace(day=int(match["of_month"]))
    if end := match["month_end"]:
        within = _first_of_next(today) if end.startswith(("다음", "담")) else today
        return within.replace(day=calendar.monthrange(within.year, within.month)[1])
    return None


def _shifted(match: Match[str], today: date) -> date:
    shift, sign = match["shift"].replace(" ", ""), -1 if match["way"] == "전" else 1
    if days := words.NUMBERS.get(shift):
        return today + timedelta(days=sign * days)
    number = _number(shift.rstrip("일주달개월"))
    if "주" in shift:
        return today + timedelta(weeks=sign * number)
    if shift.endswith("일"):
        return today + timedelta(days=sign * number)
    months = today.year * 12 + today.month - 1 + sign * number
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _first_of_next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _nearest(month: int, day: int, today: date, ahead: bool) -> date:
    """A day without a year is the nearest one; what is to be done lies ahead."""
    found = [
        date(today.year + n, month, day) for n in (-1, 0, 1) if _exists(today.year + n, month, day)
    ]
    if not found:
        raise ValueError(month)
    if ahead:
        found = [one for one in found if one >= today] or found
    return min(found, key=lambda one: abs(one - today))


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
