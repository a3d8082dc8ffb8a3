"""Price lists by API, by file and as a list."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.urls import reverse

from dangol.catalog.models import Price, PriceList
from dangol.catalog.prices.queries import price_for
from dangol.catalog.testing import bring, make_prices, make_product
from dangol.customers.testing import make_code, make_company
from dangol.imports import running, services
from dangol.imports.models import Refusal

pytestmark = pytest.mark.django_db
HEAD = "가격표,상품코드,수량부터,단가,할인율,등급,시작일\n"


def call(client, user, verb, path, body=None):
    client.force_login(user)
    answer = getattr(client, verb)(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_price_list_is_made_priced_and_ended(client, choi):
    vip = make_code("customer_grade", "vip")
    beans = make_product("블렌드", 32_000, code="B-1")
    body = {"name": "VIP", "grade": "vip", "starts_on": "2026-01-01",
            "prices": [{"product_code": "B-1", "unit_price": 30_000}]}  # fmt: skip
    assert client.post("/api/v1/price-lists", body, "application/json").status_code == 401
    status, made = call(client, choi, "post", "price-lists", body)
    assert (status, made["grade"], made["prices"][0]["unit_price"]) == (201, "vip", "30000.00")
    assert PriceList.objects.get().grade == vip
    here = f"price-lists/{made['id']}"

    rows = [{"product_id": beans.pk, "unit_price": 29_000},
            {"product_id": beans.pk, "from_quantity": 10, "percent_off": 20}]  # fmt: skip
    for answer in ({"created": 1, "updated": 1}, {"created": 0, "updated": 2}):
        assert call(client, choi, "put", f"{here}/prices", {"prices": rows}) == (200, answer)
    assert set(Price.objects.values_list("unit_price", "percent_off")) == {
        (D(29_000), None), (None, D(20)),
    }  # fmt: skip
    changed = call(client, choi, "patch", here, {"grade": None, "priority": 3})[1]
    assert (changed["grade"], changed["priority"], changed["name"]) == (None, 3, "VIP")
    assert call(client, choi, "post", f"{here}/end", {"on": "2025-12-31"})[0] == 422
    ended = call(client, choi, "post", f"{here}/end", {"on": "2026-06-30"})[1]
    assert ended["ends_on"] == "2026-06-30"
    assert price_for(beans, quantity=D(1), on=date(2026, 7, 1)).price_list is None
    gone = f"{here}/prices/{changed['prices'][0]['id']}"
    assert call(client, choi, "delete", gone)[0] == 204
    assert call(client, choi, "delete", here)[0] == 204
    assert not Price.objects.exists()


def test_what_a_price_list_cannot_be(client, choi):
    make_product("블렌드", 32_000, code="B-1")
    good = {"product_code": "B-1", "unit_price": 1}
    cases = [
        ({"grade": "없음"}, "grade"),
        ({"customer_id": 999_999}, "customer_id"),
        ({"prices": [good, {"product_code": "X"}]}, "prices.1.product_code"),
        ({"prices": [good | {"percent_off": 5}]}, "prices.0.unit_price"),
        ({"prices": [good | {"unit_price": -1}]}, "prices.0.unit_price"),
        ({"prices": [good | {"from_quantity": 0}]}, "prices.0.from_quantity"),
        ({"prices": [good | {"unit_price": "1.005"}]}, "prices.0.unit_price"),
    ]
    for wrong, field in cases:
        status, said = call(client, choi, "post", "price-lists", {"name": "VIP"} | wrong)
        assert (status, list(said["fields"])) == (422, [field])
    ends = {"name": "거꾸로", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}
    assert call(client, choi, "post", "price-lists", ends)[0] == 422
    assert not PriceList.objects.exists()


def test_a_file_of_prices_comes_in_once_and_goes_again(choi):
    make_code("customer_grade", "vip", "VIP")
    beans = make_product("블렌드", 32_000, code="B-1")
    text = HEAD + (
        "도매,B-1,1,30000,,VIP,2026-01-01\n"
        "도매,B-1,10,,15,,\n"
        "도매,B-1,100,25000,,,2026-02-01\n"
        "도매,없는것,1,5,,,\n"
        "도매,B-1,5,-1,,,\n"
        "도매,B-1,0,1,,,\n"
        "도매,B-1,7,1,5,,\n"
        "도매,B-1,8,1,,GOLD,\n"
        "도매,B-1,1,30000,,,\n"
    )
    run = bring(text, "price_lists", choi)
    assert (run.created, run.skipped, run.refused) == (2, 1, 6)
    said = Refusal.objects.filter(run=run).order_by("row").values_list("reasons", flat=True)
    expected = (
        "조건이 다릅니다",
        "찾지 못했습니다",
        "사이로",
        "사이로",
        "하나만",
        "코드 관리에 없는",
    )
    for given, words in zip(said, expected, strict=True):
        assert words in " ".join(given.values())
    row = PriceList.objects.get()
    assert (row.grade.key, row.starts_on, row.prices.count()) == ("vip", date(2026, 1, 1), 2)
    assert bring(text, "price_lists", choi).created == 0

    dearer = bring(HEAD + "도매,B-1,1,,5,,\n", "price_lists", choi, double="overwrite")
    assert row.prices.get(from_quantity=1).percent_off == 5
    services.begin_undo(dearer)
    running.undo(dearer.pk, actor=choi)
    assert row.prices.get(from_quantity=1).unit_price == 30_000
    services.begin_undo(run)
    kept = running.undo(run.pk, actor=choi)
    assert [one["id"] for one in kept.kept] == [row.prices.get().pk]  # changed since: it stays
    assert price_for(beans, quantity=D(10), on=date(2026, 3, 1)).unit_price == 32_000


def test_the_list_is_narrowed_and_read(client, choi, kim):
    product, shop = make_product(), make_company(kim, "한빛카페")
    make_prices("지난 행사", product, 1, is_active=False)
    make_prices("한빛 전용", product, 5, customer=shop)
    client.force_login(choi)
    page = client.get(reverse("catalog:price_list_list"), {"is_active": "true"}).text
    assert "한빛 전용" in page
    assert "지난 행사" not in page
    asked = '{"field":"customer","op":"contains","value":"한빛"}'
    rows = call(client, choi, "get", "price-lists", {"filter": asked})[1]["items"]
    assert [row["customer_id"] for row in rows] == [shop.pk]
