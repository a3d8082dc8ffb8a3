from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.automation.days import _lunar, _solar, days_for
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer
from dangol.kit.korean.dates import lunar_to_solar, next_anniversary, solar_to_lunar

births = st.dates(date(1900, 2, 1), date(2025, 12, 31))
days = st.dates(date(2026, 1, 1), date(2049, 12, 31))


@given(births, days)
def test_a_solar_day_is_listed_exactly_when_it_comes_round(birth, day):
    falls = next_anniversary(birth.month, birth.day, on=day) == day

    assert (birth in _solar(day)[0]) == falls


@given(births, days, st.booleans())
def test_a_lunar_day_is_listed_exactly_when_it_comes_round(birth, day, meant_leap):
    _year, month, number, leap = solar_to_lunar(birth)
    falls = leap == meant_leap and next_anniversary(month, number, "lunar", leap, on=day) == day

    assert (birth in _lunar(day, (meant_leap,))[0]) == falls


@given(births)
def test_every_birthday_comes_once_a_year(birth):
    _year, month, number, leap = solar_to_lunar(birth)
    first = lunar_to_solar(2030, 1, 1)
    year = [first + timedelta(n) for n in range((lunar_to_solar(2031, 1, 1) - first).days)]

    assert sum(next_anniversary(month, number, "lunar", leap, on=day) == day for day in year) == 1


@pytest.mark.parametrize(
    ("birth", "calendar", "comes"),
    [
        ("1988-02-29", "solar", date(2026, 2, 28)),
        ("1988-02-29", "solar", date(2028, 2, 29)),
        ("1990-08-15", "lunar", date(2026, 9, 25)),  # 추석
        ("2020-04-10", "leap", date(2026, 5, 26)),  # 2026 has no leap fourth month
        ("1985-02-30", "lunar", date(2026, 4, 16)),  # the second month of 2026 is short
    ],
)
def test_birthdays_as_customers_keep_them(kim, birth, calendar, comes):
    make_customer(
        kim, birth_on=birth, birth_calendar=calendar, guardian="보호자",
        guardian_confirmed_at="2020-01-01T00:00+09:00",
    )  # fmt: skip

    def found(day):
        rounds = days_for("birth_on", day, yearly=True, calendar="solar")
        return sum(Customer.objects.filter(one.q).count() for one in rounds)

    assert [found(comes + timedelta(n)) for n in (-1, 0, 1)] == [0, 1, 0]
