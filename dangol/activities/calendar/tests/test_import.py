"""Bringing .ics files in: what is kept, what is refused, and never twice."""

import os
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dangol.activities.acts.series import make_next
from dangol.activities.calendar import reading
from dangol.activities.calendar.feed import _series
from dangol.activities.calendar.importing import drafts_of, import_events, keep_upload
from dangol.activities.calendar.reading import read_ics
from dangol.activities.calendar.recurrence import checked_rule, in_seoul
from dangol.activities.models import Activity, CalendarFeed, CalendarUpload
from dangol.activities.testing import install_kinds
from dangol.customers.testing import moment
from dangol.kit.errors import Refused
from dangol.kit.korean.dates import SEOUL

TODAY = date(2026, 3, 2)
NOW = moment("2026-03-02T09:00")


def ics(*events: str) -> bytes:
    bodies = (f"BEGIN:VEVENT\n{event}\nEND:VEVENT" for event in events)
    lines = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *bodies, "END:VCALENDAR"])
    return lines.replace("\n", "\r\n").encode()


def one(event: str):
    return read_ics(ics(event))[0]


def test_a_foreign_evening_is_our_morning_and_its_weekday_moves_along():
    draft = one(
        "UID:a\nSUMMARY:Call\nDTSTART;TZID=America/New_York:20260302T200000\nDURATION:PT30M\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260401T000000Z\nBEGIN:VALARM\nACTION:DISPLAY\n"
        "TRIGGER:-PT15M\nEND:VALARM"
    )
    assert draft.starts == moment("2026-03-03T10:00")
    assert draft.ends == moment("2026-03-03T10:30")
    assert draft.rule == "FREQ=WEEKLY;UNTIL=20260401T090000;BYDAY=TU,TH"
    assert draft.reminder_minutes == 15
    assert "New_York" in draft.note


@pytest.mark.parametrize(
    ("event", "starts", "ends"),
    [
        ("DTSTART;VALUE=DATE:20260304\nDTEND;VALUE=DATE:20260307", "2026-03-04", "2026-03-06"),
        ("DTSTART;VALUE=DATE:20260304", "2026-03-04", None),
        ("DTSTART:20260304T090000", "2026-03-04T09:00:00+09:00", None),
        ("DTSTART:20260304T000000Z", "2026-03-04T09:00:00+09:00", None),
    ],
)
def test_days_and_moments(event, starts, ends):
    draft = one(f"UID:a\n{event}")
    assert draft.starts.isoformat() == starts
    assert (draft.ends.isoformat() if draft.ends else None) == ends
    assert not draft.refused


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("SUMMARY:no start", "DTSTART"),
        ("DTSTART:19991231T000000Z", "2000년"),
        ("DTSTART:20260304T090000\nDTEND:20260304T080000", "앞섭니다"),
        ("DTSTART:20260304T090000\nRRULE:FREQ=SECONDLY", "여러 번"),
        ("DTSTART:20260304T090000\nRRULE:FREQ=DAILY;COUNT=9999999", "10,000번"),
        ("DTSTART:20260304T090000\nRRULE:FREQ=DAILY;BYSECOND=1", "BYSECOND"),
        ("DTSTART:20260304T090000\nRRULE:FREQ=WEEKLY;INTERVAL=0", "INTERVAL"),
        ("DTSTART:20260304T090000\nSTATUS:CANCELLED", "취소"),
        ("DTSTART:2026-03-04", ""),
    ],
)
def test_what_cannot_be_kept_is_said(event, said):
    draft = one(f"UID:a\n{event}")
    assert draft.refused
    assert said in draft.refused


def test_files_nobody_could_look_through_are_refused():
    for data, said in (
        (b"hello", "달력 파일"),
        (b"BEGIN:VCALENDAR\r\n" + b"x" * reading.MOST_BYTES, "5MB"),
        (ics(*["UID:a\nDTSTART:20260304T090000"] * 2_001), "2,001건"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 100_000, "100,000건"),
    ):
        with pytest.raises(Refused, match=said):
            read_ics(data)


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(data):
    for wrapped in (data, b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data + b"\r\nEND:VEVENT"):
        with suppress(Refused):
            read_ics(wrapped)


@given(st.text("FREQ=DAILYWKMONTH;BY,-0123456789UNTSEPZ ", max_size=80))
def test_no_rule_raises_anything_but_a_validation_error(text):
    with suppress(ValidationError):
        in_seoul(checked_rule(text), datetime(2026, 3, 2, 9, tzinfo=SEOUL))


