"""What people get wrong with money and days: each is told what and how, and nothing is written."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.customers.testing import make_company, moment
from dangol.orders.models import Bill, Order, Quote, Receipt
from dangol.orders.orders.tests.test_money import make_bill
from dangol.orders.quotes.links import token_of
from dangol.orders.testing import make_quote, sent_quote
from dangol.sales.importing.tests.test_import_deals import bring, reasons
from dangol.sales.models import Deal
from dangol.sales.testing import stage

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("$1,200", "‘$’은(는) 받지 않습니다. 원으로 바꾼 금액을 적어 주세요."),
        ("1,200달러", "‘달러’는 받지 않습니다. 원으로 바꾼 금액을 적어 주세요."),
        ("1200.5", "1원보다 작은 끝수는 빼고 적어 주세요. 예: 12,000,000"),
        ("-5", "0원에서 100조 원 사이의 금액을 적어 주세요."),
        ("100조1", "0원에서 100조 원 사이의 금액을 적어 주세요."),
        ("많이", "0원에서 100조 원 사이의 금액을 적어 주세요."),
    ],
)
def test_an_amount_that_cannot_be_received(client, kim, amount, said):
    company = make_company(kim)
    make_bill(kim, company, 5_000, MARCH)
    client.force_login(kim)

    url = reverse("orders:receipt_add", args=[company.pk])
    answer = client.post(url, {"amount": amount, "on": "2026-03-02", "method": "transfer"})

    assert (answer.status_code, Receipt.objects.count()) == (422, 0)
    assert said in answer.text
    assert f'value="{amount}"' in answer.text


def test_a_price_in_another_currency_is_named_on_the_quote(client, kim):
    quote = make_quote(kim, (1_000, 1))
    client.force_login(kim)
    url = reverse("orders:line_edit", args=[quote.pk, quote.lines.get().pk])

    for given in ({"unit_price": "USD 30"}, {"discount": "200"}, {"discount": "-1"},
                  {"unit_price": "100000000000001"}):  # fmt: skip
        answer = client.post(url, given, headers={"HX-Request": "true"})
        assert answer.status_code == 422
    quote.refresh_from_db()
    assert quote.total == 1_100


@pytest.mark.parametrize("amount", ["USD 1,200", "1200.5", "100조1"])
def test_an_amount_that_is_no_deals(client, kim, amount):
    company = make_company(kim)
    client.force_login(kim)
    given = {"other": company.pk, "title": "원두", "stage": stage(0).pk, "kind": "new",
             "amount": amount, "owner": kim.pk, "forecast": "pipeline"}  # fmt: skip

    answer = client.post(reverse("sales:deal_open"), given)

    assert (answer.status_code, Deal.objects.count()) == (422, 0)
    assert "예상 금액: " in answer.text
    assert f'value="{amount}"' in answer.text


def test_a_file_in_dollars_without_its_customer_or_beyond_the_range(kim):
    make_company(kim, "한빛유통")
    rows = (
        "주문번호,고객명,품목,주문일,단가\n"
        "A-1,한빛유통,원두,2026-03-02,\"$1,200\"\n"
        "A-2,,원두,2026-03-02,1200\n"
        "A-3,없는 고객,원두,2026-03-02,1200\n"
        "A-4,한빛유통,원두,2026-03-02,100000000000001\n"
        "A-5,한빛유통,원두,2026-02-30,1200\n"
        "A-6,한빛유통,원두,2026-03-02,1200\n"
    )  # fmt: skip

    run = bring(rows, "orders", kim)

    assert (run.created, run.refused) == (1, 5)
    dollars, empty, unknown, large, day = reasons(run)
    assert dollars == "‘$’은(는) 받지 않습니다. 원으로 바꾼 금액을 적어 주세요."
    assert empty == "‘고객’이(가) 비어 있습니다. 값을 적어 다시 가져와 주세요."
    assert "‘없는 고객’" in unknown
    assert "100조" in large
    assert day == "날짜 ‘2026-02-30’을 읽을 수 없습니다. 2026-11-21처럼 적어 주세요."
    assert Order.objects.get().external_id == "A-6"


@pytest.mark.parametrize(
    ("now", "status", "billed"),
    [
        ("2026-03-31T23:59:59", "accepted", [MARCH]),  # 14:59 of the same day in UTC
        ("2026-04-01T00:00:00", "sent", []),  # 15:00 of still the same day in UTC
    ],
)
def test_a_day_ends_at_midnight_in_seoul(client, kim, monkeypatch, now, status, billed):
    quote = sent_quote(kim)
    Quote.objects.filter(pk=quote.pk).update(valid_until=MARCH)
    url = reverse("orders:offer", args=[token_of(Quote.objects.get())])
    monkeypatch.setattr(timezone, "now", lambda: moment(now))

    answer = client.post(url, {"act": "accept", "name": "김하나", "agree": "1"})

    assert Quote.objects.get().status == status
    assert list(Bill.objects.values_list("billed_on", flat=True)) == billed
    if not billed:
        assert answer.status_code == 422
        assert "유효기간이 지난 견적" in answer.text
