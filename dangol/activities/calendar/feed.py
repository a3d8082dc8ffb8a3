"""Writes a calendar as programs read it (RFC 5545); by hand, so that a test can read it back."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.kinds import kind_of
from dangol.activities.acts.models import Activity, Series
from dangol.activities.acts.queries import shown_names
from dangol.activities.calendar import queries
from dangol.activities.calendar.layout import local
from dangol.activities.calendar.models import CalendarFeed
from dangol.kit.korean.dates import SEOUL
from dangol.workspace.queries import person_name

BEFORE, AFTER = timedelta(days=60), timedelta(days=400)
MOST = 3_000
# Korea has had no summer time since 1988 and nothing on a calendar is older
ZONE = """\
BEGIN:VTIMEZONE
TZID:Asia/Seoul
BEGIN:STANDARD
DTSTART:19881009T030000
TZOFFSETFROM:+0900
TZOFFSETTO:+0900
TZNAME:KST
END:STANDARD
END:VTIMEZONE"""


class Feed(NamedTuple):
    """The text of a feed, its ETag, when it last changed, and which customers are named in it."""

    text: str
    etag: str
    changed_at: datetime | None
    customers: set[int]


def feed_of(feed: CalendarFeed, *, now: datetime) -> Feed:
    """What the owner of the feed may see from two months back to a year ahead; ≤ 3,000 events.

    Names of customers are shown or masked as on the owner's own pages; with `is_busy_only` there
    is neither a name nor a title.
    """
    person = feed.person
    ids = queries.whose_ids(person, queries.TEAM if feed.has_team else queries.ME)
    first, last = (timezone.localdate(now + delta) for delta in (-BEFORE, AFTER))
    found = queries.rows_between(person, ids, first, last)
    found = found.filter(Q(series=None) | Q(series__ended_at__isnull=False))
    rows = list(found.select_related("series").order_by("-starts_at", "-pk")[:MOST])
    repeated = _repeated(person, ids)
    names = {} if feed.is_busy_only else _names(rows, person)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dangol//KO", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(_title(feed))}", *ZONE.splitlines()]
    for row in rows:
        lines += _event(row, feed, names)
    for series, occurrences in repeated:
        lines += _series(series, occurrences, feed)
    text = "\r\n".join(part for line in [*lines, "END:VCALENDAR"] for part in folded(line)) + "\r\n"
    stamps = [row.updated_at for row in rows] + [series.updated_at for series, _rows in repeated]
    return Feed(text, sha256(text.encode()).hexdigest()[:32], max(stamps, default=None), set(names))


def _title(feed: CalendarFeed) -> str:
    return _("단골 팀 일정") if feed.has_team else _("단골 내 일정")


def _names(rows: Iterable[Activity], person: User) -> dict[int, str]:
    return shown_names({row.customer_id for row in rows if row.customer_id}, person)


def _repeated(person: User, ids: list[int] | None) -> list[tuple[Series, list[Activity]]]:
    """Series that go on, each with its open rows that stand elsewhere than the rule says."""
    running = Series.objects.filter(ended_at=None)
    running = running if ids is None else running.filter(owner__in=ids)
    found = {series.pk: (series, list[Activity]()) for series in running.order_by("pk")[:MOST]}
    rows = Activity.objects.of_staff(person).open().filter(series__in=found)
    for row in rows.order_by("pk"):
        if row.series_id in found and queries.position(row.source) != local(_starts(row)):
            found[row.series_id][1].append(row)
    return list(found.values())


def _event(row: Activity, feed: CalendarFeed, names: dict[int, str]) -> Iterator[str]:
    yield from _head(f"activity-{row.pk}-{row.created_at:%Y%m%d%H%M%S}", row)
    yield from _span(_starts(row), queries.ends_of(row), row.is_all_day and row.is_open)
    yield from _words(row, feed, names.get(row.customer_id or 0, ""))
    yield from _alarm(row)
    yield "END:VEVENT"


def _series(series: Series, rows: list[Activity], feed: CalendarFeed) -> Iterator[str]:
    """The rule as one event, and one more for each occurrence that was moved."""
    uid, said = f"series-{series.pk}-{series.created_at:%Y%m%d%H%M%S}", series.values
    whole = bool(said.get("is_all_day"))
    yield from _head(uid, series)
    length = timedelta(seconds=said.get("seconds") or 0)
    yield from _span(series.starts_at, series.starts_at + length, whole)
    yield f"RRULE:{_rule(series.rule, whole)}"
    for name, texts in (("EXDATE", series.left_out), ("RDATE", series.added)):
        for text in texts:
            yield f"{name}{';VALUE=DATE:' if whole else ';TZID=Asia/Seoul:'}" + (
                text[:8] if whole else f"{text}00"
            )
    title = said.get("title") or _kind(said.get("kind"))
    yield f"SUMMARY:{escaped(_busy() if feed.is_busy_only else title)}"
    yield "END:VEVENT"
    for row in rows:
        at = queries.position(row.source)
        if at is None:
            continue
        yield from _head(uid, row)
        yield f"RECURRENCE-ID{';VALUE=DATE:' if whole else ';TZID=Asia/Seoul:'}{_stamp(at, whole)}"
        yield from _span(_starts(row), queries.ends_of(row), row.is_all_day)
        yield from _words(row, feed, "")
        yield "END:VEVENT"


def _rule(rule: str, whole: bool) -> str:
    """UNTIL of a timed event is in UTC (3.3.10); ours is Seoul's wall clock."""

    def until(found: re.Match[str]) -> str:
        day, clock = found[1], found[2] or "235959"
        if whole:
            return f"UNTIL={day}"
        moment = datetime.strptime(day + clock, "%Y%m%d%H%M%S").replace(tzinfo=SEOUL)
        return f"UNTIL={_utc(moment)}"

    return re.sub(r"UNTIL=(\d{8})(?:T(\d{6}))?Z?", until, rule)


