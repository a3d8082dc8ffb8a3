"""Files of ERP and shops: brought in once, however often, and taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from dangol.catalog.testing import make_product
from dangol.customers.models import Customer
from dangol.customers.testing import make_company
from dangol.imports import running, services
from dangol.orders.models import Bill, Contract, Order, Receipt, Revenue, Usage
from dangol.orders.money.queries import balance_of
from dangol.orders.money.services import receive
from dangol.orders.orders.billing import run_billing
from dangol.orders.subscriptions.tests.test_usage import START, make_metered
from dangol.sales.importing.tests.test_import_deals import bring, reasons

pytestmark = pytest.mark.django_db
ORDERS = "상품주문번호,구매자명,상품명,주문일,수량,결제금액\n"


def test_orders_of_a_shop_come_in_once(choi):
    make_company(choi, "한빛카페")
    make_product("블렌드", 32_000, code="B-1")
    text = ORDERS + (
        "P1,한빛카페,B-1,2026-03-02,3,105600\n"
        "P2,한빛카페,종이컵,2026-03-02,1001,9999\n"
        "P3,없는 곳,종이컵,2026-03-02,1,1100\n"
        "P4,한빛카페,종이컵,2099-01-01,1,1100\n"
        "P5,한빛카페,종이컵,2026-03-02,-1,1100\n"
        "P1,한빛카페,B-1,2026-03-02,3,105600\n"
    )
    run = bring(text, "orders", choi)
    assert reasons(run)[0].startswith("고객 ‘없는 곳’")
    assert len(reasons(run)) == 3
    orders = dict(Order.objects.values_list("external_id", "total"))
    assert orders == {"P1": 105_600, "P2": 9_999}
    line = Order.objects.get(external_id="P2").lines.get()
    assert (line.name, line.quantity, line.supply) == ("종이컵 × 1001", Decimal(1), 9_090)

    bring(text, "orders", choi)
    assert (Order.objects.count(), Bill.objects.count()) == (2, 2)
    services.begin_undo(run)
    running.undo(run.pk, actor=choi)
    assert set(Order.objects.values_list("status", flat=True)) == {"cancelled"}
    assert set(Bill.objects.values_list("status", flat=True)) == {"void"}
    assert not Revenue.objects.exists()

    for created in (2, 0):  # the file mended comes in anew, and once
        assert bring(text, "orders", choi).created == created
    living = Order.objects.filter(status="open").values_list("external_id", "total")
    assert dict(living) == {"P1": 105_600, "P2": 9_999}
    assert Order.objects.filter(status="cancelled", external_id="").count() == 2


def test_an_order_paid_since_keeps_its_number_when_the_file_is_undone(choi):
    company = make_company(choi, "한빛카페")
    text = ORDERS + "P1,한빛카페,종이컵,2026-03-02,1,1100\n"
    run = bring(text, "orders", choi)
    receive(company, amount=1_100, on=date(2026, 3, 3), owner=choi, actor=choi)
    services.begin_undo(run)
    (kept,) = running.undo(run.pk, actor=choi).kept
    assert "이미 수금한" in kept["reason"]
    assert bring(text, "orders", choi).created == 0
    assert Order.objects.get().status == "open"


def test_running_contracts_are_not_billed_again_for_what_is_past(choi):
    make_company(choi, "한빛카페")
    today = timezone.localdate()
    text = "계약번호,고객,품목,시작일,단가,주기,청구일\n" + (
        "C1,한빛카페,렌탈,2026-01-15,89000,월,1\n"
        "C2,한빛카페,렌탈,2026-01-15,89000,매주,1\n"
        "C3,한빛카페,렌탈,2026-01-15,89000,월,32\n"
    )
    run = bring(text, "contracts", choi)
    assert len(reasons(run)) == 2
    contract = Contract.objects.get()
    assert contract.external_id == "C1"
    assert contract.mrr == 89_000
    assert contract.lines.get().period_on >= today
    assert run_billing(today=date(today.year, today.month, today.day)) in (0, 1)
    bring(text, "contracts", choi)
    assert Contract.objects.count() == 1


def test_money_and_sales_of_the_erp(choi):
    company = make_company(choi, "한빛카페")
    text = "입금번호,입금자,입금일,입금액,방법\n" + (
        'T1,한빛카페,2026-03-02,"1,100",무통장입금\nT2,한빛카페,2026-03-02,0,카드\n'
    )
    assert len(reasons(bring(text, "receipts", choi))) == 1
    bring(text, "receipts", choi)
    assert (Receipt.objects.get().amount, balance_of(company)) == (1_100, -1_100)

    text = "전표번호,거래처,일자,품목,공급가액,세액,합계\n" + (
        "E1,한빛카페,2026-03-02,원두,10000,1000,\n"
        "E2,한빛카페,2026-03-03,원두,,,11000\n"
        "E3,한빛카페,2026-03-04,원두 반품,-5000,-500,\n"
    )
    run = bring(text, "revenue", choi)
    assert reasons(run) == []
    bring(text.replace("10000,1000", "20000,2000"), "revenue", choi)
    rows = Revenue.objects.filter(source="erp").order_by("external_id")
    assert list(rows.values_list("supply", "tax")) == [(10_000, 1_000), (10_000, 1_000),
                                                       (-5_000, -500)]  # fmt: skip
    assert Customer.objects.get().stage == "customer"


def test_undoing_a_file_of_sales_puts_back_what_it_overwrote(choi):
    make_company(choi, "한빛카페")
    product = make_product("원두", 32_000)
    head = "전표번호,거래처,일자,품목,공급가액,세액\n"
    bring(head + "E1,한빛카페,2026-03-02,원두,10000,1000\nE2,한빛카페,2026-03-02,원두,500,50\n",
          "revenue", choi)  # fmt: skip
    bring(head + "E1,한빛카페,2026-03-01,시럽,7,0\n", "revenue", choi, source="다른 곳")
    run = bring(
        head + "E1,한빛카페,2026-03-05,잔,20000,2000\nE2,한빛카페,2026-03-05,잔,900,90\n"
        "E3,한빛카페,2026-03-05,잔,1,0\n", "revenue", choi, double="overwrite",
    )  # fmt: skip
    assert reasons(run) == []
    assert sorted(Revenue.objects.values_list("supply", flat=True)) == [1, 7, 900, 20_000]
    Revenue.objects.filter(external_id="E2").update(supply=901)  # changed since, so it stays

    services.begin_undo(run)
    running.undo(run.pk, actor=choi)

    rows = Revenue.objects.filter(source="erp").order_by("external_id")
    assert [(r.external_id, f"{r.on}", r.name, r.supply, r.tax, r.product) for r in rows] == [
        ("E1", "2026-03-02", "원두", 10_000, 1_000, product),
        ("E2", "2026-03-05", "잔", 901, 90, None),
    ]  # fmt: skip
    assert Revenue.objects.get(source="다른 곳").supply == 7


def test_usage_of_a_file(choi):
    contract, _line = make_metered(choi)
    text = "계약번호,사용일,수량,외부번호\n" + (
        f"{contract.number},{START},10,u1\n{contract.number},2020-01-01,1,u2\nK-0,{START},1,u3\n"
    )
    run = bring(text, "usage", choi)
    assert len(reasons(run)) == 2
    bring(text, "usage", choi)
    assert Usage.objects.get().quantity == 10
