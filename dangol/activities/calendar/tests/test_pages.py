"""What stands on whose calendar, and moving it."""

import json
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.accounts.absences.services import add_absence
from dangol.activities.acts.services import cancel_activity
from dangol.activities.calendar import queries
from dangol.activities.models import Activity, CalendarPreference, Series
from dangol.activities.testing import make_done, make_todo
from dangol.codes.queries import code_by_key
from dangol.customers.testing import make_customer, moment

PAGE = reverse("activities:calendar")


def page(client, **query):
    query = {"on": "2026-03-04", "view": "week", **query}
    return client.get(PAGE, query)


def moved(client, todo, **values):
    return client.post(reverse("activities:event_move", args=[todo.pk]), values)


def when(todo):
    todo.refresh_from_db()
    local = timezone.localtime
    end = f"{local(todo.ends_at):%d %H:%M}" if todo.ends_at else ""
    return f"{local(todo.starts_at):%d %H:%M}", end, todo.is_all_day


@pytest.mark.parametrize("view", ["day", "week", "month", "agenda"])
def test_every_view_shows_plans_and_history_holidays_and_absences(client, kim, lee, view):
    customer = make_customer(kim, "한빛상사")
    make_todo(kim, moment("2026-03-04T14:00"), title="견적 설명", customer=customer)
    make_done(kim, moment("2026-03-04T09:00"), title="안부 전화")
    gone = make_todo(kim, moment("2026-03-04T10:00"), title="취소한 일")
    cancel_activity(gone, at=moment("2026-03-02T10:00"), actor=kim)
    make_todo(lee, moment("2026-03-04T14:00"), title="남의 일")
    add_absence(person=kim, starts_on=date(2026, 3, 4), ends_on=date(2026, 3, 4), actor=kim)
    client.force_login(kim)

    text = page(client, view=view).text

    for shown in ("견적 설명", "한빛상사", "안부 전화", "14:00"):
        assert shown in text
    assert "취소한 일" not in text
    assert "남의 일" not in text
    assert ("김하늘 부재" in text) is (view != "agenda")
    assert ("삼일절 대체공휴일" in text) is (view in ("week", "month"))


def test_a_leader_chooses_team_or_person_and_a_stranger_cannot(client, kim, lee, park):
    make_todo(kim, moment("2026-03-04T14:00"), title="견적 설명")
    client.force_login(lee)
    assert "견적 설명" not in page(client).text
    assert "견적 설명" in page(client, whose="team").text
    assert "견적 설명" in page(client, whose=str(kim.pk)).text
    client.force_login(park)
    for whose in ("team", str(kim.pk), "' or 1=1", "9" * 30):
        assert "견적 설명" not in page(client, whose=whose).text


def test_the_week_begins_as_the_person_likes(client, kim):
    client.force_login(kim)
    assert page(client).text.index(">일<") < page(client).text.index(">월<")
    answer = client.post(
        reverse("activities:calendar_settings"), {"first_day": "monday", "view": "month"}
    )
    assert answer.status_code == 302
    assert CalendarPreference.objects.get(person=kim).view == "month"
    text = client.get(PAGE, {"on": "2026-03-04"}).text
    assert 'data-calendar="month"' in text
    assert text.index('data-cell="2026-02-23"') < text.index('data-cell="2026-03-01"')


def test_repeating_to_dos_are_shown_ahead_of_their_rows(client, kim):
    todo = make_todo(kim, moment("2026-03-03T10:00"), title="주간 회의", kind="meeting")
    series = Series.objects.create(
        rule="FREQ=WEEKLY;BYDAY=TU",
        starts_at=todo.starts_at,
        owner=kim,
        values={"title": "주간 회의", "kind": todo.kind_id, "seconds": 3600, "is_all_day": False},
    )
    source = f"series:{series.pk}:20260303T1000"
    Activity.objects.filter(pk=todo.pk).update(series=series, source=source)
    client.force_login(kim)

    text = page(client, view="month").text

    grid = text[: text.index("card flush agenda")]
    assert grid.count("주간 회의") == 5  # 3, 10, 17, 24, 31
    assert grid.count("ev ahead") == 4


def test_the_number_of_queries_is_the_same_for_one_and_for_many(
    client, kim, django_assert_num_queries
):
    client.force_login(kim)
    make_todo(kim, moment("2026-03-04T09:00"), customer=make_customer(kim))
    page(client)
    for n in range(12):
        make_todo(kim, moment(f"2026-03-04T{n + 9:02}:00"), customer=make_customer(kim, f"고객{n}"))
    with django_assert_num_queries(11):
        page(client)


@pytest.mark.parametrize("view", ["week", "month", "agenda", "day"])
def test_of_a_full_day_the_first_are_shown_and_the_rest_counted(client, kim, monkeypatch, view):
    monkeypatch.setitem(queries.A_DAY, view, 2)
    make_todo(kim, moment("2026-03-01T08:00"), ends=moment("2026-03-04T18:00"), title="출장")
    for hour in (9, 10, 11):
        make_todo(kim, moment(f"2026-03-04T{hour:02}:00"), title=f"{hour}시 일")
    make_todo(kim, moment("2026-03-05T09:00"), title="다음 날 일")
    client.force_login(kim)

    text = page(client, view=view).text

    # a journey that began before the first day of the view is the first of two on that day
    begins_there = view in ("day", "agenda")
    shown = [f"{hour}시 일" in text for hour in (9, 10, 11)]
    assert shown == [True, not begins_there, False]
    assert f"+{2 if begins_there else 1}건" in text
    assert ("다음 날 일" in text) is (view != "day")


