"""Which days are worked, and how working time is counted (KOREA 8)."""

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dangol.codes import preferences
from dangol.codes.calendar.hours import WorkPreferences
from dangol.codes.calendar.models import SpecialDay
from dangol.codes.calendar.queries import (
    add_business_minutes,
    business_minutes_between,
    day_note,
    day_notes,
    is_business_day,
    next_business_day,
)
from dangol.codes.calendar.services import clear_day, set_days
from dangol.codes.memory import forget_all

SEOUL = ZoneInfo("Asia/Seoul")
Kind = SpecialDay.Kind
HOLIDAYS_2026 = (
    "01-01 02-16 02-17 02-18 03-01 03-02 05-01 05-05 05-24 05-25 06-03 06-06 07-17 08-15 08-17 "
    "09-24 09-25 09-26 10-03 10-05 10-09 12-25"
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


def test_the_holidays_of_2026_with_their_substitutes(db):
    found = day_notes(date(2026, 1, 1), date(2026, 12, 31))

    assert [f"{day:%m-%d}" for day in found] == HOLIDAYS_2026.split()
    assert all(note.is_red and note.is_off for note in found.values())
    assert found[date(2026, 5, 1)].name == "노동절"
    assert found[date(2026, 10, 5)].name == "개천절 대체공휴일"
    assert found[date(2026, 12, 25)].name == "성탄절"


@pytest.mark.parametrize("day", ["05-03", "07-19", "08-16", "10-04", "10-11", "12-27", "02-09"])
def test_the_substitutes_of_2027(db, day):
    assert not is_business_day(date.fromisoformat(f"2027-{day}"))


def test_new_year_and_memorial_day_have_no_substitute(db):
    # 2028-01-01 is a Saturday; 2027-06-06 a Sunday
    assert is_business_day(date(2028, 1, 3))
    assert is_business_day(date(2027, 6, 7))


@pytest.mark.realdata
@pytest.mark.skipif("DANGOL_REALDATA" not in os.environ, reason="no public data sets here")
def test_the_published_list_of_2026(db):
    path = Path(os.environ["DANGOL_REALDATA"], "korea", "kr_vectors.json")
    days = json.loads(path.read_text())["holidays"]["2026"]
    found = day_notes(date(2026, 1, 1), date(2026, 12, 31))
    assert [day.isoformat() for day in found] == days


def test_names_in_english(db):
    with translation.override("en"):
        assert day_note(date(2026, 10, 9)).name == "Hangul Day"


def test_a_ticket_of_four_hours_over_a_long_weekend(db):
    """KOREA 8: Friday evening, 개천절 on Saturday, its substitute on Monday."""
    due = add_business_minutes(at("2026-10-02T17:30"), 240)

    assert due == at("2026-10-06T13:30")
    assert business_minutes_between(at("2026-10-02T17:30"), due) == 240


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-11-23T09:00", 0, "2026-11-23T09:00"),
        ("2026-11-21T10:00", 0, "2026-11-21T10:00"),
        ("2026-11-21T10:00", 1, "2026-11-23T09:01"),
        ("2026-11-23T11:59", 1, "2026-11-23T12:00"),
        ("2026-11-23T12:00", 1, "2026-11-23T13:01"),
        ("2026-11-23T12:30", 1, "2026-11-23T13:01"),
        ("2026-11-23T09:00", 480, "2026-11-23T18:00"),
        ("2026-11-23T09:00", 481, "2026-11-24T09:01"),
        ("2026-11-23T23:59", 60, "2026-11-24T10:00"),
        ("2026-02-13T18:00", 1, "2026-02-19T09:01"),
    ],
)
def test_working_time_is_added(db, start, minutes, due):
    assert add_business_minutes(at(start), minutes) == at(due)


def test_moments_of_other_zones_are_those_of_seoul(db):
    start = datetime.fromisoformat("2026-10-02T08:30+00:00")
    assert add_business_minutes(start, 240) == at("2026-10-06T13:30")


