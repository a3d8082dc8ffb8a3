"""Commission, shares and spreading: exact to the won (KOREA 15)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.errors import Refused
from dangol.targets.commission import Terms, Tier, commission, read_tiers, split, spread, weighted

TIERS = (Tier(D(100), D(5)), Tier(D(120), D(8)), Tier(None, D(10)))
MILLION = 1_000_000


def paid(sold, quota, **terms):
    return sum(line.amount for line in commission(sold, quota, Terms(TIERS, **terms)))


def test_the_examples_of_the_book_come_out_exactly():
    assert paid(130 * MILLION, 100 * MILLION) == 7_600_000
    assert paid(130 * MILLION, 100 * MILLION, is_retroactive=True) == 13_000_000
    assert weighted([(10 * MILLION, 20), (5 * MILLION, 50), (3 * MILLION, 90)]) == 7_200_000


def test_every_step_is_a_line_and_a_cap_is_one_too():
    lines = commission(130 * MILLION, 100 * MILLION, Terms(TIERS, cap=7 * MILLION))

    assert [line.amount for line in lines] == [5_000_000, 1_600_000, 1_000_000, -600_000]
    assert lines[1].text == "₩20,000,000 × 8%"


@pytest.mark.parametrize(
    ("sold", "marginal", "retroactive"),
    [(0, 0, 0), (-5, 0, 0), (100, 5, 5), (120, 7, 10), (121, 7, 12)],
)
def test_the_edges_of_tiers(sold, marginal, retroactive):
    assert paid(sold, 100) == pytest.approx(marginal, abs=1)
    assert paid(sold, 100, is_retroactive=True) == pytest.approx(retroactive, abs=1)


def test_a_split_of_90_percent_is_refused():
    with pytest.raises(Refused, match="90%"):
        split(1_000, [D(50), D(40)])
    with pytest.raises(Refused):
        split(1_000, [D(150), D(-50)])
    assert split(1_000, [D("33.33"), D("33.33"), D("33.34")]) == [333, 333, 334]


@pytest.mark.parametrize(
    "text", ["", "100", "100: x", "120: 5\n100: 8", ": 5\n100: 8", "100: 101", "0: 5"]
)
def test_tiers_that_make_no_sense_are_refused(text):
    with pytest.raises(Refused):
        read_tiers(text)


def test_tiers_are_read_from_lines():
    assert read_tiers("100: 5\n120%: 8%\n: 10") == TIERS


@given(st.integers(0, 10**14), st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_nothing_is_lost_in_spreading(amount, weights):
    parts = spread(amount, weights)

    assert sum(parts) == amount
    total = sum(weights)
    assert all(abs(p - D(amount) * w / total) < 1 for p, w in zip(parts, weights, strict=True))


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(1, 10**12))
def test_selling_more_never_pays_less(less, more, quota):
    low, high = sorted((less, more))
    assert paid(low, quota) <= paid(high, quota) + 2  # each line is rounded by itself
    assert paid(high, quota) <= paid(high, quota, is_retroactive=True) + 2
