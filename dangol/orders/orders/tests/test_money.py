"""From the accepted quote to the last won: order, bills, receipts, credits, the account."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from dangol.catalog.testing import make_product
from dangol.customers.testing import make_company
from dangol.kit.errors import Refused
from dangol.orders.models import Bill, Contract, ContractLine, Order, Receipt, Revenue
from dangol.orders.money.queries import account_of, ageing, balance_of
from dangol.orders.money.services import credit_bill, match_left, receive, take_back_receipt
from dangol.orders.orders import billing
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.printing import balances_of
from dangol.orders.orders.schedule import first_period, on_day, period_of
from dangol.orders.orders.services import cancel_order, order_quote
from dangol.orders.orders.terms import begin
from dangol.orders.quotes.answering import accept_quote
from dangol.orders.quotes.lines import edit_line
from dangol.orders.quotes.sending import Way, send_quote
from dangol.orders.subscriptions.movements import remeasure
from dangol.orders.testing import NOW, TODAY, make_quote, sent_quote
from dangol.sales.models import Deal
from dangol.sales.pipeline.services import LineGiven as DealLine
from dangol.sales.pipeline.services import set_lines
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db


def accepted(kim, *lines, cycles=(), **values):
    quote = make_quote(kim, *(lines or ((100_000, 3),)), **values)
    for line, cycle in zip(quote.lines.order_by("place"), cycles, strict=False):
        edit_line(line, cycle=cycle, actor=kim)
    quote.refresh_from_db()
    send_quote(quote, way=Way.LINK, at=NOW, today=TODAY, actor=kim)
    accept_quote(quote, name="김하나", address="", at=NOW, today=TODAY)
    return Order.objects.get(quote=quote)


def make_bill(kim, customer, total, due):
    return Bill.objects.create(
        customer=customer, owner=kim, title="납품", billed_on=due - timedelta(days=30), due_on=due,
        supply=total, tax=0, total=total,
    )  # fmt: skip


def pay(kim, customer, amount, **values):
    return receive(customer, amount=amount, on=TODAY, owner=kim, actor=kim, **values)


def make_contract(kim, day, starts_on, *, cycle="monthly", **values):
    contract = Contract.objects.create(
        number=f"K{Contract.objects.count()}", title="임대", customer=make_company(kim, "가게"),
        owner=kim, starts_on=starts_on, billing_day=day, **values,
    )  # fmt: skip
    line = ContractLine(contract=contract, name="머신", cycle=cycle, supply=89_000, tax=8_900)
    begin(contract, line).save()
    remeasure(contract, on=starts_on, today=starts_on)
    contract.refresh_from_db()
    return contract


def test_accepting_makes_order_bill_contract_and_wins_the_deal(kim):
    deal = make_deal(kim)
    order = accepted(
        kim, (150_000, 1), (32_000, 18), cycles=("once", "monthly"), cut=1_000, deal=deal,
        customer=deal.customer,
    )  # fmt: skip

    assert (order.total, order.kind, order.number[:4]) == (798_000, "monthly", "S-26")
    bill = Bill.objects.get()
    assert (bill.total, bill.order, bill.due_on) == (164_400, order, date(2026, 4, 1))
    line = ContractLine.objects.get()
    assert (line.total, line.next_on, line.contract.billing_day) == (633_600, TODAY, 2)
    deal.refresh_from_db()
    assert (deal.status, deal.amount) == (Deal.Status.WON, order.supply)
    assert sum(Revenue.objects.values_list("supply", flat=True)) == bill.supply

    again = order_quote(order.quote, on=TODAY, at=NOW, actor=None)
    assert (again, Order.objects.count(), Bill.objects.count()) == (order, 1, 1)
    with pytest.raises(Refused, match="수락된 견적만"):
        order_quote(sent_quote(kim), on=TODAY, at=NOW, actor=None)


def test_the_deal_is_won_with_what_was_accepted(kim):
    deal = make_deal(kim)
    product = make_product("머신", 2_900_000)
    set_lines(deal, [DealLine(product, Decimal(1))], on=TODAY, at=NOW, actor=kim)
    accepted(kim, (product, 3, None, 10), deal=deal, customer=deal.customer)

    deal.refresh_from_db()
    assert (deal.status, deal.amount) == (Deal.Status.WON, 7_830_000)
    assert deal.lines.get().quantity == 3


def test_the_31st_is_the_last_day_of_short_months():
    assert on_day(2026, 2, 31) == date(2026, 2, 28)
    assert on_day(2028, 2, 31) == date(2028, 2, 29)

    def period(on, anchor, cycle, day):
        found = period_of(
            date.fromisoformat(on), anchor=date.fromisoformat(anchor), cycle=cycle, day=day
        )
        return [f"{one:%y%m%d}" for one in found]

    assert period("2026-02-28", "2026-01-31", "monthly", 31) == ["260228", "260330"]
    assert period("2026-03-30", "2025-12-31", "quarterly", 31) == ["251231", "260330"]
    assert period("2028-02-29", "2028-02-29", "yearly", 29) == ["280229", "290227"]
    assert period("2026-01-10", "2026-02-01", "yearly", 1) == ["250201", "260131"]
    assert first_period(date(2026, 3, 15), 1) == date(2026, 4, 1)


def test_billing_catches_up_once_and_only_once(kim):
    make_contract(kim, 31, date(2026, 1, 31), ends_on=date(2026, 4, 29))
    make_contract(kim, 31, date(2026, 1, 31), is_postpaid=True)
    make_contract(kim, 15, date(2026, 1, 15), cycle="quarterly", status=Contract.Status.PAUSED)

    assert run_billing(today=date(2026, 3, 31), batch=2) == 5
    assert run_billing(today=date(2026, 3, 31), batch=2) == 0
    prepaid = Bill.objects.filter(contract_line__contract__is_postpaid=False)
    assert list(prepaid.values_list("period_on", "period_until", "billed_on").order_by("pk")) == [
        (date(2026, 1, 31), date(2026, 2, 27), date(2026, 1, 31)),
        (date(2026, 2, 28), date(2026, 3, 30), date(2026, 2, 28)),
        (date(2026, 3, 31), date(2026, 4, 29), date(2026, 3, 31)),
    ]
    postpaid = Bill.objects.filter(contract_line__contract__is_postpaid=True).order_by("pk")
    assert [bill.billed_on for bill in postpaid] == [date(2026, 2, 28), date(2026, 3, 31)]
    assert Revenue.objects.count() == 5

    run_billing(today=date(2026, 12, 31))
    assert prepaid.count() == 3  # the contract ended
    bill = prepaid.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Bill.objects.bulk_create([Bill(
            customer=bill.customer, owner=kim, title="또", contract_line=bill.contract_line,
            period_on=bill.period_on, billed_on=TODAY, due_on=TODAY, supply=1, tax=0, total=1,
        )])  # fmt: skip


def test_a_killed_run_loses_nothing_and_bills_nothing_twice(kim, monkeypatch):
    for _n in range(5):
        make_contract(kim, 1, date(2026, 3, 1))
    moved = billing._next
    seen = []

    def dies(line):
        seen.append(line)
        if len(seen) == 4:
            raise KeyboardInterrupt
        return moved(line)

    monkeypatch.setattr(billing, "_next", dies)
    with pytest.raises(KeyboardInterrupt):
        run_billing(today=TODAY, batch=2)
    assert Bill.objects.count() == 2

    monkeypatch.setattr(billing, "_next", moved)
    assert run_billing(today=TODAY, batch=2) == 3
    assert Bill.objects.values("contract_line", "period_on").distinct().count() == 5


def test_money_pays_the_longest_due_first_and_the_rest_waits(kim):
    company = make_company(kim)
    old, new = (make_bill(kim, company, 300_000, TODAY - timedelta(days=n)) for n in (40, 5))

    pay(kim, company, 100_000, bill=new)
    receipt = pay(kim, company, 450_000)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status, new.left, receipt.left) == ("paid", "part", 50_000, 0)

    more = pay(kim, company, 80_000, external_id="bank-1")
    assert pay(kim, company, 80_000, external_id="bank-1") == more
    assert (balance_of(company), more.left) == (-30_000, 30_000)

    later = make_bill(kim, company, 100_000, TODAY)
    assert match_left(company) == 30_000
    later.refresh_from_db()
    assert (later.status, later.left) == ("part", 70_000)

    take_back_receipt(receipt, actor=kim)
    old.refresh_from_db()
    assert (old.status, old.paid) == ("open", 0)
    assert Receipt.objects.count() == 2


@pytest.mark.parametrize("amount", [0, -1, 10**14 + 1])
def test_impossible_amounts_are_refused(kim, amount):
    with pytest.raises(ValidationError, match="금액"):
        pay(kim, make_company(kim), amount)
    assert not Receipt.objects.exists()


def test_the_bill_of_another_customer_is_refused(kim):
    bill = make_bill(kim, make_company(kim, "다른 곳"), 1_000, TODAY)
    with pytest.raises(ValidationError, match="다른 고객"):
        pay(kim, make_company(kim, "여기"), 1_000, bill=bill)


def test_what_is_owed_by_how_late_it_is(kim):
    company, other = make_company(kim, "늦는 곳"), make_company(kim, "제때")
    for place, days in enumerate((0, 1, 30, 31, 60, 90, 91)):
        make_bill(kim, company, 10**place, TODAY - timedelta(days=days))
    pay(kim, other, 5_000)
    (row,) = ageing(Bill.objects.all(), today=TODAY, limit=9)
    assert row[1:] == ("늦는 곳", 7, 1_111_111, 1, 110, 11_000, 100_000, 1_000_000)


def test_a_credit_settles_the_bill_and_the_rest_is_the_customers(kim):
    order = accepted(kim)
    bill = Bill.objects.get()
    pay(kim, order.customer, 300_000, bill=bill)
    with pytest.raises(ValidationError, match="1원에서 ₩330,000"):
        credit_bill(bill, amount=330_001, reason="반품", on=TODAY, actor=kim)

    credit = credit_bill(bill, amount=110_000, reason="하나 반품", on=TODAY, actor=kim)
    bill.refresh_from_db()
    assert (credit.supply, credit.tax, bill.status, credit.left) == (
        -100_000, -10_000, "paid", -80_000,
    )  # fmt: skip
    assert balance_of(order.customer) == -80_000
    assert Revenue.objects.get(source="credit").supply == -100_000
    with pytest.raises(ValidationError, match="₩220,000"):
        credit_bill(bill, amount=220_001, reason="또", on=TODAY, actor=kim)
    assert dict(balances_of(order))["현잔액"] == -80_000


def test_an_order_that_was_paid_cannot_be_cancelled(kim):
    order = accepted(kim, (10_000, 1), (20_000, 1), cycles=("once", "monthly"))
    run_billing(today=TODAY)
    receipt = pay(kim, order.customer, 1_000)
    with pytest.raises(Refused, match="이미 수금한"):
        cancel_order(order, today=TODAY, actor=kim)

    take_back_receipt(receipt, actor=kim)
    cancel_order(order, today=TODAY, actor=kim)
    assert set(Bill.objects.values_list("status", flat=True)) == {"void"}
    assert balance_of(order.customer) == 0
    assert not Revenue.objects.exists()
    assert run_billing(today=date(2027, 1, 1)) == 0


def test_the_account_runs_from_balance_to_balance(kim):
    company = make_company(kim)
    make_bill(kim, company, 500_000, date(2026, 2, 20))  # billed on 21 January
    pay(kim, company, 200_000)
    order = accepted(kim, customer=company)

    account = account_of(company, since=date(2026, 2, 1), until=date(2026, 3, 31))
    assert (account.before, account.billed, account.received, account.after) == (
        500_000, 330_000, 200_000, 630_000,
    )  # fmt: skip
    assert [entry.balance for entry in account.entries] == [830_000, 630_000]
    assert account.after == balance_of(company)
    assert balances_of(order) == [
        ("전잔액", 300_000), ("청구액", 330_000), ("입금액", 0), ("현잔액", 630_000),
    ]  # fmt: skip
