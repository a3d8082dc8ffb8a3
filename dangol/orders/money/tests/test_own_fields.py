"""Own fields of bills, receipts, refunds: on the forms, in the lists, over the API."""

from datetime import date

import pytest
from django.urls import reverse

from dangol.codes.services import add_field
from dangol.customers.testing import make_company
from dangol.orders.models import Bill, Receipt, Refund
from dangol.orders.orders.tests.test_money import make_bill, pay
from dangol.orders.tests.test_api import call
from dangol.sales.importing.tests.test_import_deals import bring

pytestmark = pytest.mark.django_db


def test_a_bill_is_corrected_with_its_own_field(client, kim, park, choi):
    field = add_field("orders.bill", label="현장", kind="text", actor=None)
    company = make_company(kim, "한빛카페")
    bill = make_bill(kim, company, 5_000, date(2026, 3, 31))
    client.force_login(kim)
    url = reverse("orders:bill_edit", args=[bill.pk])
    assert 'name="custom_' in client.get(url).text
    given = {"title": "3월 납품", "due_on": "2026-04-30", f"custom_{field.key}": "성수"}
    assert client.post(url, given | {"due_on": "2026-02-28"}).status_code == 422
    assert client.post(url, given).status_code == 302
    bill.refresh_from_db()
    assert (bill.title, bill.due_on, bill.custom) == (
        "3월 납품", date(2026, 4, 30), {field.key: "성수"},
    )  # fmt: skip
    assert "현장 성수" in client.get(reverse("orders:account", args=[company.pk])).text
    asked = f'{{"field":"custom_{field.key}","op":"contains","value":"성수"}}'
    assert call(client, kim, "get", "bills", {"filter": asked})[1]["items"][0]["id"] == bill.pk
    client.force_login(park)
    assert client.post(url, given).status_code == 404

    text = "청구번호,고객,품목,청구일,합계,현장\nE1,한빛카페,납품,2026-02-28,1100,뚝섬\n"
    assert bring(text, "bills", choi).created == 1
    assert Bill.objects.get(external_id="E1").custom == {field.key: "뚝섬"}


def test_receipts_and_refunds_ask_for_theirs(client, kim):
    for record in ("receipt", "refund"):
        add_field(f"orders.{record}", label="담당 은행", kind="text", key="bank",
                  is_required=True, actor=None)  # fmt: skip
    company = make_company(kim)
    client.force_login(kim)
    given = {"amount": "1,000", "on": "2026-03-02", "method": "transfer"}
    url = reverse("orders:receipt_add", args=[company.pk])
    assert client.post(url, given).status_code == 422
    assert client.post(url, given | {"custom_bank": "국민"}).status_code == 302
    receipt = Receipt.objects.get()
    edit = reverse("orders:receipt_edit", args=[receipt.pk])
    assert (
        client.post(edit, {"method": "card", "note": "정정", "custom_bank": "신한"}).status_code
        == 302
    )
    receipt.refresh_from_db()
    assert (receipt.method, receipt.note, receipt.custom) == ("card", "정정", {"bank": "신한"})

    url = reverse("orders:refund_add", args=[company.pk])
    given |= {"reason": "중복", "custom_bank": "국민"}
    assert client.post(url, given).status_code == 302
    refund = Refund.objects.get()
    assert refund.custom == {"bank": "국민"}
    assert "담당 은행" in client.get(refund.get_absolute_url()).text
    status, said = call(client, kim, "patch", f"refunds/{refund.pk}", {"custom": {"bank": ""}})
    assert (status, list(said["fields"])) == (422, ["bank"])


def test_a_number_of_another_customer_is_refused(client, kim, park):
    theirs = pay(park, make_company(park, "다른 곳"), 1_000, external_id="bank-1")
    body = {"customer_id": make_company(kim).pk, "amount": 500, "external_id": "bank-1"}
    status, said = call(client, kim, "post", "receipts", body)
    assert (status, list(said["fields"])) == (422, ["external_id"])
    assert Receipt.objects.get() == theirs
