"""Reads one line as people write it down: 어제 3시 김부장 통화 20분 견적 관심, 다음주 화 재통화."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from re import Match

from django.utils import timezone

from dangol.activities.acts.models import DAY_MINUTES
from dangol.activities.acts.oneline import words
from dangol.kit.korean.text import clean

READ = 300  # what is longer is a text, not a line: only its beginning says when and how
WORKING_HOURS = 7


@dataclass(frozen=True)
class Plan:
    """The to-do a line ends with."""

    kind: str
    due: date | datetime
    title: str


@dataclass(frozen=True)
class Line:
    """What one line says: something done (`occurred_at`) or, alone, something to do (`plan`)."""

    kind: str = ""
    direction: str = ""
    occurred_at: datetime | None = None
    minutes: int | None = None
    who: str = ""
    text: str = ""
    result: str = ""
    plan: Plan | None = None


@dataclass
class Clause:
    """One part of the line between commas."""

    text: str
    day: date | None = None
    hour: tuple[int, int] | None = None
    minutes: int | None = None
    kind: str = ""
    is_now: bool = False

    def moment(self, today: date) -> datetime | None:
        """Its moment; None without an hour."""
        if self.hour is None:
            return None
        at = datetime.combine(self.day or today, datetime.min.time())
        return timezone.make_aware(at.replace(hour=self.hour[0], minute=self.hour[1]))


def read_line(text: str, *, now: datetime) -> Line:
    """Understand a line; whatever is not understood stays its text. Never fails.

    Hours without 오전 or 오후 are those of work: 3시 is 15:00. A weekday alone is the last one
    in what was done, the next one in what is to do.
    """
    line = clean(text.replace("\n", ", "))
    head, rest = line[:READ], line[READ:]
    now = timezone.localtime(now)
    parts = [_clause(part, now) for part in words.CLAUSE.split(head) if part and part.strip()]
    if rest and parts:
        parts[-1].text += rest
    elif rest:
        parts = [Clause(rest)]
    ahead = [part for part in parts if _is_ahead(part, now, alone=len(parts) == 1)]
    done = [part for part in parts if part not in ahead]
    plan = _plan(ahead[0], now, done[0].kind if done else "") if ahead else None
    if not done:
        return Line(plan=plan, kind=plan.kind if plan else "", who=_who(line))
    return _line(done, ahead[1:], plan, now)


def _line(done: list[Clause], more: list[Clause], plan: Plan | None, now: datetime) -> Line:
    said = ", ".join(part.text for part in [*done, *more] if part.text)
    spoken = " ".join(part.text for part in done)
    first = next((part for part in done if part.day or part.hour or part.is_now), done[0])
    return Line(
        kind=next((part.kind for part in done if part.kind), ""),
        direction="in" if words.INWARD.search(spoken) else "",
        occurred_at=_happened(first, now),
        minutes=next((part.minutes for part in done if part.minutes is not None), None),
        who=_who(spoken),
        text=_without_kind(said),
        result="부재중" if words.ABSENT.search(spoken) else "",
        plan=plan,
    )


def _happened(part: Clause, now: datetime) -> datetime | None:
    """When it was; a day without an hour is taken at noon, or now if that has not come."""
    if part.is_now or (part.day is None and part.hour is None):
        return None
    at = part.moment(now.date())
    if at is None:
        at = timezone.make_aware(datetime.combine(part.day or now.date(), datetime.min.time()))
        at = at.replace(hour=12)
    return min(at, now)


def _plan(part: Clause, now: datetime, kind: str) -> Plan:
    due: date | datetime | None = part.moment(now.date()) or part.day
    if due is None:
        due = now.date() + timedelta(days=1)
    return Plan(part.kind or kind or "todo", due, part.text[:200])


def _is_ahead(part: Clause, now: datetime, *, alone: bool) -> bool:
    today = now.date()
    if part.day and part.day != today:
        return part.day > today
    at = part.moment(today)
    if at and at > now:
        return True
    return bool(not alone and not part.is_now and words.AGAIN.search(part.text) and not at)


def _clause(text: str, now: datetime) -> Clause:
    part = Clause(text.strip())
    ahead = bool(words.AGAIN.search(text))
    if match := words.WHEN.search(text):
        part.is_now = bool(match["now"])
        part.day = _day(match, now.date(), ahead=ahead)
        if part.day or part.is_now:
            text = _cut(text, match)
    if (match := words.HOUR.search(text)) and (hour := _hour(match)):
        part.hour, text = hour, _cut(text, match)
    if match := words.MINUTES.search(text):
        minutes = _minutes(match)
        if minutes <= DAY_MINUTES:
            part.minutes, text = minutes, _cut(text, match)
    part.kind = _kind(text)
    part.text = clean(text).strip(" .")
    return part


def _cut(text: str, match: Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _kind(text: str) -> str:
    found = [(match.start(), key) for key, word in words.KINDS if (match := word.search(text))]
    return min(found)[1] if found else ""


def _who(text: str) -> str:
    match = words.WHO.search(text[:READ])
    return clean(match[0]) if match else ""


def _without_kind(text: str) -> str:
    kept = [word for word in text.split(" ") if word.strip(",") not in words.SAID_BY_KIND]
    return " ".join(kept).strip(" ,")


def _hour(match: Match[str]) -> tuple[int, int] | None:
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


def _minutes(match: Match[str]) -> int:
    if match["m"]:
        return int(match["m"])
    hours = _number(match["h"])
    return hours * 60 + (30 if match["half"] else int(match["hm"] or 0))


def _number(text: str) -> int:
    return words.COUNTS.get(text) or int(text)


def _day(match: Match[str], today: date, *, ahead: bool) -> date | None:
    try:
        return _day_of(match, today, ahead)
    except (ValueError, OverflowError):  # 2월 31일
        return None


def _day_of(match: Match[str], today: date, ahead: bool) -> date | None:
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