def test_dropping_on_another_day_keeps_the_hour(client, kim):
    todo = make_todo(kim, moment("2026-03-04T14:00"), ends=moment("2026-03-04T15:30"))
    client.force_login(kim)

    answer = moved(client, todo, day="2026-03-06")

    assert answer.status_code == 204
    assert when(todo) == ("06 14:00", "06 15:30", False)
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert client.post(undo).status_code == 204
    assert when(todo) == ("04 14:00", "04 15:30", False)


def test_dropping_on_an_hour_keeps_the_length_and_stretching_changes_it(client, kim):
    todo = make_todo(kim, moment("2026-03-04T14:00"), ends=moment("2026-03-04T15:00"))
    client.force_login(kim)
    moved(client, todo, day="2026-03-05", hour="09:15")
    assert when(todo) == ("05 09:15", "05 10:15", False)
    moved(client, todo, day="2026-03-05", hour="09:15", end_hour="11:00")
    assert when(todo) == ("05 09:15", "05 11:00", False)


def test_a_whole_day_gets_an_hour_and_gives_it_back(client, kim):
    todo = make_todo(kim, date(2026, 3, 4))
    client.force_login(kim)
    moved(client, todo, day="2026-03-05")
    assert when(todo) == ("05 00:00", "", True)
    moved(client, todo, day="2026-03-05", hour="10:00", end_hour="11:00")
    assert when(todo) == ("05 10:00", "05 11:00", False)
    moved(client, todo, day="2026-03-05", hour="")
    assert when(todo) == ("05 00:00", "", True)


def test_what_cannot_be_is_said_and_changes_nothing(client, kim):
    todo = make_todo(kim, moment("2026-03-04T14:00"))
    done = make_done(kim, moment("2026-03-02T09:00"), at=moment("2026-03-02T10:00"))
    client.force_login(kim)
    answer = moved(client, todo, day="2026-03-04", hour="14:00", end_hour="13:00")
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["bad"]
    answer = moved(client, done, day="2026-03-05")
    assert "이미 완료된" in json.loads(answer.headers["HX-Trigger"])["toast"]["text"]
    assert moved(client, todo, day="어제").status_code == 404
    assert when(todo) == ("04 14:00", "", False)


def test_a_stale_page_does_not_put_back_what_was_moved_meanwhile(client, kim):
    todo = make_todo(kim, moment("2026-03-04T14:00"), ends=moment("2026-03-04T15:00"))
    client.force_login(kim)
    assert f'data-event="{todo.pk}" data-version="1"' in page(client).text
    other = moved(client, todo, day="2026-03-05", hour="09:00", version="1")
    assert other.status_code == 204

    answer = moved(client, todo, day="2026-03-04", hour="14:00", end_hour="16:00", version="1")

    assert answer.status_code == 409
    said = json.loads(answer.headers["HX-Trigger"])
    assert (said["toast"]["bad"], said["activities"]) == (True, True)  # the page is drawn anew
    assert "다른 사람이 이 일정을 바꾸었습니다" in said["toast"]["text"]
    assert when(todo) == ("05 09:00", "05 10:00", False)
    moved(client, todo, day="2026-03-06", version="2")
    assert client.post(json.loads(other.headers["HX-Trigger"])["toast"]["undo"]).status_code == 409
    assert when(todo) == ("06 09:00", "06 10:00", False)


def test_strangers_neither_see_nor_move(client, kim, park):
    todo = make_todo(kim, moment("2026-03-04T14:00"))
    client.force_login(park)
    assert client.get(reverse("activities:event", args=[todo.pk])).status_code == 404
    assert moved(client, todo, day="2026-03-06").status_code == 404
    assert when(todo)[0] == "04 14:00"


def test_the_panel_moves_without_dragging(client, kim):
    todo = make_todo(kim, moment("2026-03-04T14:00"), title="견적 설명")
    panel = reverse("activities:event", args=[todo.pk])
    client.force_login(kim)
    assert 'value="14:00"' in client.get(panel, headers={"HX-Request": "true"}).text
    values = {"day": "2026-03-09", "hour": "16:00", "end_hour": "", "version": todo.version}
    assert client.post(panel, values).status_code == 204
    assert when(todo)[0] == "09 16:00"
    stale = client.post(panel, {**values, "version": 1, "day": "2026-03-10"})
    assert (stale.status_code, "다른 사람이" in stale.text) == (422, True)


def test_what_a_reminder_rule_made_bears_its_mark(client, kim):
    todo = make_todo(kim, moment("2026-03-04T14:00"), kind="call")
    Activity.objects.filter(pk=todo.pk).update(made_by_rule="alert:1")
    client.force_login(kim)
    assert "자동영업알림" in page(client).text
    assert code_by_key("activity_kind", "call").label in page(client).text
