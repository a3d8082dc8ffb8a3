"""Pages of orders and money: who sees them, and what their papers say."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from dangol.orders.models import Bill, Receipt
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.tests.test_money import accepted, pay
from dangol.orders.testing import TODAY

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"orders:{name}", args=args)


def words(answer):
    pages = PdfReader(BytesIO(answer.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_every_page_is_seen_by_its_owner_and_leader_only(client, kim, lee, park):
    order = accepted(kim, (100_000, 3), (32_000, 1), cycles=("once", "monthly"))
    run_billing(today=TODAY)
    pay(kim, order.customer, 1_000)
    contract = order.contracts.get()
    records = [
        order.get_absolute_url(), url("order_statement", order.pk),
        contract.get_absolute_url(), url("account", order.customer_id),
        url("account_paper", order.customer_id),
    ]  # fmt: skip
    lists = [url(name) for name in ("order_list", "contract_list", "bill_list", "receipt_list")]
    lists.append(reverse("workspace:report", args=["receivables"]))
    for user, status in ((kim, 200), (lee, 200), (park, 404)):
        client.force_login(user)
        assert [client.get(page).status_code for page in records] == [status] * len(records)
        for page in lists:
            answer = client.get(page)
            assert (order.customer.name in answer.text) is (status == 200), page


def test_lists_cost_the_same_for_any_number(client, kim, django_assert_max_num_queries):
    for _n in range(6):
        accepted(kim, customer=None)
    client.force_login(kim)
    for name in ("order_list", "bill_list"):
        client.get(url(name))
        with django_assert_max_num_queries(14):
            assert "6건" in client.get(url(name)).text


def test_a_receipt_is_written_matched_and_taken_back(client, kim):
    order = accepted(kim)
    bill = Bill.objects.get()
    client.force_login(kim)
    form = client.get(url("receipt_add", order.customer_id), {"bill": bill.pk})
    assert 'value="330,000"' in form.text

    given = {"amount": "200,000", "on": "2026-03-02", "method": "transfer", "bill": bill.pk}
    for amount in ("0", "-1", "많이", "1,000.5"):
        wrong = client.post(url("receipt_add", order.customer_id), given | {"amount": amount})
        assert wrong.status_code == 422, amount
    assert not Receipt.objects.exists()
    client.post(url("receipt_add", order.customer_id), given)
    page = client.get(url("account", order.customer_id), {"until": "2026-03-31"}).text
    assert "₩130,000" in page

    paper = words(client.get(url("order_statement", order.pk)))
    for text in ("거 래 명 세 서", "일금 삼십삼만원정", "입금액 ₩200,000", "현잔액 ₩130,000"):
        assert text in paper, text
    dates = {"since": "2026-03-01", "until": "2026-03-31"}
    ledger = words(client.get(url("account_paper", order.customer_id), dates))
    assert "현잔액 ₩130,000" in ledger

    client.post(url("receipt_remove", Receipt.objects.get().pk))
    bill.refresh_from_db()
    assert (bill.status, bill.paid) == ("open", 0)
