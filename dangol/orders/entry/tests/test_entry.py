"""Orders, contracts and bills that people write themselves."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.catalog.testing import make_product
from dangol.customers.testing import make_company
from dangol.helpdesk.testing import make_ticket
from dangol.kit.errors import Refused
from dangol.orders.entry.services import Entered, enter_bill, enter_contract, enter_order
from dangol.orders.models import Bill, Contract, ContractLine, Order, Revenue
from dangol.orders.testing import TODAY

pytestmark = pytest.mark.django_db


def test_an_order_by_hand_is_billed_and_its_monthly_lines_become_a_contract(kim):
    beans = make_product("블렌드", 32_000)
    lines = [
        Entered("블렌드", Decimal(18), product=beans),
        Entered("설치", unit_price=Decimal(150_000)),
        Entered("렌탈", unit_price=Decimal(89_000), cycle="monthly"),
        Entered("교육 도서", unit_price=Decimal(10_000), tax_kind="exempt"),
    ]
    order = enter_order(make_company(kim), title="", on=TODAY, lines=lines, owner=kim, actor=kim)

    assert (order.title, order.supply, order.tax) == ("블렌드", 825_000, 81_500)
    taxed, exempt = Bill.objects.order_by("pk")
    assert (taxed.tax_kind, taxed.total) == ("taxed", 576_000 + 57_600 + 165_000)
    assert (exempt.tax_kind, exempt.tax, exempt.total) == ("exempt", 0, 10_000)
    assert (taxed.title, exempt.title) == ("블렌드 (과세)", "블렌드 (면세)")
    assert ContractLine.objects.get().supply == 89_000
    assert sum(Revenue.objects.values_list("supply", flat=True)) == 736_000


def test_a_bill_and_a_contract_stand_alone(kim):
    lines = [Entered("수리", unit_price=Decimal(50_000))]
    bill = enter_bill(make_company(kim), title="출장", on=TODAY, lines=lines, owner=kim, actor=kim)
    assert (bill.total, bill.order, bill.title) == (55_000, None, "출장")
    assert Revenue.objects.get().external_id == f"{bill.pk}:1"

    terms = {"starts_on": TODAY, "ends_on": None, "billing_day": 31, "is_postpaid": True,
             "due_days": 15}  # fmt: skip
    contract = enter_contract(
        bill.customer, title="렌탈", lines=lines, today=TODAY, owner=kim, actor=kim, **terms
    )
    line = contract.lines.get()
    assert (line.period_on, line.next_on) == (TODAY, date(2026, 3, 31))
    contract.refresh_from_db()
    assert contract.mrr == 50_000


def test_what_is_wrong_is_said_and_nothing_is_written(kim):
    company, gone = make_company(kim), make_product("단종", 1_000, is_on_sale=False)
    good = Entered("수리", unit_price=Decimal(1_000))
    cases = [
        ([], ValidationError, "한 줄 이상"),
        ([good, Entered("없는 것")], ValidationError, "2째 줄: 상품에 없는"),
        ([Entered("단종", product=gone)], ValidationError, "판매를 중지한"),
        ([good._replace(quantity=Decimal(-1))], Refused, "수량"),
        ([good._replace(unit_price=Decimal(10**14 + 1))], Refused, "100조"),
        ([good._replace(name="880101-1234568")], ValidationError, "주민등록번호"),
        ([good] * 1_001, Refused, "1,000줄"),
    ]
    for lines, error, text in cases:
        for act in (enter_order, enter_bill):
            with pytest.raises(error, match=text):
                act(company, title="", on=TODAY, lines=lines, owner=kim, actor=kim)
    free = [good._replace(unit_price=Decimal(0))]
    with pytest.raises(Refused, match="0원"):
        enter_bill(company, title="", on=TODAY, lines=free, owner=kim, actor=kim)
    assert not Order.objects.exists()
    assert not Bill.objects.exists()


def typed(customer, *rows, **head):
    given = {"other": customer.pk, "on": "2026-03-02", "due_days": "30", **head,
             "lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0"}  # fmt: skip
    for n, (item, quantity, price, *more) in enumerate(rows):
        given |= {f"lines-{n}-item": item, f"lines-{n}-quantity": quantity,
                  f"lines-{n}-unit_price": price, f"lines-{n}-tax_kind": "taxed"}  # fmt: skip
        given |= dict(more)
    return given


def test_the_page_keeps_what_was_typed_until_it_is_right(client, kim, park):
    make_product("블렌드", 32_000, code="B-1")
    company, url = make_company(kim), reverse("orders:order_enter")
    client.force_login(kim)
    assert company.name in client.get(url, {"customer": company.pk}).text
    wrong = client.post(url, typed(company, ("b-1", "열", ""), ("배송", "1", "")))
    assert wrong.status_code == 422
    for text in ('value="b-1"', "숫자로 적어 주세요", company.name):
        assert text in wrong.text, text
    wrong = client.post(url, typed(company, ("b-1", "2", ""), ("배송", "1", "")))
    assert "배송’(이)라는 상품이 없습니다" in wrong.text
    assert client.post(url, typed(company, ("", "1", ""))).status_code == 422
    assert not Order.objects.exists()

    assert client.post(url, typed(company, ("b-1", "2", ""), ("", "1", ""))).status_code == 302
    assert Order.objects.get().total == 70_400
    client.force_login(park)
    assert client.post(url, typed(company, ("b-1", "2", ""))).status_code == 422
    assert Order.objects.count() == 1


def test_a_contract_and_a_bill_are_typed_alike(client, kim):
    company = make_company(kim)
    client.force_login(kim)
    row = ("수리", "1", "50,000")
    metered = (*row, ("lines-0-is_metered", "on"), ("lines-0-cycle", "monthly"))
    given = typed(company, metered, billing_day="31")
    assert client.post(reverse("orders:contract_enter"), given).status_code == 302
    line = ContractLine.objects.get()
    assert (line.is_metered, line.supply, line.price) == (True, 0, 50_000)
    assert client.post(reverse("orders:bill_enter"), typed(company, row)).status_code == 302
    assert Bill.objects.get().total == 55_000
    assert Contract.objects.get().starts_on == TODAY


def test_an_order_is_entered_out_of_a_ticket(client, kim, choi):
    company = make_company(kim)
    ticket = make_ticket(kim, customer=company)
    client.force_login(choi)
    answer = client.get(reverse("orders:ticket_order", args=[ticket.pk]))
    page = client.get(answer["Location"]).text
    assert f'name="other" value="{company.pk}"' in page
    assert f"티켓 {ticket.number}에서 주문" in page
