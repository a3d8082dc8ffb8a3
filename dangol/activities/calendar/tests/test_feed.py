"""The private address for calendar programs, read back by an independent parser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from dangol.activities.acts.series import repeat
from dangol.activities.acts.services import move_activity
from dangol.activities.calendar.services import end_feed, renew_feed
from dangol.activities.models import CalendarFeed
from dangol.activities.testing import install_kinds, make_done, make_todo
from dangol.audit.models import Access
from dangol.customers.testing import make_customer

NASTY = "견적; 설명, 둘\\째 줄\r\nBEGIN:VEVENT\nDTSTART:19700101"


def at(days=1, hour=10):
    today = timezone.localtime().replace(hour=hour, minute=0, second=0, microsecond=0)
    return today + timedelta(days=days)


def address(person, **values):
    values = {"has_team": False, "is_busy_only": False, **values}
    _feed, token = renew_feed(person, at=timezone.now(), **values)
    return reverse("activities:feed", args=[token])


def events(answer):
    calendar = Calendar.from_ical(answer.content)
    return list(calendar.walk("VEVENT"))


def test_a_to_do_is_an_event_in_seoul_with_its_reminder(client, kim):
    customer = make_customer(kim, "한빛상사", kind="company")
    todo = make_todo(
        kim, at(), ends=at(hour=11), title="견적 설명", customer=customer, text=NASTY,
        reminder_at=at() - timedelta(minutes=30),
    )  # fmt: skip
    make_todo(kim, at().date(), title="세금계산서")
    answer = client.get(address(kim))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    by_title = {str(one["SUMMARY"]): one for one in events(answer)}
    timed = by_title["견적 설명 · 한빛상사"]
    assert (timed["DTSTART"].dt, timed["DTEND"].dt) == (at(), at(hour=11))
    assert timed["DTSTART"].params["TZID"] == "Asia/Seoul"
    assert timed["SEQUENCE"] == todo.version - 1
    assert timed.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-30)
    assert str(timed["DESCRIPTION"]) == NASTY.replace("\r\n", "\n")
    whole = by_title["세금계산서"]
    assert whole["DTEND"].dt - whole["DTSTART"].dt == timedelta(days=1)
    zone = Calendar.from_ical(answer.content).walk("VTIMEZONE")[0]
    assert zone["TZID"] == "Asia/Seoul"


def test_lines_are_folded_as_the_rfc_says(client, kim):
    """RFC 5545 3.1, by hand: CRLF everywhere, 75 bytes at most, no sign cut in two."""
    make_todo(kim, at(), title="가" * 120, text="나" * 900)
    raw = client.get(address(kim)).content
    assert raw.endswith(b"\r\n")
    lines = raw.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()
    unfolded = raw.replace(b"\r\n ", b"").decode().split("\r\n")
    assert f"SUMMARY:{'가' * 120}" in unfolded
    assert all(line.partition(":")[0].partition(";")[0].replace("-", "").isalpha()
               for line in unfolded if line)  # fmt: skip
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("END:VEVENT") == 1


def test_moving_keeps_the_uid_and_counts_the_sequence(client, kim):
    todo, feed = make_todo(kim, at(), title="견적"), address(kim)
    before = events(client.get(feed))[0]
    move_activity(todo, due=at(days=2), actor=kim)
    after = events(client.get(feed))[0]
    assert (before["UID"], before["SEQUENCE"] + 1) == (after["UID"], after["SEQUENCE"])
    assert after["DTSTART"].dt == at(days=2)


def test_a_series_is_one_rule_and_a_moved_occurrence_an_exception(client, kim):
    install_kinds()
    first = repeat("FREQ=DAILY;COUNT=5", owner=kim, due=at(), actor=kim, kind="call", title="안부")
    feed = address(kim)
    only = events(client.get(feed))
    assert len(only) == 1
    assert only[0]["RRULE"].to_ical() == b"FREQ=DAILY;COUNT=5"
    move_activity(first, due=at(hour=15), actor=kim)
    rule, moved = events(client.get(feed))
    assert moved["UID"] == rule["UID"]
    assert (moved["RECURRENCE-ID"].dt, moved["DTSTART"].dt) == (at(), at(hour=15))


def test_what_changed_not_is_not_sent_again(client, kim):
    make_todo(kim, at())
    feed = address(kim)
    etag = client.get(feed).headers["ETag"]
    assert client.get(feed, headers={"If-None-Match": etag}).status_code == 304
    make_todo(kim, at(2))
    assert client.get(feed, headers={"If-None-Match": etag}).status_code == 200


def test_busy_only_tells_no_name_and_no_title(client, kim):
    make_todo(kim, at(), title="비밀 협상", customer=make_customer(kim, "한빛상사"), text="내용")
    text = client.get(address(kim, is_busy_only=True)).content.decode()
    assert "SUMMARY:바쁨" in text
    for hidden in ("비밀", "한빛", "내용"):
        assert hidden not in text


def test_only_what_its_owner_may_see(client, kim, lee, park):
    make_todo(kim, at(), title="김의 일")
    make_todo(park, at(), title="박의 일")
    make_done(lee, timezone.now() - timedelta(hours=2), at=timezone.now(), title="이의 일")
    assert "이의 일" not in client.get(address(kim, has_team=True)).content.decode()
    mine = client.get(address(lee)).content.decode()
    assert "이의 일" in mine
    assert "김의 일" not in mine
    team = client.get(address(lee, has_team=True)).content.decode()
    assert "김의 일 · 김하늘" in team
    assert "박의 일" not in team


@pytest.mark.parametrize("end", ["renewed", "ended", "left"])
def test_an_old_address_leads_nowhere(client, kim, end):
    old = address(kim)
    assert client.get(old).status_code == 200
    if end == "renewed":
        assert client.get(address(kim)).status_code == 200
    elif end == "ended":
        end_feed(CalendarFeed.objects.get())
    else:
        type(kim).objects.filter(pk=kim.pk).update(is_active=False)
    assert client.get(old).status_code == 404
    assert client.get(reverse("activities:feed", args=["x" * 43])).status_code == 404


def test_nobody_writes_through_it_and_reading_is_logged_once_a_day(client, kim):
    make_todo(kim, at(), customer=make_customer(kim))
    feed = address(kim)
    assert client.post(feed).status_code == 405
    for _again in range(3):
        client.get(feed)
    assert Access.objects.filter(actor=kim, act="list").count() == 1


def test_the_address_is_shown_once(client, kim):
    client.force_login(kim)
    page = reverse("activities:feed_settings")
    text = client.post(page, {"act": "renew", "is_busy_only": "on"}).text
    assert "/activities/calendar/feed/" in text
    assert ".ics" not in client.get(page).text
    assert CalendarFeed.objects.get().is_busy_only
    client.post(page, {"act": "save"})
    assert not CalendarFeed.objects.get().is_busy_only
    client.post(page, {"act": "end"})
    assert not CalendarFeed.objects.exists()


def test_many_events_cost_no_more_queries(client, kim, django_assert_num_queries):
    feed = address(kim)
    make_todo(kim, at(), customer=make_customer(kim))
    client.get(feed)
    for n in range(10):
        make_todo(kim, at(n), customer=make_customer(kim, f"고객{n}"))
    with django_assert_num_queries(8):
        client.get(feed)
