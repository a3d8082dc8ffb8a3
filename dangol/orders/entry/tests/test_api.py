"""Orders, contracts and bills over the API: as the screens enter them, once for each number."""

import pytest
from django.utils import timezone

from dangol.catalog.testing import make_product
from dangol.codes.services import add_field
from dangol.customers.testing import make_company
from dangol.orders.models import Bill, Contract, Order, Revenue
from dangol.orders.tests.test_api import call

pytestmark = pytest.mark.django_db


def test_a_shop_sends_an_order_twice(client, kim, park):
    company = make_company(kim, "한빛카페")
    make_product("블렌드", 32_000, code="B-1")
    body = {
        "customer_number": company.number, "on": "2026-03-02", "external_id": "S-1",
        "currency": "KRW", "lines": [
            {"product_code": "B-1", "quantity": 18},
            {"name": "렌탈", "unit_price": "89,000", "cycle": "monthly"},
        ],
    }  # fmt: skip
    status, order = call(client, kim, "post", "orders", body)
    assert (status, order["supply"], order["external_id"]) == (201, 665_000, "S-1")
    assert [line["unit_price"] for line in order["lines"]] == ["32000.00", "89000.00"]
    assert call(client, kim, "post", "orders", body)[1]["id"] == order["id"]
    assert (Order.objects.count(), Bill.objects.get().total) == (1, 633_600)
    assert Contract.objects.get().mrr == 89_000

    other = make_company(park, "다른 곳")
    theirs = body | {"customer_number": other.number}
    status, said = call(client, park, "post", "orders", theirs)
    assert (status, list(said["fields"])) == (422, ["product_code"]) or "external_id" in said[
        "fields"
    ]
    assert Order.objects.count() == 1


def test_bills_of_two_tax_kinds_have_one_number(client, kim):
    company = make_company(kim)
    lines = [
        {"name": "수리", "unit_price": 50_000},
        {"name": "교재", "unit_price": 10_000, "tax_kind": "exempt"},
    ]
    body = {"customer_id": company.pk, "external_id": "E-7", "on": "2026-03-02", "lines": lines}
    status, made = call(client, kim, "post", "bills", body)
    assert (status, [bill["total"] for bill in made]) == (201, [55_000, 10_000])
    assert call(client, kim, "post", "bills", body)[1] == made
    assert (Bill.objects.count(), Revenue.objects.count()) == (2, 2)

    here = f"bills/{made[0]['id']}"
    assert call(client, kim, "patch", here, {"due_on": "2026-05-31"})[1]["due_on"] == "2026-05-31"
    status, said = call(client, kim, "patch", here, {"due_on": "2026-03-01"})
    assert (status, list(said["fields"])) == (422, ["due_on"])


def test_a_contract_with_its_own_fields(client, kim):
    company, today = make_company(kim), timezone.localdate()
    field = add_field("orders.contract", label="현장", kind="text", actor=None)
    body = {"customer_id": company.pk, "external_id": "K-9", "billing_day": 31,
            "custom": {field.key: "성수"},
            "lines": [{"name": "전기", "unit_price": 120, "is_metered": True},
                      {"name": "관리비", "unit_price": 30_000, "cycle": "yearly"}]}  # fmt: skip
    status, made = call(client, kim, "post", "contracts", body)
    assert (status, made["mrr"], made["custom"], made["starts_on"]) == (
        201, 2_500, {field.key: "성수"}, f"{today}",
    )  # fmt: skip
    assert [line["is_metered"] for line in made["lines"]] == [True, False]
    assert call(client, kim, "post", "contracts", body)[1]["id"] == made["id"]
    status, said = call(
        client, kim, "post", "contracts", body | {"external_id": "K-10", "custom": {"nope": 1}}
    )
    assert (status, list(said["fields"]), Contract.objects.count()) == (422, ["nope"], 1)


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ({"name": "수리", "unit_price": "USD 30"}, "unit_price", "‘USD’은(는) 받지 않습니다."),
        ({"name": "수리", "unit_price": 10.005}, "unit_price", "소수 둘째 자리까지"),
        ({"name": "수리", "unit_price": -1}, "unit_price", "0원에서 100조"),
        ({"name": "수리", "unit_price": "1e400"}, "unit_price", "숫자로 적어"),
        ({"name": "수리", "unit_price": 1, "quantity": -2}, "quantity", "0보다 크고"),
        ({"name": "수리", "unit_price": 1, "quantity": None}, "quantity", "글로 적으세요"),
        ({"name": "수리"}, "unit_price", "단가를 적어 주세요"),
        ({"unit_price": 5}, "name", "품목을 적어 주세요"),
        ({"product_code": "없음"}, "product_code", "없는 상품"),
        ({"product_code": "GONE"}, "product_code", "판매를 중지한"),
    ],
)
def test_a_line_that_cannot_be_names_its_field(client, kim, line, field, said):
    make_product("단종", 1_000, code="GONE", is_on_sale=False)
    body = {"customer_id": make_company(kim).pk, "lines": [line]}
    status, answer = call(client, kim, "post", "orders", body)
    assert status == 422
    assert said in answer["fields"][f"lines.0.{field}"][0]
    assert not Order.objects.exists()


def test_a_head_that_cannot_be(client, kim, park, lee):
    company = make_company(kim)
    body = {"customer_id": company.pk, "lines": [{"name": "수리", "unit_price": 100}]}
    cases = [
        (body | {"currency": "USD"}, "currency"),
        (body | {"customer_number": "C-없음"}, "customer_id"),
        ({**body, "customer_id": None}, "customer_number"),
        (body | {"lines": []}, "lines"),
        (body | {"lines": None}, "lines"),
        (body | {"on": "3026-01-01"}, "on"),
    ]
    for wrong, field in cases:
        for path in ("orders", "bills"):
            status, answer = call(client, kim, "post", path, wrong)
            assert (status, list(answer["fields"])) == (422, [field])
    assert call(client, park, "post", "orders", body)[0] == 422
    sums = body | {"lines": [{"name": "수리", "unit_price": 10**14, "quantity": 2}]}
    assert call(client, kim, "post", "bills", sums)[0] == 409
    text = call(client, kim, "post", "orders", body | {"title": "880101-1234568"})[1]
    assert "주민등록번호" in str(text)
    assert not Order.objects.exists()
    assert not Bill.objects.exists()
