"""Sums of quotes: the worked examples to the won, and Σ lines = totals for any lines."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.money import in_words
from dangol.orders.models import Quote, QuoteLine
from dangol.orders.quotes.reckoning import discount_of, sums_of


def quote(*lines, **values):
    head = {"vat_mode": "excluded", "tax_on": "line", "rounding": "down", "cut": 0} | values
    return sums_of(Quote(**head), [QuoteLine(**line) for line in lines])


def line(quantity, price, discount=0, tax_kind="taxed", listed=0):
    return {
        "quantity": Decimal(str(quantity)), "unit_price": Decimal(str(price)),
        "discount": Decimal(str(discount)), "tax_kind": tax_kind, "list_price": Decimal(listed),
    }  # fmt: skip


def test_the_office_of_the_prototype():
    sums = quote(
        line(18, 32_000, 12), line(6, 21_000, 12), line(4, 38_000), line(2, 89_000),
        line(1, 150_000),
    )  # fmt: skip
    assert sums.lines == [
        (506_880, 50_688), (110_880, 11_088), (152_000, 15_200), (178_000, 17_800),
        (150_000, 15_000),
    ]  # fmt: skip
    assert (sums.supply, sums.tax, sums.total) == (1_097_760, 109_776, 1_207_536)
    assert in_words(sums.total) == "일금 일백이십만칠천오백삼십육원정"


@pytest.mark.parametrize(
    ("lines", "head", "sums"),
    [
        ([line(1, 4_962_020)], {}, (4_962_020, 496_202)),
        ([line(1, 4_962_025)], {"rounding": "half_up"}, (4_962_025, 496_203)),
        ([line(1, 10_000)], {"vat_mode": "included"}, (9_091, 909)),
        ([line(1, 10_000)], {"vat_mode": "zero"}, (10_000, 0)),
        ([line(1, 10_000)], {"vat_mode": "exempt"}, (10_000, 0)),
        ([line(1, 10_000), line(1, 5_000, tax_kind="exempt")], {}, (15_000, 1_000)),
        # three lines of 15 won: 1 won each by line, 4 won on the total
        ([line(1, 15)] * 3, {}, (45, 3)),
        ([line(1, 15)] * 3, {"tax_on": "total"}, (45, 4)),
    ],
)
def test_vat_by_mode(lines, head, sums):
    found = quote(*lines, **head)
    assert (found.supply, found.tax) == sums


def test_the_cut_is_a_line_of_its_own_and_bears_its_tax():
    sums = quote(line(1, 1_097_760), cut=1_000)
    assert sums.lines == [(1_097_760, 109_776)]
    assert sums.cut == (-487, -49)
    assert (sums.supply, sums.tax, sums.total) == (1_097_273, 109_727, 1_207_000)

    exempt = quote(line(1, 12_345), cut=100, vat_mode="exempt")
    assert exempt.cut == (-45, 0)
    assert exempt.total == 12_300

    few = quote(line(2.2, 2.5), cut=10)  # 6 won without tax
    assert (few.supply, few.tax, few.cut) == (0, 0, (-6, 0))


def test_a_lower_price_is_a_discount_as_well():
    assert discount_of(QuoteLine(**line(1, 900, 0, listed=1_000))) == 10
    assert discount_of(QuoteLine(**line(1, 900, 10, listed=1_000))) == 19
    assert discount_of(QuoteLine(**line(1, 1_200, 0, listed=1_000))) == 0
    assert discount_of(QuoteLine(**line(1, 500, 7))) == 7


a_line = st.builds(
    line,
    st.decimals("0.01", 10_000, places=2),
    st.decimals(0, 10_000_000, places=2),
    st.decimals(0, 100, places=2),
    st.sampled_from(["taxed", "zero", "exempt"]),
)


@given(
    st.lists(a_line, max_size=8),
    st.sampled_from(["excluded", "included", "zero", "exempt"]),
    st.sampled_from(["line", "total"]),
    st.sampled_from(["down", "half_up", "up"]),
    st.sampled_from([0, 10, 100, 1_000]),
)
def test_lines_always_add_up(lines, vat_mode, tax_on, rounding, cut):
    sums = quote(*lines, vat_mode=vat_mode, tax_on=tax_on, rounding=rounding, cut=cut)

    assert sum(amount.supply for amount in [*sums.lines, sums.cut]) == sums.supply
    assert sum(amount.tax for amount in [*sums.lines, sums.cut]) == sums.tax
    assert sums.supply >= 0 <= sums.tax
    assert not cut or sums.total % cut == 0
    if vat_mode in ("zero", "exempt"):
        assert sums.tax == 0
    gross = round(sum(
        (one["quantity"] * one["unit_price"] * (100 - one["discount"]) / 100).quantize(
            Decimal(1), "ROUND_HALF_UP"
        )
        for one in lines
    ))  # fmt: skip
    if vat_mode == "included":
        assert sums.total == gross - (gross % cut if cut else 0)
    elif not cut:
        assert sums.supply == gross