def test_time_running_backwards_is_none(db):
    assert business_minutes_between(at("2026-11-24T10:00"), at("2026-11-23T10:00")) == 0


def test_seconds_count_but_only_whole_minutes_are_told(db):
    start = at("2026-11-23T09:00:30")
    assert business_minutes_between(start, at("2026-11-23T09:02:29")) == 1
    assert add_business_minutes(start, 1) == at("2026-11-23T09:01:30")


def test_a_holiday_announced_late_and_a_company_day_off(db):
    set_days(starts_on=date(2026, 11, 23), kind=Kind.PUBLIC, name="임시공휴일", actor=None)
    set_days(
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 11, 25),
        kind=Kind.OFF,
        name="창립기념일",
        actor=None,
    )

    assert next_business_day(date(2026, 11, 21)) == date(2026, 11, 26)
    assert day_note(date(2026, 11, 23)).is_red
    assert not day_note(date(2026, 11, 25)).is_red


def test_a_day_of_work_on_a_holiday_or_weekend_is_a_whole_day(db):
    for day in (date(2026, 7, 17), date(2026, 11, 21)):
        set_days(starts_on=day, kind=Kind.WORK, name="근무일", actor=None)
        assert is_business_day(day)
    assert business_minutes_between(at("2026-11-21T00:00"), at("2026-11-22T00:00")) == 480

    clear_day(SpecialDay.objects.get(on=date(2026, 7, 17)), actor=None)
    assert not is_business_day(date(2026, 7, 17))


def test_saturday_morning_and_no_lunch(db):
    hours = WorkPreferences(lunch_from="", lunch_to="", saturday="morning", monday="off")
    preferences.put(hours, actor=None)

    assert business_minutes_between(at("2026-11-21T00:00"), at("2026-11-22T00:00")) == 180
    assert next_business_day(date(2026, 11, 22)) == date(2026, 11, 24)
    assert add_business_minutes(at("2026-11-24T12:00"), 30) == at("2026-11-24T12:30")


def test_a_fresh_calendar_costs_no_query(db, django_assert_num_queries):
    forget_all()
    with django_assert_num_queries(2):
        is_business_day(date(2026, 11, 23))
    with django_assert_num_queries(0):
        add_business_minutes(at("2026-11-23T09:00"), 10_000)
        business_minutes_between(at("2026-01-01T00:00"), at("2027-01-01T00:00"))


seconds = st.integers(0, 12 * 365 * 86_400)
moments = seconds.map(lambda n: at("2020-01-01T00:00") + timedelta(seconds=n))
minutes = st.integers(0, 20_000)
unhurried = settings(deadline=None)  # the first year asked for loads the library


class BusinessTimeIsArithmetic(TestCase):
    @unhurried
    @given(moments, minutes)
    def test_what_was_added_lies_between(self, start, n):
        due = add_business_minutes(start, n)
        assert due >= start
        assert business_minutes_between(start, due) == n

    @unhurried
    @given(moments, minutes, minutes)
    def test_adding_twice_is_adding_the_sum(self, start, a, b):
        one = add_business_minutes(add_business_minutes(start, a), b)
        assert one == add_business_minutes(start, a + b)

    @unhurried
    @given(moments, minutes, minutes)
    def test_more_is_never_earlier(self, start, a, b):
        few, many = sorted((a, b))
        assert add_business_minutes(start, few) <= add_business_minutes(start, many)

    @unhurried
    @given(moments, minutes.filter(bool))
    def test_a_due_moment_lies_in_working_time(self, start, n):
        due = add_business_minutes(start, n)
        assert is_business_day(due.date())
        assert business_minutes_between(due - timedelta(minutes=1), due) == 1

    @unhurried
    @given(st.lists(moments, min_size=3, max_size=3).map(sorted))
    def test_parts_make_the_whole(self, three):
        first, middle, last = (moment.replace(second=0, microsecond=0) for moment in three)
        parts = business_minutes_between(first, middle) + business_minutes_between(middle, last)
        assert parts == business_minutes_between(first, last)
