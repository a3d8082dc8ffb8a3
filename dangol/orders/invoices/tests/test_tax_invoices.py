"""The file for Hometax: what goes in, what is missing, and that it names why it was made."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dangol.audit.models import Access
from dangol.catalog.testing import make_product
from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences
from dangol.customers.models import Customer
from dangol.customers.testing import make_company
from dangol.orders.invoices.queries import invoices_of
from dangol.orders.invoices.words import INVOICE, TAX_INVOICE
from dangol.orders.models import Bill
from dangol.orders.money.services import credit_bill
from dangol.orders.orders.tests.test_money import accepted

pytestmark = pytest.mark.django_db
URL = "orders:tax_invoices"
MARCH = date(2026, 3, 1)


def make_bill(kim, customer, supply, tax, on=date(2026, 3, 9), kind="taxed"):
    return Bill.objects.create(
        customer=customer, owner=kim, title="원두 3월", billed_on=on, due_on=on, supply=supply,
        tax=tax, total=supply + tax, tax_kind=kind,
    )  # fmt: skip


def rows_of(answer):
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return book.get_sheet_by_index(0).to_python()


def test_a_month_is_put_into_the_forms_of_hometax(client, choi):
    preferences.put(
        CompanyPreferences(
            name="봄결커피", business_number="123-45-67891", representative="정은주"
        ),
        actor=None,
    )
    ready, bare = make_company(choi, "다온에듀"), make_company(choi, "이름만")
    Customer.objects.filter(pk=ready.pk).update(
        business_number="1248100998", representative="김다온", email="tax@daon.example"
    )
    bill = make_bill(choi, ready, 100_000, 10_000)
    make_bill(choi, bare, 5_000, 500)
    make_bill(choi, ready, 7_000, 0, kind="exempt")
    make_bill(choi, ready, 8_000, 0, kind="zero", on=date(2026, 3, 10))
    make_bill(choi, ready, 9_000, 900, on=date(2026, 4, 1))
    credit_bill(bill, amount=11_000, reason="반품", on=date(2026, 3, 20), actor=choi)
    client.force_login(choi)
    url = f"{reverse(URL)}?month=2026-03"
    page = client.get(url).text
    for text in ("2026.04.10", "사업자등록번호, 대표자 없음", "₩100,000", "계산서 · 면세"):
        assert text in page, text

    wrong = [{"part": "tax-1", "reason": ""}, *({"part": part, "reason": "3월 신고"} for part in
             ("tax-2", "1", "other-1", "tax-0", ""))]  # fmt: skip
    for given in wrong:
        assert client.post(url, given).status_code == 422, given
    assert not Access.objects.filter(act="export").exists()

    rows = rows_of(client.post(url, {"part": "tax-1", "reason": "3월 신고"}))
    columns = TAX_INVOICE.columns
    assert (tuple(rows[5]), len(columns), len(rows)) == (columns, 59, 8)
    line = dict(zip(columns, rows[6], strict=True))
    assert line["작성일자"] == "20260309"
    assert line['공급받는자 등록번호\n("-" 없이 입력)'] == "1248100998"
    assert line['공급자 등록번호\n("-" 없이 입력)'] == "1234567891"
    assert [line[name] for name in ("공급가액\n합계", "세액\n합계", "품목1", "공급가액1")] == [
        100_000, 10_000, "원두 3월", 100_000,
    ]  # fmt: skip
    assert (line["외상미수금"], line["영수(01),\n청구(02)"]) == ("", "02")
    assert [row[0] for row in rows[6:]] == ["01", "02"]
    assert Access.objects.get(act="export").reason == "3월 신고"

    rows = rows_of(client.post(url, {"part": "exempt-1", "reason": "3월 신고"}))
    columns = INVOICE.columns
    assert (tuple(rows[5]), len(columns), len(rows)) == (columns, 54, 7)
    line = dict(zip(columns, rows[6], strict=True))
    assert (rows[6][0], line["공급가액\n합계"], line["공급가액1"], line["외상미수금"]) == (
        "05", 7_000, 7_000, 7_000,
    )  # fmt: skip


def test_an_old_bill_of_several_kinds_is_told_apart_and_left_out(client, kim):
    order = accepted(kim, (make_product("원두", 100_000), 1),
                     (make_product("책", 30_000, tax_kind="exempt"), 1))  # fmt: skip
    Customer.objects.filter(pk=order.customer_id).update(
        business_number="1248100998", representative="김다온"
    )
    assert len(invoices_of(Bill.objects.all(), MARCH).lacking) == 0
    order.bills.filter(tax_kind="exempt").delete()  # as one bill was written for both
    order.bills.update(supply=130_000, total=140_000, title="옛 청구")

    (found,) = invoices_of(Bill.objects.all(), MARCH).lacking

    assert found.reason == (
        "옛 청구에 과세 구분이 섞여 있습니다(과세 ₩100,000, 면세 ₩30,000). "
        "홈택스에서 나누어 발급하세요."
    )
    client.force_login(kim)
    assert "과세 + 면세" in client.get(order.get_absolute_url()).text


def test_without_the_right_or_our_own_number_there_is_no_file(client, kim, choi):
    client.force_login(kim)
    make_bill(choi, make_company(choi), 100, 10)
    client.force_login(choi)
    answer = client.post(f"{reverse(URL)}?month=2026-03", {"part": "tax-1", "reason": "신고"})
    assert answer.status_code == 422
    assert "회사 정보에 사업자등록번호" in answer.text
    assert client.get(f"{reverse(URL)}?month=잘못").status_code == 200


def test_what_is_owed_and_the_account_come_by_the_api(client, monkeypatch, kim, park):
    company = make_company(kim, "늦는 곳")
    make_bill(kim, company, 100_000, 10_000)
    make_bill(kim, make_company(kim, "덜 늦는 곳"), 10_000, 1_000)
    client.force_login(kim)
    monkeypatch.setattr("dangol.orders.money.reports.MOST", 1)
    (table,) = client.get("/api/v1/reports/receivables").json()["tables"]
    (row,), total = table["rows"], table["total"]
    assert (row["customer"], row["total"], row["over_90"]) == ("늦는 곳", 110_000, 110_000)
    assert (total["total"], total["over_90"]) == (121_000, 121_000)  # of everybody
    url = f"/api/v1/accounts/{company.pk}"
    found = client.get(url, {"since": "2026-03-01", "until": "2026-03-31"}).json()
    assert (found["before"], found["billed"], found["after"]) == (0, 110_000, 110_000)
    assert found["entries"][0]["balance"] == 110_000
    assert client.get(url, {"since": "2026-04-01", "until": "2026-03-31"}).status_code == 422
    client.force_login(park)
    assert client.get(url).status_code == 404
