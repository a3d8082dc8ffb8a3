"""Lines of documents: to the won, whatever the mode (KOREA 7)."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.catalog.pricing import (
    Amount,
    Item,
    TaxKind,
    TaxOn,
    VatMode,
    cut_line,
    line_amount,
    reckon,
    spread,
    unit_price_of_gross,
)
from dangol.kit.errors import Refused
from dangol.kit.money import Rounding

items = st.builds(
    Item,
    quantity=st.decimals("0.01", "9999", places=2),
    unit_price=st.decimals("-1000000", "100000000", places=2),
    tax_kind=st.sampled_from(TaxKind),
    discount=st.decimals("0", "100", places=1),
)


def test_tax_is_cut_by_default_as_in_korea():
    totals = reckon([Item(D(1), D(4_962_020))])

    assert (totals.supply, totals.tax, totals.gross) == (4_962_020, 496_202, 5_458_222)


def test_a_price_with_tax_is_taken_apart():
    assert reckon([Item(D(1), D(10_000))], mode=VatMode.INCLUDED).lines == [Amount(9_091, 909)]


def test_tax_by_line_and_on_the_total_differ_by_the_cut_won():
    three = [Item(D(1), D(15))] * 3

    assert reckon(three).tax == 3
    assert reckon(three, tax_on=TaxOn.TOTAL).tax == 4
    assert [line.tax for line in reckon(three, tax_on=TaxOn.TOTAL).lines] == [2, 1, 1]


def test_zero_rated_and_exempt_lines_carry_no_tax():
    lines = [Item(D(2), D(1_000), TaxKind.ZERO), Item(D(1), D(500), TaxKind.EXEMPT)]

    assert reckon(lines, tax_on=TaxOn.TOTAL).lines == [Amount(2_000, 0), Amount(500, 0)]


def test_a_unit_price_with_decimals_is_rounded_once_per_line():
    assert line_amount(Item(D(3), D("0.5"))) == 2
    assert line_amount(Item(D(1_000), D("12.345"))) == 12_345


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (Item(D(0), D(100)), "수량"),
        (Item(D(-1), D(100)), "수량"),
        (Item(D(1), D(100), discount=D(200)), "할인율"),
        (Item(D(1), D(100), discount=D(-1)), "할인율"),
        (Item(D(10) ** 8, D(10) ** 8), "100조"),
    ],
)
def test_refuses_what_cannot_be_meant(item, message):
    with pytest.raises(Refused, match=message):
        line_amount(item)


def test_a_whole_discount_leaves_nothing():
    assert reckon([Item(D(5), D(1_000), discount=D(100))]).gross == 0


@pytest.mark.parametrize(("gross", "unit", "line"), [(1_234_567, 1_000, -567), (1_000, 10, 0)])
def test_odd_won_are_cut_by_a_line_of_their_own(gross, unit, line):
    assert cut_line(gross, unit) == line


def test_cuts_only_to_the_usual_units():
    with pytest.raises(Refused, match="절사 단위"):
        cut_line(1_234, 7)


def test_a_unit_price_switches_from_with_tax_to_without():
    assert unit_price_of_gross(D(10_000)) == D("9090.91")


@given(
    st.lists(items, max_size=20),
    st.sampled_from(VatMode),
    st.sampled_from(TaxOn),
    st.sampled_from(Rounding),
)
def test_lines_always_add_up_to_the_totals(lines, mode, tax_on, rounding):
    totals = reckon(lines, mode=mode, tax_on=tax_on, rounding=rounding)

    assert totals.supply == sum(line.supply for line in totals.lines)
    assert totals.tax == sum(line.tax for line in totals.lines)
    for item, line in zip(lines, totals.lines, strict=True):
        amount = line_amount(item)
        assert (line.gross if mode is VatMode.INCLUDED else line.supply) == amount


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_parts_add_up_to_the_whole(total, weights):
    if not sum(weights):
        weights[0] = 1
    parts = spread(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part - total * weight / sum(weights)) < 1.001
        for part, weight in zip(parts, weights, strict=True)
    )


def test_nothing_to_divide_by_is_refused():
    with pytest.raises(Refused):
        spread(10, [0, 0])
    assert spread(0, [0, 0]) == [0, 0]
