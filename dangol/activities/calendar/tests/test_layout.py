"""Days of views, and events beside each other."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.activities.calendar.layout import (
    Day,
    Event,
    beside_each_other,
    days_of,
    neighbours,
    span_of,
)

MONDAY = date(2026, 3, 2)


def event(start: str, end: str, pk: int = 1, **values) -> Event:
    starts, ends = (datetime.fromisoformat(f"2026-03-{text}") for text in (start, end))
    return Event(pk, "", starts, ends, values.pop("is_all_day", False), **values)


@pytest.mark.parametrize(
    ("view", "sunday_first", "first", "last"),
    [
        ("day", True, "2026-03-02", "2026-03-02"),
        ("week", True, "2026-03-01", "2026-03-07"),
        ("week", False, "2026-03-02", "2026-03-08"),
        ("month", True, "2026-03-01", "2026-04-04"),
        ("month", False, "2026-02-23", "2026-04-05"),
        ("agenda", True, "2026-03-02", "2026-03-31"),
    ],
)
def test_the_days_of_a_view(view, sunday_first, first, last):
    found = span_of(view, MONDAY, sunday_first=sunday_first)
    assert [day.isoformat() for day in found] == [first, last]


def test_months_follow_each_other_from_any_day():
    assert neighbours("month", date(2026, 1, 31)) == (date(2025, 12, 1), date(2026, 2, 1))
    assert neighbours("week", MONDAY) == (date(2026, 2, 23), date(2026, 3, 9))


def lanes(*events):
    beside_each_other(list(events))
    return [(one.lane, one.lanes) for one in events]


def test_overlapping_events_share_the_width():
    assert lanes(
        event("02T09:00", "02T10:00"),
        event("02T09:30", "02T11:00"),
        event("02T10:00", "02T10:30"),
        event("02T13:00", "02T14:00"),
    ) == [(0, 2), (1, 2), (0, 2), (0, 1)]


def test_a_short_one_is_high_enough_to_be_in_the_way():
    assert lanes(event("02T09:00", "02T09:00"), event("02T09:20", "02T09:40")) == [(0, 2), (1, 2)]


def test_long_ones_stand_on_each_of_their_days_and_not_beyond():
    trip = event("01T00:00", "03T23:59:59", is_all_day=True)
    night = event("02T23:00", "03T01:00", pk=2)
    call = event("02T09:00", "02T09:30", pk=3)
    days = days_of(MONDAY, MONDAY + timedelta(days=2), [call, night, trip], today=MONDAY)
    assert [[e.pk for e in day.whole] for day in days] == [[1, 2], [1, 2], []]
    assert [[e.pk for e in day.timed] for day in days] == [[3], [], []]


def test_what_ends_at_midnight_is_not_on_the_next_day():
    assert not event("02T22:00", "03T00:00").is_long


def test_a_cell_shows_three_and_counts_the_rest():
    events = [event(f"02T{hour:02}:00", f"02T{hour:02}:30", pk=hour) for hour in range(9, 14)]
    day = days_of(MONDAY, MONDAY, events, today=MONDAY)[0]
    assert ([e.pk for e in day.shown], day.hidden) == ([9, 10, 11], 2)


def test_the_lunar_day_with_its_leap_month():
    assert Day(date(2026, 2, 17)).lunar == "1.1"
    assert Day(date(2025, 7, 25)).lunar == "윤6.1"


spans = st.tuples(st.integers(0, 1380), st.integers(0, 300))


@given(st.lists(spans, max_size=25))
def test_no_event_covers_another(found):
    day = datetime.fromisoformat("2026-03-02")
    events = [
        Event(n, "", day + timedelta(minutes=at), day + timedelta(minutes=at + length), False)
        for n, (at, length) in enumerate(sorted(found))
    ]
    beside_each_other(events)

    def box(one):
        return one.lane / one.lanes, (one.lane + 1) / one.lanes, one.top, one.top + one.height

    for one in events:
        assert 0 <= one.lane < one.lanes
        for other in events[: one.pk]:
            left, right, top, bottom = box(one)
            its_left, its_right, its_top, its_bottom = box(other)
            beside = right <= its_left + 1e-9 or its_right <= left + 1e-9
            assert beside or bottom <= its_top or its_bottom <= top
