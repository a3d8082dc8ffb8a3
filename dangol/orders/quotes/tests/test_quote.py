"""Writing quotes: prices, versions, approval."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from dangol.catalog.products.services import stop_sale
from dangol.catalog.testing import make_machine, make_prices, make_product
from dangol.customers.testing import make_company
from dangol.kit.errors import Refused
from dangol.orders.models import Quote, QuoteLine
from dangol.orders.quotes.approving import (
    approve_quote,
    ask_approval,
    reopen_quote,
    return_quote,
)
from dangol.orders.quotes.lines import (
    LineGiven,
    add_configured,
    add_free_line,
    add_lines,
    drop_line,
    edit_line,
    lower_discounts,
    move_line,
    quote_deal,
)
from dangol.orders.quotes.queries import approvers_of, compared, needs_approval
from dangol.orders.quotes.sending import Way, send_quote
from dangol.orders.quotes.services import (
    duplicate_quote,
    edit_quote,
    open_quote,
    remove_quote,
    revise_quote,
)
from dangol.orders.testing import NOW, TODAY, make_quote, sent_quote
from dangol.sales.pipeline.services import LineGiven as DealLineGiven
from dangol.sales.pipeline.services import set_lines
from dangol.sales.testing import START, make_deal
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db


def line_of(quote, place=0):
    return quote.lines.order_by("place")[place]


def send(quote, actor, **options):
    return send_quote(quote, way=Way.LINK, at=NOW, today=TODAY, actor=actor, **options)


def test_a_deal_becomes_a_quote_with_its_products(kim):
    machine = make_product("머신", 2_900_000)
    gone = make_product("구형", 1_000)
    deal = make_deal(kim, "머신 도입")
    lines = [
        DealLineGiven(machine, Decimal(2), discount=Decimal(5)),
        DealLineGiven(gone, Decimal(1)),
    ]
    set_lines(deal, lines, on=TODAY, at=START, actor=kim)
    stop_sale(gone, reason="단종", actor=None)

    quote = quote_deal(deal, on=TODAY, actor=kim)

    assert (quote.customer, quote.deal, quote.owner) == (deal.customer, deal, kim)
    assert quote.number.startswith("Q-26")
    assert [(row.name, row.quantity, row.discount) for row in quote.lines.all()] == [("머신", 2, 5)]
    assert (quote.supply, quote.tax, quote.total) == (5_510_000, 551_000, 6_061_000)
    assert (quote.valid_until - quote.quoted_on).days == 14


def test_the_customers_own_price_follows_the_quantity(kim):
    beans = make_product("원두", 32_000)
    company = make_company(kim)
    prices = make_prices("한빛 전용", beans, 30_000, customer=company)
    prices.prices.create(product=beans, from_quantity=20, unit_price=28_000)
    quote = make_quote(kim, (beans, 1), customer=company)
    assert line_of(quote).unit_price == 30_000

    line = edit_line(line_of(quote), quantity=Decimal(20), actor=kim)
    assert (line.unit_price, line.supply) == (28_000, 560_000)

    edit_line(line, unit_price=Decimal(27_500), actor=kim)
    line = edit_line(line, quantity=Decimal(5), actor=kim)
    assert (line.unit_price, line.list_price) == (27_500, 30_000)


def test_prices_with_tax_cost_the_customer_the_same(kim):
    quote = make_quote(kim, (32_000, 3))
    edit_quote(quote, vat_mode="included", actor=kim)
    quote.refresh_from_db()
    assert line_of(quote).unit_price == 35_200
    assert (quote.supply, quote.tax) == (96_000, 9_600)
    assert not quote.discount_percent

    edit_quote(quote, vat_mode="excluded", cut=1_000, actor=kim)
    quote.refresh_from_db()
    assert (line_of(quote).unit_price, quote.total) == (32_000, 105_000)


def test_a_configured_product_is_checked_by_its_rules(kim):
    machine = make_machine()
    quote = make_quote(kim)
    with pytest.raises(Refused, match="사양을 골라야"):
        add_lines(quote, [LineGiven(machine)], actor=kim)
    with pytest.raises(Refused, match="모터"):
        add_configured(quote, machine, {"cooler": 1}, actor=kim)
    assert not quote.lines.exists()

    row = add_configured(quote, machine, {"m3": 1, "cooler": 2}, actor=kim)
    assert (row.unit_price, row.spec) == (1_700_000, "3마력, 냉각기 ×2")


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"quantity": Decimal(0)}, "수량"),
        ({"quantity": Decimal(-1)}, "수량"),
        ({"discount": Decimal(200)}, "할인율"),
        ({"unit_price": Decimal(-1)}, "단가"),
        ({"unit_price": Decimal(10) ** 14, "quantity": Decimal(2)}, "100조"),
        ({"note": "900101-1234567"}, "주민등록번호"),
    ],
)
def test_impossible_lines_are_refused_and_nothing_is_written(kim, values, word):
    quote = make_quote(kim, (100_000, 2))
    with pytest.raises((Refused, ValidationError), match=word):
        edit_line(line_of(quote), actor=kim, **values)
    quote.refresh_from_db()
    assert (line_of(quote).quantity, line_of(quote).unit_price, quote.total) == (
        2,
        100_000,
        220_000,
    )


def test_lines_move_and_go(kim):
    quote = make_quote(kim, (1_000,), (2_000,), (3_000,))
    move_line(line_of(quote, 2), up=True, actor=kim)
    assert [row.unit_price for row in quote.lines.order_by("place")] == [1_000, 3_000, 2_000]
    drop_line(line_of(quote), actor=kim)
    quote.refresh_from_db()
    assert quote.total == 5_500


def test_five_thousand_lines_work_and_one_more_is_refused(kim):
    product = make_product("부품", 1_000)
    quote = make_quote(kim)
    add_lines(quote, [LineGiven(product)] * 5_000, actor=kim)
    quote.refresh_from_db()
    assert (quote.supply, quote.tax) == (5_000_000, 500_000)
    edit_line(line_of(quote, 2_500), quantity=Decimal(3), actor=kim)
    quote.refresh_from_db()
    assert quote.supply == 5_002_000
    with pytest.raises(Refused, match="5,000줄"):
        add_free_line(quote, name="설치", actor=kim)


def test_a_deep_discount_needs_the_leader(kim, lee, park):
    quote = make_quote(kim, (100_000, 1, None, 12))
    assert needs_approval(quote)
    with pytest.raises(Refused, match="할인 12%는 승인이 필요"):
        send(quote, kim)
    assert approvers_of(quote) == [lee]

    ask_approval(quote, at=NOW, actor=kim)
    assert Notice.objects.get(user=lee).text.startswith("김하늘: 견적 Q-26")
    with pytest.raises(Refused, match="고칠 수 없습니다"):
        edit_quote(quote, title="다른 이름", actor=kim)
    for stranger in (kim, park):
        with pytest.raises(Refused, match="승인할 수 없습니다"):
            approve_quote(quote, at=NOW, actor=stranger)

    return_quote(quote, reason="10%까지만", at=NOW, actor=lee)
    assert Quote.objects.get().status == "draft"
    ask_approval(quote, at=NOW, actor=kim)
    approve_quote(quote, at=NOW, actor=lee)
    reopen_quote(quote, at=NOW, actor=kim)
    with pytest.raises(Refused, match="승인이 필요"):
        send(quote, kim)
    ask_approval(quote, at=NOW, actor=kim)
    approve_quote(quote, at=NOW, actor=lee)
    assert send(quote, kim).status == "sent"
    kinds = quote.steps.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "asked", "returned", "asked", "approved", "reopened", "asked", "approved", "sent",
    ]  # fmt: skip


def test_nobody_approves_their_own(lee, choi):
    quote = make_quote(lee, (100_000, 1, None, 21))
    assert needs_approval(quote)
    assert approvers_of(quote) == [choi]
    ask_approval(quote, at=NOW, actor=lee)
    with pytest.raises(Refused, match="자기 견적"):
        approve_quote(quote, at=NOW, actor=lee)
    assert approve_quote(quote, at=NOW, actor=choi).status == "approved"


def test_discounts_come_down_to_the_limit(kim):
    quote = make_quote(kim, (100_000, 1, None, 12), (50_000, 1, 40_000), (20_000, 1, None, 3))
    lower_discounts(quote, to=10, actor=kim)
    quote.refresh_from_db()
    assert [row.supply for row in quote.lines.order_by("place")] == [90_000, 45_000, 19_400]
    assert quote.discount_percent == 10


def test_a_new_version_replaces_the_one_before(kim):
    first = sent_quote(kim, (100_000, 3), (50_000, 1))
    second = revise_quote(first, on=TODAY, actor=kim)
    edit_line(line_of(second), quantity=Decimal(4), actor=kim)
    drop_line(line_of(second, 1), actor=kim)
    add_free_line(second, name="설치비", unit_price=Decimal(30_000), actor=kim)
    first.refresh_from_db()

    assert (first.status, first.is_newest, second.edition) == ("replaced", False, 2)
    assert (first.total, second.number) == (385_000, first.number)
    told = [(c.name, c.before and c.before.quantity, c.after and c.after.quantity)
            for c in compared(first, second)]  # fmt: skip
    assert told == [("상품 1", 3, 4), ("설치비", None, 1), ("상품 2", 1, None)]
    with pytest.raises(Refused, match="지난 판"):
        revise_quote(first, on=TODAY, actor=kim)

    remove_quote(second, actor=kim)
    first.refresh_from_db()
    assert first.is_newest
    with pytest.raises(Refused, match="보낸 견적은"):
        remove_quote(first, actor=kim)


def test_a_copy_is_a_quote_of_its_own(kim):
    first = sent_quote(kim, (100_000, 3))
    copy = duplicate_quote(first, on=TODAY, actor=kim)
    assert copy.number != first.number
    assert (copy.edition, copy.status, copy.total) == (1, "draft", first.total)


def test_what_cannot_go_stays(kim):
    empty = make_quote(kim)
    with pytest.raises(Refused, match="품목이 없습니다"):
        send(empty, kim)
    product = make_product("단종될 것", 1_000)
    quote = make_quote(kim, (product, 1))
    stop_sale(product, reason="단종", actor=None)
    with pytest.raises(Refused, match="단종될 것"):
        send(quote, kim)
    with pytest.raises(Refused, match=r"연락처|보내지|발신"):
        send_quote(
            make_quote(kim, (1_000, 1)), way=Way.EMAIL, subject="견적", text="견적입니다", at=NOW,
            today=TODAY, actor=kim,
        )  # fmt: skip
    assert set(Quote.objects.values_list("status", flat=True)) == {"draft"}


def test_a_deal_of_somebody_else_is_refused(kim):
    with pytest.raises(ValidationError, match="다른 고객"):
        open_quote(
            make_company(kim, "다른 곳"), title="견적", owner=kim, on=TODAY, actor=kim,
            deal=make_deal(kim),
        )  # fmt: skip
    assert not QuoteLine.objects.exists()
    assert not Quote.objects.exists()
