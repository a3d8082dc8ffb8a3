"""Plan changes: what is given back and charged, and what it does to the monthly revenue."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dangol.catalog.models import Product, ProductRelation
from dangol.catalog.testing import make_product
from dangol.kit.errors import Refused
from dangol.orders.models import Bill, Contract, ContractLine, Movement, Revenue
from dangol.orders.money.queries import balance_of
from dangol.orders.money.services import credit_bill
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.schedule import ONE, Period, first_period, period_of, share
from dangol.orders.orders.terms import charge, full_period
from dangol.orders.orders.tests.test_money import make_contract
from dangol.orders.subscriptions.movements import book_moves, mrr_on
from dangol.orders.subscriptions.plans import Plan, change_plan, next_start, planned, scaled
from dangol.orders.subscriptions.queries import MonthOf
from dangol.orders.subscriptions.reports import retention
from dangol.orders.subscriptions.services import pause_contract, resume_contract

DAY = date(2026, 4, 1)
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@given(
    amount=st.integers(-(10**13), 10**13),
    start=days,
    anchor=days,
    cycle=st.sampled_from(["monthly", "quarterly", "yearly"]),
    day=st.integers(1, 31),
    cuts=st.lists(st.integers(0, 400), max_size=5),
)
def test_parts_of_any_period_add_up_to_the_whole(amount, start, anchor, cycle, day, cuts):
    whole = period_of(start, anchor=anchor, cycle=cycle, day=day)
    assert whole.first <= start <= whole.last
    assert (
        period_of(whole.last + ONE, anchor=anchor, cycle=cycle, day=day).first == whole.last + ONE
    )

    firsts = sorted({whole.first} | {whole.first + timedelta(n) for n in cuts if n < whole.days})
    lasts = [first - ONE for first in firsts[1:]] + [whole.last]
    parts = [Period(*pair) for pair in zip(firsts, lasts, strict=True)]
    shares = [share(amount, of=whole, part=part) for part in parts]
    assert sum(shares) == amount
    for part, got in zip(parts, shares, strict=True):
        assert abs(got - amount * part.days / whole.days) <= 1 + abs(amount) / 2**50


def running(kim, day=1, starts_on=DAY, today=DAY, **values):
    contract = make_contract(kim, day, starts_on, **values)
    run_billing(today=today)
    return contract, contract.lines.get()


def plan(price, quantity=1, name="머신 프로"):
    return Plan(name, Decimal(quantity), Decimal(price))


def changed(line, price, on, kim, today=None, quantity=1):
    return change_plan(line, plan(price, quantity), on=on, today=today or min(on, DAY), actor=kim)


def bills():
    rows = Bill.objects.order_by("pk")
    return [(f"{b.period_on or b.billed_on:%m%d}", b.supply, b.tax) for b in rows]


@pytest.mark.django_db
def test_an_upgrade_gives_back_and_charges_the_days_from_then_on(kim):
    contract, line = running(kim)  # 89,000 + 8,900 for the 30 days of April
    on = date(2026, 4, 11)
    found = planned(line, plan(150_000), on=on)
    new = changed(line, 150_000, on, kim, today=on)

    # ten days stay: 29,666 + 2,966; twenty go back and are charged anew
    assert bills() == [
        ("0401", 89_000, 8_900),
        ("0411", 100_000, 10_000),
        ("0411", -59_334, -5_934),
    ]
    assert [part.amount.gross for part in found.parts] == [-65_268, 110_000]
    assert (found.total, found.then.title, found.then.amount) == (
        44_732, "머신 프로 2026.05", (150_000, 15_000),
    )  # fmt: skip
    assert balance_of(contract.customer) == 97_900 + found.total
    credit = Bill.objects.get(total__lt=0)
    assert (credit.credited.contract_line, credit.left) == (line, 0)
    assert Revenue.objects.filter(source="credit").get().supply == -59_334

    line.refresh_from_db()
    assert (line.ends_on, line.next_on) == (date(2026, 4, 10), None)
    assert new.replaced == line
    run_billing(today=date(2026, 5, 1))
    assert bills()[-1] == ("0501", 150_000, 15_000)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "back"), [("2026-04-01", -97_900), ("2026-04-30", -3_264), ("2026-05-01", None)]
)
def test_the_first_and_the_last_day_and_the_next_period(kim, on, back):
    _contract, line = running(kim)
    day = date.fromisoformat(on)
    assert next_start(line, today=DAY) == date(2026, 5, 1)
    changed(line, 30_000, day, kim)
    credit = Bill.objects.filter(total__lt=0).first()
    assert (credit and credit.total) == back
    run_billing(today=date(2026, 5, 1))
    assert bills()[-1] == ("0501", 30_000, 3_000)
    assert Bill.objects.filter(period_on=day).exclude(contract_line=line).count() == 1


@pytest.mark.django_db
def test_nothing_is_given_back_of_what_is_billed_later(kim):
    _contract, line = running(kim, is_postpaid=True, cycle="quarterly", today=DAY)
    new = changed(line, 182_000, date(2026, 5, 1), kim)
    assert Bill.objects.count() == 0
    run_billing(today=date(2026, 7, 1))
    # 30 and 61 of the 91 days from April to June
    assert bills() == [("0401", 29_340, 2_934), ("0501", 122_000, 12_200)]
    assert ContractLine.objects.get(pk=new.pk).period_on == date(2026, 7, 1)


@pytest.mark.django_db
def test_a_second_change_counts_from_the_first(kim):
    contract, line = running(kim)
    new = changed(line, 150_000, date(2026, 4, 11), kim)
    changed(new, 89_000, date(2026, 4, 11), kim)  # the same day back again
    assert balance_of(contract.customer) == 97_900
    with pytest.raises(Refused, match="이미 다른 플랜"):
        changed(ContractLine.objects.get(pk=line.pk), 1, DAY, kim)


@pytest.mark.django_db
def test_what_cannot_be_changed_is_said_and_nothing_is_written(kim):
    contract, line = running(kim, ends_on=date(2026, 12, 31))
    before = bills()
    for on, text in ((date(2026, 3, 31), "2026-04-01"), (date(2027, 1, 1), "2026-12-31")):
        with pytest.raises(ValidationError, match=text):
            changed(line, 1, on, kim)
    for bad in (plan(1, 0), plan(1, -1), plan(10**14, 2)):
        with pytest.raises(Refused):
            change_plan(line, bad, on=DAY, today=DAY, actor=kim)
    with pytest.raises(ValidationError, match="주민등록번호"):
        change_plan(line, plan(1, name="880101-1234568"), on=DAY, today=DAY, actor=kim)
    credit_bill(Bill.objects.get(), amount=97_900, reason="면제", on=DAY, actor=kim)
    with pytest.raises(Refused, match="이미 환입"):
        changed(line, 1, DAY, kim)
    pause_contract(contract, today=DAY, actor=kim)
    with pytest.raises(Refused, match="진행 중인"):
        changed(line, 1, DAY, kim)
    assert bills()[:1] == before
    assert ContractLine.objects.count() == 1


@pytest.mark.django_db
def test_a_contract_is_billed_from_its_first_day_to_its_last(kim):
    running(kim, day=25, starts_on=date(2026, 4, 10), ends_on=date(2026, 6, 3),
            today=date(2026, 12, 1))  # fmt: skip
    assert [(b.period_on, b.period_until, b.supply) for b in Bill.objects.order_by("pk")] == [
        (date(2026, 4, 10), date(2026, 4, 24), 43_065),  # 15 of 31 days
        (date(2026, 4, 25), date(2026, 5, 24), 89_000),
        (date(2026, 5, 25), date(2026, 6, 3), 28_709),  # 10 of 31
    ]


def movements():
    rows = Movement.objects.order_by("on", "pk")
    return [(f"{row.on:%m%d}", row.kind, row.amount) for row in rows]


@pytest.mark.django_db
def test_the_revenue_of_half_a_year_moves_by_the_book(kim):
    first = make_contract(kim, 1, date(2026, 1, 1))
    customer = first.customer
    line = first.lines.get()
    up = changed(line, 120_000, date(2026, 2, 1), kim, today=date(2026, 1, 15))
    assert movements() == [("0101", "new", 89_000)]  # in the next period only
    pause_contract(first, today=date(2026, 3, 10), actor=kim)
    first.refresh_from_db()
    resume_contract(first, today=date(2026, 4, 5), actor=kim)
    yearly = make_contract(kim, 1, date(2026, 5, 1), cycle="yearly", ends_on=date(2026, 6, 15))
    Contract.objects.filter(pk=yearly.pk).update(
        customer=customer, mrr=0, moves_on=yearly.starts_on
    )
    Movement.objects.filter(contract=yearly).delete()
    assert book_moves(today=date(2026, 5, 2)) == 1
    changed(up, 60_000, date(2026, 6, 1), kim, today=date(2026, 6, 1))
    assert book_moves(today=date(2026, 6, 30)) == 1
    assert book_moves(today=date(2026, 6, 30)) == 0
    assert movements() == [
        ("0101", "new", 89_000),
        ("0201", "expansion", 31_000),
        ("0310", "churned", -120_000),
        ("0405", "reactivation", 120_000),
        ("0501", "expansion", 7_417),  # 89,000 ÷ 12
        ("0601", "contraction", -60_000),
        ("0616", "contraction", -7_417),
    ]
    # what the book says is what runs, contract by contract
    for contract in Contract.objects.prefetch_related("lines"):
        booked = sum(contract.movements.values_list("amount", flat=True))
        assert booked == contract.mrr == mrr_on(contract, contract.lines.all(), date(2026, 6, 30))


@pytest.mark.django_db
def test_the_report_adds_up_and_every_figure_opens_its_movements(client, kim, park):
    contract, line = running(kim, starts_on=date(2026, 1, 1), today=date(2026, 1, 1))
    changed(line, 120_000, date(2026, 2, 1), kim, today=date(2026, 2, 1))
    pause_contract(contract, today=date(2026, 3, 10), actor=kim)

    def figures(user):
        client.force_login(user)
        answer = client.get("/api/v1/reports/mrr", {"from": "2026-02-01", "to": "2026-03-31"})
        return [
            {key: row[key] for key in ("opening", "expansion", "churned", "closing", "nrr")}
            for row in answer.json()["rows"]
        ]

    february, march = figures(kim)[:2]
    assert list(february.values()) == [89_000, 31_000, 0, 120_000, 134.8]
    assert list(march.values()) == [120_000, 0, -120_000, 0, 0.0]
    assert {row["closing"] for row in figures(park)} == {0}
    client.force_login(kim)
    page = client.get(reverse("workspace:report", args=["mrr"]), {"from": "2026-02-01",
                      "to": "2026-03-31"}).text  # fmt: skip
    query = "on.between=2026-03-01&amp;on.between=2026-03-31&amp;kind=churned"
    assert query in page
    rows = client.get(reverse("orders:movement_list") + "?" + query.replace("&amp;", "&")).text
    assert "1건" in rows
    assert "120,000" in rows


def test_retention_is_what_the_month_began_with():
    amounts = {"new": 50, "expansion": 15, "contraction": -5, "churned": -10}
    assert retention(MonthOf(DAY, 100, amounts)) == (100.0, 85.0)  # KOREA 15
    assert retention(MonthOf(DAY, 0, amounts)) == (None, None)


@pytest.mark.django_db
def test_the_page_shows_the_bills_before_it_changes_anything(client, kim, park):
    contract = make_contract(kim, 1, timezone.localdate().replace(day=1))
    run_billing(today=timezone.localdate())
    line = contract.lines.get()
    url = reverse("orders:plan_change", args=[contract.pk, line.pk])
    client.force_login(park)
    assert client.get(url).status_code == 404
    client.force_login(kim)
    given = {"quantity": "2", "unit_price": "89,000", "when": "next"}
    for bad in ({"quantity": "0"}, {"unit_price": "많이"}, {"when": "day"}):
        assert client.post(url, given | bad).status_code == 422, bad
    shown = client.post(url, given)
    assert "₩195,800" in shown.text
    seen = re.search(r'name="seen" value="([^"]+)"', shown.text)[1]
    stale = client.post(url, given | {"quantity": "3", "seen": seen})
    assert "₩293,700" in stale.text
    assert ContractLine.objects.count() == 1

    assert client.post(url, given | {"seen": seen}).status_code == 302
    new = ContractLine.objects.get(replaced=line)
    assert (new.quantity, new.supply, new.starts_on.day) == (2, 178_000, 1)
    assert "플랜 바꾸기" in client.get(contract.get_absolute_url()).text


@given(
    amount=st.integers(0, 10**12),
    on=days,
    day=st.integers(1, 31),
    cycle=st.sampled_from(["monthly", "quarterly", "yearly"]),
    lengths=st.lists(st.integers(1, 500), max_size=6),
)
def test_another_cycle_charges_each_of_its_periods_to_the_won(amount, on, day, cycle, lengths):
    """What is charged from the day of the change on, and what would stand before it, are whole."""
    line = ContractLine(
        supply=amount, tax=amount // 10, cycle=cycle, anchor_on=first_period(on, day)
    )
    contract = Contract(billing_day=day)
    start = on
    for length in lengths:  # as bills cut it, wherever they end
        whole = full_period(contract, line, start)
        last = min(start + timedelta(days=length), whole.last)
        parts = [Period(start, last)]
        if whole.first < start:
            parts.append(Period(whole.first, start - ONE))
        if last < whole.last:
            parts.append(Period(last + ONE, whole.last))
        charged = [charge(contract, line, part) for part in parts]
        assert sum(part.supply for part in charged) == line.supply
        assert sum(part.tax for part in charged) == line.tax
        start = whole.last + ONE
    assert full_period(contract, line, on).last == line.anchor_on - ONE or on == line.anchor_on


def _bills(contract):
    rows = Bill.objects.filter(customer=contract.customer).order_by("pk")
    return list(rows.values_list("supply", "tax", "period_on", "period_until"))


@pytest.mark.django_db
def test_from_monthly_to_yearly_in_the_middle_of_a_month(kim):
    contract = make_contract(kim, 1, date(2026, 3, 1))
    line = contract.lines.get()
    run_billing(today=date(2026, 3, 16))
    plan = Plan(line.name, Decimal(1), scaled(line.price, "monthly", "yearly"), cycle="yearly")
    assert plan.unit_price == 1_068_000
    new = change_plan(line, plan, on=date(2026, 3, 16), today=date(2026, 3, 16), actor=kim)

    half = 89_000 * 15 // 31, 8_900 * 15 // 31
    rest = 1_068_000 - 1_068_000 * 349 // 365, 106_800 - 106_800 * 349 // 365
    assert _bills(contract)[1:] == [
        (*rest, date(2026, 3, 16), date(2026, 3, 31)),
        (half[0] - 89_000, half[1] - 8_900, None, None),
    ]
    assert (new.period_on, new.next_on) == (date(2026, 4, 1), date(2026, 4, 1))
    assert run_billing(today=date(2027, 3, 31)) == 1
    assert _bills(contract)[-1] == (1_068_000, 106_800, date(2026, 4, 1), date(2027, 3, 31))
    assert list(Movement.objects.values_list("amount", flat=True)) == [89_000]  # the same a month


@pytest.mark.django_db
def test_from_yearly_to_monthly_gives_back_the_rest_of_the_year(kim):
    contract = make_contract(kim, 1, date(2026, 3, 1), cycle="yearly")
    line, day = contract.lines.get(), date(2026, 6, 10)
    run_billing(today=day)
    plan = Plan(line.name, Decimal(1), Decimal(10_000), cycle="monthly")
    new = change_plan(line, plan, on=day, today=day, actor=kim)

    kept = 89_000 * 101 // 365, 8_900 * 101 // 365
    assert _bills(contract)[1:] == [
        (7_000, 700, day, date(2026, 6, 30)),
        (kept[0] - 89_000, kept[1] - 8_900, None, None),
    ]
    assert (new.cycle, new.next_on) == ("monthly", date(2026, 7, 1))
    assert run_billing(today=date(2026, 8, 31)) == 2
    assert _bills(contract)[-1][2:] == (date(2026, 8, 1), date(2026, 8, 31))
    moved = Movement.objects.order_by("pk").values_list("kind", "amount")
    assert list(moved) == [("new", 7_417), ("expansion", 10_000 - 7_417)]
    assert next_start(new, today=date(2026, 6, 30)) == date(2026, 7, 1)


@pytest.mark.django_db
def test_the_form_scales_the_price_and_asks_for_one_it_cannot_know(client, kim):
    contract = make_contract(kim, 1, date(2026, 3, 1))
    line = contract.lines.get()
    other = make_product("상위 렌탈", 120_000)
    ProductRelation.objects.create(
        product=make_product("렌탈", 89_000), other=other, kind=ProductRelation.Kind.UPGRADE
    )
    ContractLine.objects.update(product=Product.objects.get(name="렌탈"))
    client.force_login(kim)
    url = reverse("orders:plan_change", args=[contract.pk, line.pk])
    given = {"quantity": "1", "unit_price": "89,000", "cycle": "yearly", "when": "next"}
    page = client.post(url, given).text
    assert "₩1,174,800" in page
    both = client.post(url, given | {"product": other.pk, "unit_price": ""})
    assert (both.status_code, "단가를 적어 주세요" in both.text) == (422, True)
    assert client.post(url, given | {"cycle": "once"}).status_code == 422
    assert ContractLine.objects.count() == 1
