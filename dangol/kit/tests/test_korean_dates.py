from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.korean import (
    age_on,
    is_under_14,
    lunar_to_solar,
    next_anniversary,
    parse_date,
    parse_datetime,
    solar_to_lunar,
)
from dangol.kit.korean.dates import SEOUL

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-21", "2026.11.21.", "2026.11.21", "2026. 11. 21", "2026. 11. 21.", "26/11/21",
        "26.11.21", "'26.11.21",
        "20261121", "261121", "2026/11/21", "2026년 11월 21일", "2026년11월21일",
        "2026년 11월 21일 토요일",
        "2026-11-21(토)", "2026. 11. 21. (토)", "11/21/2026", "46347", 46347, 46347.75, "46347.0",
        "２０２６－１１－２１", "2026-11-21 09:12", "2026. 11. 21. 오후 2:30",
        "2026-11-20T20:00:00Z",
        DAY, datetime(2026, 11, 20, 20, tzinfo=UTC),
    ],
)  # fmt: skip
def test_reads_a_day(cell):
    assert parse_date(cell) == DAY


@pytest.mark.parametrize(
    "cell",
    ["", "없음", "2026-02-30", "2026-13-01", "13.5", "2026", "2026년 11월", "99991231", True,
    12.0, 1e300, float("nan"), "오후 3:20",
     "2026-11-21 25:00", "2026-11-21 오후 13:00", "٢٠٢٦-١١-٢١x", "010-1234-5678"],
)  # fmt: skip
def test_refuses_what_is_no_day(cell):
    assert parse_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "hour", "minute", "second"),
    [
        ("2026-11-21", 0, 0, 0),
        ("2026-11-21 14:30", 14, 30, 0),
        ("2026-11-21T14:30:05", 14, 30, 5),
        ("2026. 11. 21. 오후 2:30", 14, 30, 0),
        ("2026년 11월 21일 (토) 오전 9:12", 9, 12, 0),
        ("2026-11-21 오전 12:05", 0, 5, 0),
        ("2026-11-21 오후 12:05", 12, 5, 0),
        ("2026-11-21 2:05 PM", 14, 5, 0),
        ("2026-11-21 14시 30분 5초", 14, 30, 5),
        ("2026-11-21 14시", 14, 0, 0),
        ("2026-11-21T00:30:00Z", 9, 30, 0),
        ("2026-11-21T09:12:33.123+09:00", 9, 12, 33),
        (46347.5, 12, 0, 0),
    ],
)
def test_reads_a_moment_in_seoul(cell, hour, minute, second):
    assert parse_datetime(cell) == datetime(2026, 11, 21, hour, minute, second, tzinfo=SEOUL)


def test_two_digit_years_go_by_excel():
    assert parse_date("29.01.02") == date(2029, 1, 2)
    assert parse_date("30.01.02") == date(1930, 1, 2)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back(day):
    assert parse_date(day.isoformat()) == parse_date(f"{day:%Y%m%d}") == day
    assert parse_date(f"{day.year}년 {day.month}월 {day.day}일") == day
    assert parse_date(f"{day.month}/{day.day}/{day.year}") == day


@given(st.text(max_size=20) | st.floats() | st.integers())
def test_no_cell_breaks_it(cell):
    parse_date(cell)


def test_full_years():
    assert age_on(date(2012, 11, 22), DAY) == 13
    assert is_under_14(date(2012, 11, 22), DAY)
    assert not is_under_14(date(2012, 11, 22), date(2026, 11, 22))
    assert [age_on(date(2004, 2, 29), date(2023, *day)) for day in ((2, 28), (3, 1))] == [18, 19]
    assert age_on(date(2004, 2, 29), date(2024, 2, 29)) == 20


def test_the_lunar_calendar():
    assert lunar_to_solar(2026, 1, 1) == date(2026, 2, 17)
    assert lunar_to_solar(2026, 8, 15) == date(2026, 9, 25)
    assert lunar_to_solar(2025, 6, 1, True) == date(2025, 7, 25)
    assert lunar_to_solar(2026, 6, 1, True) is None
    assert (
        lunar_to_solar(2026, 13, 1)
        is lunar_to_solar(2026, 1, 31)
        is lunar_to_solar(2051, 1, 1)
        is None
    )
    assert solar_to_lunar(date(2025, 7, 25)) == (2025, 6, 1, True)
    assert solar_to_lunar(date(2060, 1, 1)) is None


@given(st.dates(date(1900, 1, 31), date(2050, 11, 1)))
def test_lunar_days_go_there_and_back(day):
    assert lunar_to_solar(*solar_to_lunar(day)) == day


@pytest.mark.parametrize(
    ("month", "day", "calendar", "leap", "on", "next_day"),
    [
        (11, 21, "solar", False, DAY, DAY),
        (11, 20, "solar", False, DAY, date(2027, 11, 20)),
        (2, 29, "solar", False, date(2026, 1, 1), date(2026, 2, 28)),
        (2, 29, "solar", False, date(2028, 1, 1), date(2028, 2, 29)),
        (8, 15, "lunar", False, DAY, date(2027, 9, 15)),
        (12, 1, "lunar", False, date(2026, 1, 1), date(2026, 1, 19)),
        (12, 30, "lunar", False, date(2026, 1, 21), date(2026, 2, 16)),
        (6, 1, "lunar", True, date(2025, 1, 1), date(2025, 7, 25)),
        (6, 1, "lunar", True, date(2026, 1, 1), date(2026, 7, 14)),
        (1, 1, "lunar", False, date(2051, 6, 1), None),
    ],
)
def test_the_next_anniversary(month, day, calendar, leap, on, next_day):
    assert next_anniversary(month, day, calendar, leap, on=on) == next_day