@pytest.mark.realdata
@pytest.mark.skipif("DANGOL_REALDATA" not in os.environ, reason="no public data sets here")
def test_every_file_people_collected_is_read():
    paths = sorted(Path(os.environ["DANGOL_REALDATA"], "ical").rglob("*.ics"))
    assert len(paths) > 150
    drafts = []
    for path in paths:
        with suppress(Refused):
            drafts += read_ics(path.read_bytes())
    assert sum(not draft.refused for draft in drafts) > 70


def upload(kim, *events):
    install_kinds()
    return keep_upload(kim, name="내 달력.ics", data=ics(*events), at=NOW)


def test_to_dos_are_made_once_by_uid(kim):
    meeting = "UID:a\nSUMMARY:회의\nLOCATION:3층\nDTSTART:20260304T090000\nDTEND:20260304T100000"
    weekly = "UID:b\nSUMMARY:주간\nDTSTART:20250106T090000\nRRULE:FREQ=WEEKLY;BYDAY=MO"
    past = "UID:c\nSUMMARY:지난 일\nDTSTART:20260101T090000"

    made = import_events(upload(kim, meeting, weekly, past), kind="meeting", today=TODAY, actor=kim)

    assert made == (2, 0, 1)
    rows = Activity.objects.order_by("pk")
    assert [(row.title, row.starts_at, row.owner) for row in rows] == [
        ("회의", moment("2026-03-04T09:00"), kim),
        ("주간", moment("2026-03-02T09:00"), kim),
    ]
    assert rows[0].ends_at == moment("2026-03-04T10:00")
    assert rows[0].text == "3층"
    assert rows[1].series.rule == "FREQ=WEEKLY;BYDAY=MO"
    assert not CalendarUpload.objects.exists()

    again = upload(kim, meeting, weekly)
    assert [draft.refused for draft in drafts_of(again, today=TODAY)] == [
        "이미 가져온 일정입니다."
    ] * 2
    assert import_events(again, kind="meeting", today=TODAY, actor=kim) == (0, 2, 0)
    assert Activity.objects.count() == 2


def test_days_left_out_and_added_are_kept_and_told_to_other_calendars(kim):
    install_kinds()
    event = (
        "UID:w\nSUMMARY:주간회의\nDTSTART;TZID=Asia/Seoul:20990105T090000\nRRULE:FREQ=WEEKLY\n"
        "EXDATE;TZID=Asia/Seoul:20990105T090000,20990119T090000\n"
        "RDATE;TZID=Asia/Seoul:20990114T090000"
    )
    draft = one(event)
    assert (draft.left_out, draft.added, draft.refused) == (
        ("20990105T0900", "20990119T0900"), ("20990114T0900",), "",
    )  # fmt: skip

    import_events(upload(kim, event), kind="meeting", today=TODAY, actor=kim)

    row, days = Activity.objects.get(), []
    for _n in range(3):
        days.append(f"{row.starts_at.astimezone(SEOUL):%m%d}")
        row = make_next(row.series, at=row.due_at + timedelta(hours=1))
    assert days == ["0112", "0114", "0126"]
    feed = "\n".join(_series(row.series, [], CalendarFeed(person=kim)))
    assert "EXDATE;TZID=Asia/Seoul:20990119T090000" in feed
    assert "RDATE;TZID=Asia/Seoul:20990114T090000" in feed


def test_a_resident_number_in_a_title_leaves_that_one_out(kim):
    bad = "UID:a\nSUMMARY:900101-1234568\nDTSTART:20260304T090000"
    good = "UID:b\nSUMMARY:회의\nDTSTART:20260304T090000"
    made = import_events(upload(kim, bad, good), kind="meeting", today=TODAY, actor=kim)
    assert made == (1, 0, 1)
    assert Activity.objects.get().title == "회의"


def test_upload_look_and_bring_in(client, kim):
    install_kinds()
    client.force_login(kim)
    pages = [reverse(f"activities:calendar_import{end}") for end in ("", "_look")]
    assert client.get(pages[1]).status_code == 302
    answer = client.post(pages[0], {"file": SimpleUploadedFile("a.ics", b"hello")})
    assert (answer.status_code, "달력 파일(.ics)이 아닙니다" in answer.text) == (422, True)
    future = "UID:a\nSUMMARY:먼 회의\nDTSTART:20991201T090000"
    file = SimpleUploadedFile("a.ics", ics(future, "UID:b\nSUMMARY:깨진 일정"))
    assert client.post(pages[0], {"file": file}).status_code == 302
    text = client.get(pages[1]).text
    assert "먼 회의" in text
    assert "DTSTART" in text
    assert not Activity.objects.exists()
    assert client.post(pages[1], {"kind": "meeting"}).status_code == 302
    assert Activity.objects.get().title == "먼 회의"
