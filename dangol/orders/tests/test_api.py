"""Quotes and money by the API."""

import pytest

from dangol.catalog.testing import make_product
from dangol.customers.testing import make_company
from dangol.orders.models import Bill, Quote, Receipt, Revenue
from dangol.orders.orders.tests.test_money import accepted
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db


def call(client, user, method, path, body=None):
    client.force_login(user)
    answer = getattr(client, method)(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json() if "json" in answer["Content-Type"] else answer.content


def test_a_quote_is_made_and_sent(client, kim, park):
    company, product = make_company(kim), make_product("원두", 32_000)
    head = {"customer_id": company.pk, "title": "원두"}
    status, quote = call(client, kim, "post", "quotes", head)
    assert status == 201
    here = f"quotes/{quote['id']}"
    lines = {"lines": [{"product_id": product.pk, "quantity": "18", "discount": "5"}]}
    status, quote = call(client, kim, "post", f"{here}/lines", lines)
    assert (status, quote["total"], quote["lines"][0]["tax"]) == (200, 601_920, 54_720)
    status, quote = call(client, kim, "post", f"{here}/send", {"way": "link"})
    assert (status, quote["status"]) == (200, "sent")
    assert f"/orders/q/{quote['id']}-" in quote["link"]
    assert call(client, kim, "get", f"{here}/pdf")[1].startswith(b"%PDF")
    assert call(client, kim, "patch", here, {"title": "다른 이름"})[0] == 409
    assert call(client, park, "get", here)[0] == 404
    assert Quote.objects.get().title == "원두"


def test_lines_name_their_product_by_code_as_well(client, kim):
    company, product = make_company(kim), make_product("원두", 32_000, code="B-1")
    quote = call(client, kim, "post", "quotes", {"customer_id": company.pk, "title": "원두"})[1]
    deal = make_deal(kim, customer=company)
    line = {"product_code": "B-1", "quantity": 2}
    wrong = [{**line, "product_id": product.pk}, {"quantity": 1}, {**line, "product_code": "X"}]
    for verb, path in (("post", f"quotes/{quote['id']}/lines"), ("put", f"deals/{deal.pk}/lines")):
        status, said = call(client, kim, verb, path, {"lines": [line, *wrong]})
        assert (status, list(said["fields"])) == (
            422, [f"lines.{n}.product_code" for n in (1, 2, 3)],
        )  # fmt: skip
        assert call(client, kim, verb, path, {"lines": [line]})[0] == 200
    assert Quote.objects.get().lines.get().product == deal.lines.get().product == product


def test_the_same_receipt_sent_twice_is_one(client, kim):
    order = accepted(kim)
    body = {"customer_id": order.customer_id, "amount": 100_000, "on": "2026-03-02",
            "external_id": "bank-7"}  # fmt: skip
    assert call(client, kim, "post", "receipts", body)[0] == 201
    assert call(client, kim, "post", "receipts", body)[1]["matched"] == 100_000
    assert Receipt.objects.count() == 1
    (bill,) = call(client, kim, "get", "bills")[1]["items"]
    assert (bill["paid"], bill["left"], Bill.objects.get().status) == (100_000, 230_000, "part")


def test_revenue_comes_in_as_often_as_it_likes(client, kim, park, choi):
    company, product = make_company(kim), make_product("원두", 32_000)
    row = {"customer_number": company.number, "external_id": "A-1", "on": "2026-03-02",
           "supply": 50_000, "product_code": product.code}  # fmt: skip
    back = row | {"external_id": "A-2", "supply": -20_000}
    body = {"source": "shop", "rows": [row, back]}
    assert call(client, kim, "post", "revenue", body)[1] == {"created": 2, "updated": 0}
    row["supply"] = 60_000
    assert call(client, kim, "post", "revenue", body)[1] == {"created": 0, "updated": 2}
    assert sorted(Revenue.objects.values_list("supply", flat=True)) == [-20_000, 60_000]
    company.refresh_from_db()
    assert company.stage == "customer"

    status, said = call(client, choi, "delete", f"products/{product.pk}")  # sold, so it stays
    assert (status, "매출" in said["detail"]) == (409, True)
    assert set(Revenue.objects.values_list("product", flat=True)) == {product.pk}

    assert call(client, park, "post", "revenue", body)[0] == 422
    assert call(client, kim, "post", "revenue", body | {"source": "bill"})[0] == 422
    assert Revenue.objects.count() == 2


def test_a_wrong_row_of_revenue_is_named_and_nothing_is_written(client, kim, park):
    company, product = make_company(kim), make_product("원두", 32_000)
    theirs = make_company(park, "남의 회사")
    row = {"customer_number": company.number, "on": "2026-03-02", "supply": 1_000}
    other = row | {"customer_number": theirs.number, "external_id": "P-1"}
    assert call(client, park, "post", "revenue", {"source": "shop", "rows": [other]})[0] == 200
    rows = [
        row | {"external_id": "A-1", "product_id": product.pk},
        row | {"external_id": "A-2", "product_code": "없음"},
        row | {"external_id": "A-3", "customer_number": theirs.number},
        row | {"external_id": "A-4", "product_id": product.pk, "product_code": product.code},
        row | {"external_id": "P-1"},  # would take the sale of a customer kim does not see
    ]

    status, said = call(client, kim, "post", "revenue", {"source": "shop", "rows": rows})

    assert (status, set(said["fields"])) == (422, {
        "rows.1.product_code", "rows.2.customer_number", "rows.3.product_code",
        "rows.4.external_id",
    })  # fmt: skip
    assert Revenue.objects.get().customer == theirs
    personal = row | {"external_id": "A-5", "name": "900101-1234568"}
    body = {"source": "shop", "rows": [rows[0], personal]}
    assert set(call(client, kim, "post", "revenue", body)[1]["fields"]) == {"rows.1.name"}
    assert Revenue.objects.count() == 1
    body = {"source": "shop", "rows": [rows[0]]}
    assert call(client, kim, "post", "revenue", body)[1] == {"created": 1, "updated": 0}
    assert Revenue.objects.get(external_id="A-1").product == product
