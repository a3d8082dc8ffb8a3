"""Rules of repetition (RFC 5545 RRULE) that an office means, checked before they are kept."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.kit.korean.dates import SEOUL

LONGEST = 300
MOST_TIMES = 10_000
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAY = r"(?:[+-]?(?:[1-9]|[1-4]\d|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)"
_NUMBER = r"[+-]?[1-9]\d{0,2}"
_PARTS = {
    "FREQ": "|".join(FREQUENCIES),
    "INTERVAL": r"[1-9]\d{0,2}",
    "COUNT": r"[1-9]\d{0,6}",
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "BYDAY": rf"{_WEEKDAY}(?:,{_WEEKDAY}){{0,20}}",
    "BYMONTHDAY": rf"{_NUMBER}(?:,{_NUMBER}){{0,40}}",
    "BYYEARDAY": rf"{_NUMBER}(?:,{_NUMBER}){{0,40}}",
    "BYWEEKNO": rf"{_NUMBER}(?:,{_NUMBER}){{0,60}}",
    "BYMONTH": r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2])){0,11}",
    "BYSETPOS": rf"{_NUMBER}(?:,{_NUMBER}){{0,10}}",
    "WKST": "|".join(DAYS),
}
_LIMITS = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}


class Rule(NamedTuple):
    """A checked rule: its parts in the order they came."""

    parts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return ";".join(f"{name}={value}" for name, value in self.parts)

    def get(self, name: str) -> str:
        return dict(self.parts).get(name, "")

    def with_parts(self, **values: str) -> "Rule":
        return Rule(tuple((name, values.get(name, value)) for name, value in self.parts))


def checked_rule(text: str) -> Rule:
    """The rule in capitals; raises ValidationError for what cannot be kept or would never end.

    Repetitions by the hour, minute or second are no appointments and are refused.
    """
    text = re.sub(r"\s", "", text).upper().removeprefix("RRULE:").strip(";")
    pairs = [part.partition("=")[::2] for part in text.split(";")]
    names = [name for name, _value in pairs]
    if len(text) > LONGEST or len(set(names)) < len(names) or "FREQ" not in names:
        raise ValidationError(_("반복 규칙(RRULE)을 읽을 수 없습니다."))
    if dict(pairs)["FREQ"] in {"HOURLY", "MINUTELY", "SECONDLY"}:
        raise ValidationError(_("하루에 여러 번 되풀이하는 일정은 받을 수 없습니다."))
    for name, value in pairs:
        _refuse_part(name, value)
    if {"COUNT", "UNTIL"} <= set(names):
        raise ValidationError(_("반복 규칙에 횟수와 끝나는 날이 함께 있습니다."))
    return Rule(tuple(pairs))


def _refuse_part(name: str, value: str) -> None:
    if name not in _PARTS or not re.fullmatch(_PARTS[name], value):
        raise ValidationError(
            _("반복 규칙의 %(part)s 부분을 읽을 수 없습니다.") % {"part": name[:20]}
        )
    limit = _LIMITS.get(name)
    if limit and any(abs(int(number)) > limit for number in value.split(",")):
        raise ValidationError(_("반복 규칙의 %(part)s 부분을 읽을 수 없습니다.") % {"part": name})
    if name == "COUNT" and int(value) > MOST_TIMES:
        raise ValidationError(_("반복은 %(n)s번까지 됩니다.") % {"n": f"{MOST_TIMES:,}"})


def in_seoul(rule: Rule, start: date | datetime) -> Rule:
    """The rule as it reads in Seoul for something that begins at `start`, a moment of any zone.

    Monday evening in New York is Tuesday morning here, so the days of the week move along. Rules
    by the day of the month cannot move and are refused then.
    """
    rule = _until_in_seoul(rule, start)
    if not isinstance(start, datetime):
        return rule
    shift = (start.astimezone(SEOUL).date() - start.date()).days
    if not shift:
        return rule
    fixed = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
    days = rule.get("BYDAY")
    if any(rule.get(name) for name in fixed) or re.search(r"\d", days):
        raise ValidationError(
            _("다른 시간대의 날짜로 되풀이하는 규칙이라 한국 시각으로 옮길 수 없습니다.")
        )
    if not days:
        return rule
    moved = (DAYS[(DAYS.index(day) + shift) % 7] for day in days.split(","))
    return rule.with_parts(BYDAY=",".join(moved))


def _until_in_seoul(rule: Rule, start: date | datetime) -> Rule:
    """UNTIL of a timed event is in UTC (RFC 5545 3.3.10); series keep the wall clock of Seoul."""
    text = rule.get("UNTIL")
    if not text:
        return rule
    try:
        day, at = date.fromisoformat(text[:8]), time(23, 59, 59)
        if len(text) > 8:
            at = time.fromisoformat(text[9:15])
    except ValueError:
        raise ValidationError(
            _("반복 규칙의 %(part)s 부분을 읽을 수 없습니다.") % {"part": "UNTIL"}
        ) from None
    moment = datetime.combine(day, at, tzinfo=UTC if text.endswith("Z") else SEOUL)
    if not isinstance(start, datetime):
        return rule.with_parts(UNTIL=moment.date().strftime("%Y%m%d"))
    return rule.with_parts(UNTIL=moment.astimezone(SEOUL).strftime("%Y%m%dT%H%M%S"))


def days_inclusive(starts: date, ends: date) -> date:
    """The last day of an all-day event, whose DTEND is the day after it."""
    return max(starts, ends - timedelta(days=1))