def _head(uid: str, row: Activity | Series) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@dangol"
    yield f"DTSTAMP:{_utc(row.updated_at)}"
    yield f"LAST-MODIFIED:{_utc(row.updated_at)}"
    yield f"SEQUENCE:{row.version - 1}"


def _span(starts: datetime, ends: datetime, whole: bool) -> Iterator[str]:
    if whole:
        last = max(local(ends) - timedelta(seconds=1), local(starts)).date()
        yield f"DTSTART;VALUE=DATE:{local(starts):%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART;TZID=Asia/Seoul:{_stamp(local(starts), False)}"
    if ends > starts:
        yield f"DTEND;TZID=Asia/Seoul:{_stamp(local(ends), False)}"


def _words(row: Activity, feed: CalendarFeed, customer: str) -> Iterator[str]:
    if feed.is_busy_only:
        yield f"SUMMARY:{escaped(_busy())}"
        yield "CLASS:PRIVATE"
        return
    parts = [row.title or _kind(row.kind_id), customer]
    if feed.has_team and row.owner_id != feed.person_id:
        parts.append(person_name(row.owner_id))
    if row.is_done:
        parts.insert(0, "✓")
    yield f"SUMMARY:{escaped(' · '.join(part for part in parts if part))}"
    if row.text:
        yield f"DESCRIPTION:{escaped(row.text[:1000])}"


def _alarm(row: Activity) -> Iterator[str]:
    if row.is_open and row.reminder_at:
        before = int((_starts(row) - row.reminder_at).total_seconds() // 60)
        sign = "-" if before >= 0 else ""
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escaped(_('알림'))}")
        yield f"TRIGGER:{sign}PT{abs(before)}M"
        yield "END:VALARM"


def _busy() -> str:
    return _("바쁨")


def _kind(pk: int | None) -> str:
    kind = kind_of(pk)
    return kind.label if kind else _("할 일")


def _starts(row: Activity) -> datetime:
    return queries.starts_of(row)


def _stamp(moment: datetime | date, whole: bool) -> str:
    return f"{moment:%Y%m%d}" if whole else f"{moment:%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A TEXT value (3.3.11): no line break or control sign gets through."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(sign for sign in text if sign >= " " and sign != "\x7f")


def folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 bytes, none of which cuts a sign (3.1)."""
    part, room = "", 75
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield part
            part, room = " ", 74
        part += sign
        room -= size
    yield part
