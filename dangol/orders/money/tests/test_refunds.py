"""Money that goes back: what of, who may say yes, the account, and taking it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.codes import preferences
from dangol.customers.testing import make_company
from dangol.kit.errors import Refused
from dangol.orders.models import Bill, Receipt, Refund, Revenue
from dangol.orders.money.preferences import MoneyPreferences
from dangol.orders.money.queries import account_of, ageing, balance_of, refundable
from dangol.orders.money.refunds import approve_refund, ask_refund, return_refund, undo_refund
from dangol.orders.money.services import credit_bill, match_left, receive, take_back_receipt
from dangol.orders.testing import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(kim):
    """A company that paid a bill of 330,000, 20,000 too much, and brought back a third."""
    company = make_company(kim, "다온에듀")
    bill = Bill.objects.create(
        customer=company, owner=kim, title="원두", billed_on=TODAY, due_on=TODAY, supply=300_000,
        tax=30_000, total=330_000,
    )  # fmt: skip
    receive(company, amount=350_000, on=TODAY, owner=kim, actor=kim)
    credit_bill(bill, amount=110_000, reason="반품", on=TODAY, actor=kim)
    return company


def give(kim, company, amount, **values):
    usual = {"on": TODAY, "method": "transfer", "reason": "반품 환불", "owner": kim, "actor": kim}
    return ask_refund(company, amount=amount, **usual | values)


def test_a_refund_uses_up_credits_then_what_was_paid_too_much(kim, paid):
    assert (refundable(paid), balance_of(paid)) == (130_000, -130_000)
    sales = Revenue.objects.count()
    refund = give(kim, paid, 120_000)

    assert refund.status == Refund.Status.PAID
    matches = refund.receipt.matches.order_by("pk").values_list("bill__title", "amount")
    assert list(matches) == [("환입: 반품", -110_000), (None, -10_000)]
    assert (refundable(paid), balance_of(paid)) == (10_000, -10_000)
    assert Bill.objects.get(total=-110_000).status == Bill.Status.PAID
    assert ageing(Bill.objects.all(), today=TODAY, limit=9) == []
    assert Revenue.objects.count() == sales  # the return was the revenue's, the money is not
    account = account_of(paid, since=TODAY, until=TODAY)
    assert [(entry.text, entry.received, entry.balance) for entry in account.entries[-2:]] == [
        ("계좌 이체", 350_000, -130_000), ("환불: 반품 환불", -120_000, -10_000),
    ]  # fmt: skip
    assert match_left(paid) == 0


def test_what_a_credit_has_left_is_no_money_owed(client, kim, paid):
    Bill.objects.filter(total__lt=0).update(due_on=TODAY - timedelta(days=40))
    client.force_login(kim)
    page = client.get(reverse("orders:bill_list")).text
    assert page.count("남은 환입</span>") == 1
    assert "미수</span>" not in page
    assert "늦음" not in page


def test_taking_a_refund_back_is_an_entry_of_its_own(kim, paid):
    refund = undo_refund(give(kim, paid, 120_000), on=TODAY, actor=kim)
    assert (refund.status, refundable(paid), balance_of(paid)) == ("undone", 130_000, -130_000)
    amounts = Receipt.objects.order_by("pk").values_list("amount", "matched")
    assert list(amounts) == [(350_000, 330_000), (-120_000, -120_000), (120_000, 120_000)]
    with pytest.raises(Refused, match="환불한 것만"):
        undo_refund(refund, on=TODAY, actor=kim)
    assert give(kim, paid, 130_000).status == Refund.Status.PAID
    for receipt in Receipt.objects.order_by("pk"):
        with pytest.raises(Refused, match="환불"):
            take_back_receipt(receipt, actor=kim)


def test_what_cannot_go_back_is_refused(kim, paid):
    bill = Bill.objects.get(total=330_000)
    for error, match, given in (
        (ValidationError, "₩130,000", {"amount": 130_001}),
        (ValidationError, "금액", {"amount": 0}),
        (ValidationError, "이유", {"amount": 1, "reason": " "}),
        (ValidationError, "주민등록번호", {"amount": 1, "reason": "880101-1234568"}),
        (ValidationError, "환입을 골라", {"amount": 1, "bill": bill}),
    ):
        with pytest.raises(error, match=match):
            give(kim, paid, **given)
    assert not Refund.objects.exists()
    assert Receipt.objects.count() == 1


def test_above_the_limit_somebody_else_says_yes(kim, lee, paid):
    preferences.put(MoneyPreferences(refund_limit=50_000), actor=None)
    refund = give(kim, paid, 60_000)
    assert (refund.status, balance_of(paid)) == (Refund.Status.ASKED, -130_000)
    assert "환불 ₩60,000 승인을 요청" in lee.notices.get().text
    with pytest.raises(Refused, match="다른 사람이 결재"):
        approve_refund(refund, at=NOW, actor=kim)
    with pytest.raises(ValidationError, match="반려하는 이유"):
        return_refund(refund, reason="", at=NOW, actor=lee)

    approve_refund(refund, note="확인", at=NOW, actor=lee)
    refund.refresh_from_db()
    assert (refund.status, refund.decided_by, balance_of(paid)) == ("paid", lee, -70_000)
    with pytest.raises(Refused, match="승인을 기다리는"):
        approve_refund(refund, at=NOW, actor=lee)

    other = give(kim, paid, 60_000)
    assert return_refund(other, reason="상계하세요", at=NOW, actor=lee).status == "returned"
    assert balance_of(paid) == -70_000
    with pytest.raises(Refused, match="승인할 사람이 없습니다"):
        give(lee, paid, 60_000, owner=lee)


def test_two_waiting_refunds_cannot_spend_the_same_money(kim, lee, paid):
    preferences.put(MoneyPreferences(refund_limit=0), actor=None)
    first, second = give(kim, paid, 100_000), give(kim, paid, 100_000)
    approve_refund(first, at=NOW, actor=lee)
    with pytest.raises(ValidationError, match="₩30,000"):
        approve_refund(second, at=NOW, actor=lee)
    second.refresh_from_db()
    assert (second.status, balance_of(paid)) == ("asked", -30_000)


def test_the_pages_and_the_api(client, kim, lee, park, paid, django_assert_max_num_queries):
    preferences.put(MoneyPreferences(refund_limit=50_000), actor=None)
    client.force_login(kim)
    add = reverse("orders:refund_add", args=[paid.pk])
    assert "₩130,000까지" in client.get(add).text
    given = {"amount": "60,000", "on": "2026-03-02", "method": "transfer", "reason": "반품"}
    assert client.post(add, given | {"on": "2999-01-01"}).status_code == 422
    client.post(add, given)
    refund = Refund.objects.get()
    approve = reverse("orders:refund_approve", args=[refund.pk])
    client.force_login(park)
    assert client.get(refund.get_absolute_url()).status_code == 404
    client.force_login(lee)
    assert approve in client.get(refund.get_absolute_url()).text
    assert client.post(approve, {"note": ""}).status_code == 302

    client.force_login(kim)
    page = client.get(reverse("orders:account", args=[paid.pk]), {"until": "2026-03-31"}).text
    assert "환불: 반품" in page
    body = {"customer_id": paid.pk, "amount": 40_000, "reason": "과입금", "on": "2026-03-02"}
    made = client.post("/api/v1/refunds", body, content_type="application/json")
    assert (made.status_code, made.json()["status"]) == (201, "paid")
    too_much = body | {"amount": 40_001}
    assert client.post("/api/v1/refunds", too_much, "application/json").status_code == 422
    undo = f"/api/v1/refunds/{made.json()['id']}/undo"
    answer = client.post(undo, {"on": "2026-03-03"}, "application/json")
    assert answer.json()["status"] == "undone"
    only = '{"field":"status","op":"is","value":["paid"]}'
    assert client.get("/api/v1/refunds", {"filter": only}).json()["items"][0]["amount"] == 60_000
    url = reverse("orders:refund_list")
    client.get(url)
    with django_assert_max_num_queries(14):
        assert "2건" in client.get(url).text
    assert client.get(reverse("orders:receipt_list")).text.count("−₩") >= 2
