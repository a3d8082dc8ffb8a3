"""Reads an .ics file into drafts of to-dos; whatever is wrong in it is said, never raised."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.activities.calendar.recurrence import checked_rule, days_inclusive, in_seoul
from dangol.kit.errors import Refused
from dangol.kit.korean.dates import SEOUL
from dangol.kit.korean.text import clean, clean_text

MOST_BYTES = 5 * 1024 * 1024
MOST_EVENTS = 2_000
MOST_MOMENTS = 500
YEARS = range(2000, 2101)
_CALENDAR = re.compile(rb"^BEGIN:VCALENDAR\b", re.M | re.I)
_EVENT = re.compile(rb"^BEGIN:(VEVENT|VTODO)\r?$.*?^END:\1\r?$", re.M | re.S | re.I)
_BEGIN = re.compile(rb"^BEGIN:(?:VEVENT|VTODO)\b", re.M | re.I)
_NESTED = re.compile(rb"^BEGIN:", re.M | re.I)


class Draft(NamedTuple):
    """One event as a to-do would keep it; with `refused` it is only shown, never imported.

    `starts` and `ends` are days (the last one included) or moments in Seoul.
    """

    uid: str
    title: str = ""
    text: str = ""
    starts: date | datetime | None = None
    ends: date | datetime | None = None
    rule: str = ""
    reminder_minutes: int | None = None
    note: str = ""
    refused: str = ""
    left_out: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def read_ics(data: bytes) -> list[Draft]:
    """The events and to-dos of a file, in its order.

    Refuses files that are no calendar, too large, or hold more than 2,000 events: nobody looks
    through those. Single events that cannot be kept come with the reason.
    """
    if len(data) > MOST_BYTES:
        raise Refused(_("파일이 5MB보다 큽니다. 기간을 나누어 내보낸 뒤 다시 올려 주세요."))
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    count = len(_BEGIN.findall(data))
    if not count and not _CALENDAR.search(data):
        raise Refused(_("달력 파일(.ics)이 아닙니다."))
    if count > MOST_EVENTS or len(_NESTED.findall(data)) > 5 * MOST_EVENTS:
        raise Refused(
            _("일정이 %(n)s건 들어 있습니다. 한 번에 %(most)s건까지 가져올 수 있습니다.")
            % {"n": f"{count:,}", "most": f"{MOST_EVENTS:,}"}
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [_draft(component) for component in _components(data)]


def _components(data: bytes) -> Iterator[Any]:
    """The parsed events; in a file that is broken somewhere, those that are whole."""
    from icalendar import Calendar  # noqa: PLC0415 - a quarter of a second of every start

    calendars: Any = []
    try:
        calendars = Calendar.from_ical(data, multiple=True) if _CALENDAR.search(data) else []
    except Exception:
        for found in _EVENT.finditer(data):
            yield _alone(found.group())
        return
    for calendar in calendars:
        for component in calendar.walk():
            if component.name in ("VEVENT", "VTODO"):
                yield component


def _alone(block: bytes) -> Any:
    """One event cut out of a broken file; None when it is broken itself."""
    from icalendar import Calendar  # noqa: PLC0415

    try:
        return Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + block + b"\r\nEND:VCALENDAR").walk()[1]
    except Exception:
        return None


def _draft(event: Any) -> Draft:
    if event is None:
        return Draft("", refused=_("읽을 수 없는 일정입니다."))
    draft = Draft(_uid(event), title=_line(event, "SUMMARY")[:200], text=_text(event))
    try:
        return _timed(draft, event)
    except ValidationError as error:
        return draft._replace(refused=" ".join(error.messages))
    except (ArithmeticError, AttributeError, TypeError, ValueError):
        return draft._replace(refused=_("날짜나 시각을 읽을 수 없습니다."))


def _timed(draft: Draft, event: Any) -> Draft:
    if _line(event, "STATUS").upper() == "CANCELLED":
        raise ValidationError(_("취소된 일정입니다."))
    begins = _moment(event, "DTSTART") or (event.name == "VTODO" and _moment(event, "DUE")) or None
    if begins is None:
        raise ValidationError(_("시작하는 때(DTSTART)가 없습니다."))
    starts, ends = _in_seoul(begins), _end(event, begins)
    if any(day.year not in YEARS for day in (starts, ends) if day):
        raise ValidationError(_("연도가 2000년에서 2100년 사이가 아닙니다."))
    if ends and ends < starts:
        raise ValidationError(_("끝나는 때가 시작보다 앞섭니다."))
    rule = str(in_seoul(checked_rule(text), begins)) if (text := _rule(event)) else ""
    return draft._replace(
        starts=starts,
        ends=ends if ends != starts else None,
        rule=rule,
        reminder_minutes=_reminder(event),
        note=_note(begins),
        left_out=_moments(event, "EXDATE", starts) if rule else (),
        added=_moments(event, "RDATE", starts) if rule else (),
    )


def _moment(event: Any, name: str) -> date | datetime | None:
    value = event.get(name)
    found = getattr(value[0] if isinstance(value, list) else value, "dt", None)
    return found if isinstance(found, date) else None


def _in_seoul(moment: date | datetime) -> date | datetime:
    """Days stay days; a moment without a zone is meant here (RFC 5545 floating time)."""
    if not isinstance(moment, datetime):
        return moment
    moment = moment.astimezone(SEOUL) if moment.tzinfo else moment.replace(tzinfo=SEOUL)
    return moment.replace(microsecond=0)


def _end(event: Any, begins: date | datetime) -> date | datetime | None:
    ends = _moment(event, "DTEND") or _moment(event, "DUE")
    if ends is None:
        length = getattr(event.get("DURATION"), "dt", None)
        ends = begins + length if isinstance(length, timedelta) else None
    if ends is None or isinstance(ends, datetime) != isinstance(begins, datetime):
        return None
    if isinstance(begins, datetime):
        return _in_seoul(ends)
    return days_inclusive(begins, ends) if event.name == "VEVENT" else ends


def _rule(event: Any) -> str:
    value = event.get("RRULE")
    if isinstance(value, list):
        raise ValidationError(_("반복 규칙(RRULE)이 여러 개인 일정은 받을 수 없습니다."))
    return value.to_ical().decode("utf-8", "replace") if value else ""


def _reminder(event: Any) -> int | None:
    """Minutes before the start at which the first alarm rings; alarms afterwards are none."""
    for alarm in event.walk("VALARM"):
        trigger = getattr(alarm.get("TRIGGER"), "dt", None)
        if isinstance(trigger, timedelta) and timedelta(days=-28) <= trigger <= timedelta():
            return int(-trigger.total_seconds()) // 60
    return None


def _moments(event: Any, name: str, starts: date | datetime) -> tuple[str, ...]:
    """Moments a repetition is without or has besides, as a series keeps them; 500 at most.

    A day alone stands for the hour of the event on it (EXDATE by date, as some programs write).
    """
    given = event.get(name) or []
    found = []
    for one in given if isinstance(given, list) else [given]:
        for value in getattr(one, "dts", ()):
            moment = _in_seoul(value.dt) if isinstance(value.dt, date) else None
            if isinstance(starts, datetime) and moment and not isinstance(moment, datetime):
                moment = datetime.combine(moment, starts.time())
            if moment:
                found.append(f"{moment:%Y%m%dT%H%M}")
    return tuple(sorted(set(found))[:MOST_MOMENTS])


def _note(begins: date | datetime) -> str:
    if isinstance(begins, datetime) and begins.tzinfo:
        here = begins.astimezone(SEOUL)
        if here.utcoffset() != begins.utcoffset():
            return _("%(zone)s 시각을 한국 시각으로 바꿉니다.") % {"zone": _zone(begins)}
    return ""


def _zone(moment: datetime) -> str:
    return (getattr(moment.tzinfo, "key", "") or moment.tzname() or "")[:40]


def _uid(event: Any) -> str:
    """What tells the event from others; an occurrence that was changed has its own."""
    uid = _line(event, "UID")
    if again := event.get("RECURRENCE-ID"):
        uid += f"~{getattr(again, 'dt', again)}"
    return sha256((uid or str(event.to_ical())).encode()).hexdigest()[:40]


def _line(event: Any, name: str) -> str:
    value = event.get(name, "")
    return clean(str(value[0] if isinstance(value, list) and value else value or ""))


def _text(event: Any) -> str:
    """The description, with the place above it."""
    value = event.get("DESCRIPTION", "")
    text = clean_text(str(value[0] if isinstance(value, list) and value else value or ""))
    place = _line(event, "LOCATION")[:300]
    return "\n".join(part for part in (place, text[:10_000]) if part)
