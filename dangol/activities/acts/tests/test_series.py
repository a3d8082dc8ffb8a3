from contextlib import suppress
from datetime import date, timedelta
from time import process_time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from dangol.activities.acts.reminders import remind
from dangol.activities.acts.series import (
    change_following,
    checked_rule,
    end_series,
    make_due,
    repeat,
)
from dangol.activities.acts.services import (
    cancel_activity,
    complete_activity,
    edit_activity,
    move_activity,
)
from dangol.activities.models import Activity
from dangol.activities.testing import NOW, install_kinds, make_todo
from dangol.customers.parties.services import remove_customer
from dangol.customers.testing import make_customer, moment
from dangol.workspace.models import Notice


def weekly(kim, due=NOW, rule="매주", **values):
    install_kinds()
    values.setdefault("kind", "todo")
    return repeat(rule, owner=kim, due=due, actor=kim, title="주간 보고", **values)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("매주", "FREQ=WEEKLY"),
        ("rrule:freq=monthly;bymonthday=25", "FREQ=MONTHLY;BYMONTHDAY=25"),
        ("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261231T000000Z", None),
        ("FREQ=MONTHLY;BYDAY=-1FR", None),
    ],
)
def test_rules_are_read(text, rule):
    assert checked_rule(text) == rule or text


@pytest.mark.parametrize(
    "text",
    [
        "", "가끔", "FREQ=SECONDLY", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;BYDAY=XX", "INTERVAL=2",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", "FREQ=DAILY;COUNT=-1", "FREQ", "FREQ=DAILY;;=",
        "DTSTART:20260101\nRRULE:FREQ=DAILY", "FREQ=MONTHLY;BYSETPOS=4", "FREQ=DAILY;BYHOUR=99",
        "FREQ=DAILY;" + "BYMONTH=1;" * 60,
    ],
)  # fmt: skip
def test_broken_rules_are_refused(text):
    with pytest.raises(ValidationError, match="반복 규칙을 읽지"):
        checked_rule(text)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(
    ["FREQ=DAILY", "FREQ=MONTHLY", "FREQ=YEARLY", "INTERVAL=3", "COUNT=2", "BYDAY=5MO", "BYMONTH=2",
     "BYMONTHDAY=30", "BYMONTHDAY=-31", "BYSETPOS=-1", "UNTIL=20200101", "WKST=SU", "BYDAY=SU"]
), max_size=6).map(";".join))  # fmt: skip
def test_any_rule_is_taken_or_refused_at_once(text):
    before = process_time()
    with suppress(ValidationError):
        checked_rule(text)

    assert process_time() - before < 2


def test_the_next_comes_when_one_is_done(kim):
    first = weekly(kim, ends=NOW + timedelta(hours=1), reminder_at=NOW - timedelta(minutes=10))

    complete_activity(first, at=NOW + timedelta(hours=2), actor=kim)

    following = Activity.objects.open().get()
    assert (following.starts_at, following.ends_at) == (
        moment("2026-03-09T10:00"),
        moment("2026-03-09T11:00"),
    )
    assert following.reminder_at == moment("2026-03-09T09:50")
    assert (following.title, following.series) == ("주간 보고", first.series)


def test_done_early_it_comes_at_its_place(kim):
    first = weekly(kim)

    complete_activity(first, at=NOW - timedelta(days=2), actor=kim)

    assert Activity.objects.open().get().starts_at == moment("2026-03-09T10:00")


def test_the_night_makes_what_nobody_finished_once(kim):
    weekly(kim, date(2026, 3, 2))

    assert make_due(at=moment("2026-03-02T23:00")) == 0
    assert make_due(at=moment("2026-03-03T00:05")) == 1
    assert make_due(at=moment("2026-03-03T00:05")) == 0
    assert Activity.objects.latest("pk").due_at == moment("2026-03-09T23:59:59")


def test_weeks_nobody_looked_are_not_made_up(kim):
    weekly(kim)

    assert make_due(at=moment("2026-04-15T00:05")) == 1
    assert Activity.objects.latest("pk").starts_at == moment("2026-04-20T10:00")


def test_this_one_may_differ_and_the_rest_does_not_follow(kim):
    first = weekly(kim)
    moved = move_activity(first, due=moment("2026-03-04T15:00"), actor=kim)

    complete_activity(moved, at=moment("2026-03-04T16:00"), actor=kim)

    assert Activity.objects.open().get().starts_at == moment("2026-03-09T10:00")


def test_all_that_follow_may_change(kim, lee):
    first = weekly(kim)
    edit_activity(first, at=NOW, actor=kim, title="월간 보고", due=moment("2026-03-03T15:00"))
    first.refresh_from_db()

    change_following(first, actor=kim, rule="매월")
    cancel_activity(first, at=NOW, actor=kim)

    following = Activity.objects.open().get()
    assert (following.title, following.starts_at) == ("월간 보고", moment("2026-04-03T15:00"))


def test_an_ended_series_and_one_that_runs_out_stop(kim):
    first = weekly(kim)
    end_series(first, at=NOW, actor=kim)
    complete_activity(first, at=NOW, actor=kim)
    last = weekly(kim, rule="FREQ=WEEKLY;COUNT=1")
    complete_activity(last, at=NOW, actor=kim)

    assert not Activity.objects.open().exists()
    last.series.refresh_from_db()
    assert last.series.ended_at == NOW


def test_a_series_ends_with_its_customer(kim):
    customer = make_customer(kim)
    series = weekly(kim, customer=customer).series
    remove_customer(customer, actor=kim)

    assert make_due(at=moment("2026-03-10T00:05")) == 0
    series.refresh_from_db()
    assert not Activity.objects.exists()


def test_a_reminder_rings_once(kim):
    make_todo(kim, NOW, title="재통화", reminder_at=NOW - timedelta(minutes=10))
    make_todo(kim, NOW, reminder_at=NOW - timedelta(days=3))

    assert remind(at=NOW - timedelta(minutes=11)) == 0
    assert remind(at=NOW - timedelta(minutes=9)) == 1
    assert remind(at=NOW) == 0
    notice = Notice.objects.get(user=kim)
    assert notice.text == "3월 2일 10:00 할 일: 재통화"
