"""Usage: written once, billed once after its period, corrected by what is below nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.customers.testing import make_company
from dangol.kit.errors import Refused
from dangol.orders.entry.services import Entered, enter_contract
from dangol.orders.models import Bill, Revenue, Usage
from dangol.orders.orders.billing import run_billing
from dangol.orders.subscriptions.services import change_terms
from dangol.orders.subscriptions.usage import UsageGiven, Written, remove_usage, write_usage

pytestmark = pytest.mark.django_db
START = date(2026, 4, 1)


def make_metered(kim, *more):
    lines = [Entered("추출 잔수", unit_price=Decimal("12.5"), is_metered=True), *more]
    contract = enter_contract(
        make_company(kim), title="머신 렌탈", lines=lines, today=START, starts_on=START,
        ends_on=None, billing_day=1, is_postpaid=False, due_days=30, owner=kim, actor=kim,
    )  # fmt: skip
    return contract, contract.lines.get(is_metered=True)


def use(line, kim, *rows, today=date(2026, 6, 30)):
    given = [
        UsageGiven(line.pk, date.fromisoformat(on), Decimal(str(quantity)), key)
        for on, quantity, key in rows
    ]
    return write_usage(given, today=today, actor=kim)


def bills():
    rows = Bill.objects.order_by("pk")
    return [(f"{b.billed_on:%m%d}", b.title, b.supply, b.tax) for b in rows]


def test_what_was_used_is_billed_after_the_period_and_only_once(kim):
    contract, line = make_metered(kim, Entered("렌탈", unit_price=Decimal(89_000)))
    use(line, kim, ("2026-04-01", 1_000, "a"), ("2026-04-30", 203, "b"), ("2026-05-01", 7, "c"))
    run_billing(today=date(2026, 4, 30))
    assert bills() == [("0401", "렌탈 2026.04", 89_000, 8_900)]

    use(line, kim, ("2026-04-02", -3, "d"))  # a correction
    run_billing(today=date(2026, 5, 1))
    run_billing(today=date(2026, 5, 31))
    assert bills()[1:] == [
        ("0501", "추출 잔수 2026.04", 15_000, 1_500), ("0501", "렌탈 2026.05", 89_000, 8_900),
    ]  # fmt: skip
    assert Revenue.objects.get(quantity=1_200).supply == 15_000
    contract.refresh_from_db()
    assert contract.mrr == 89_000  # usage does not recur

    use(line, kim, ("2026-04-29", 80, "late"))  # comes after its bill: in the next one
    run_billing(today=date(2026, 6, 1))
    assert bills()[3][1:] == ("추출 잔수 2026.05", 1_088, 108)  # 87 × 12.5, half up
    assert not Usage.objects.filter(bill=None).exists()
    run_billing(today=date(2026, 7, 1))
    assert len(bills()) == 6  # no usage in June, no bill


def test_the_same_number_is_the_same_usage(kim):
    _contract, line = make_metered(kim)
    rows = [("2026-04-01", 10, "a"), ("2026-04-02", 5, "b")]
    assert use(line, kim, *rows) == Written(2, 0)
    assert use(line, kim, *rows, ("2026-04-02", 6, "b")) == Written(0, 1)
    run_billing(today=date(2026, 5, 1))
    assert Bill.objects.get().supply == 200
    assert use(line, kim, rows[0]) == Written(0, 0)
    with pytest.raises(ValidationError, match="이미 청구했습니다"):
        use(line, kim, ("2026-04-01", 11, "a"))
    with pytest.raises(Refused, match="지울 수 없습니다"):
        remove_usage(Usage.objects.first(), actor=kim)


def test_impossible_usage_is_refused_whole(kim):
    contract, line = make_metered(kim, Entered("렌탈", unit_price=Decimal(1_000)))
    fixed = contract.lines.get(is_metered=False)
    good = ("2026-04-02", 1, "x")
    for bad, text in (
        (("2026-03-31", 1, "y"), "기간"), (("2026-07-01", 1, "y"), "오지 않은"),
        (("2026-04-02", 0, "y"), "수량"), (("2026-04-02", 10**10, "y"), "수량"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=f"2째 줄: .*{text}"):
            use(line, kim, good, bad)
    with pytest.raises(ValidationError, match="사용량으로 청구하는"):
        use(fixed, kim, good)
    change_terms(contract, ends_on=date(2026, 4, 30), today=START, actor=kim)
    run_billing(today=date(2026, 5, 1))
    with pytest.raises(ValidationError, match="청구가 끝난"):
        use(line, kim, good)
    assert not Usage.objects.exists()


def test_the_api_takes_usage_as_often_as_it_is_sent(client, kim, park):
    contract, _line = make_metered(kim)
    row = {"contract_number": contract.number, "on": "2026-04-03", "quantity": "2.5",
           "external_id": "pos-1"}  # fmt: skip

    def send(user, *rows):
        client.force_login(user)
        return client.post("/api/v1/usage", {"rows": rows}, content_type="application/json")

    assert send(kim, row).json() == {"created": 1, "updated": 0}
    assert send(kim, row).json() == {"created": 0, "updated": 0}
    assert send(park, row).status_code == 422
    wrong = send(kim, row, row | {"item": "없는 것", "external_id": "pos-2"})
    assert wrong.json()["fields"]["rows"][0].startswith("2째 줄")
    assert Usage.objects.get().quantity == Decimal("2.5")
    listed = client.get("/api/v1/contracts").json()["items"]
    assert [one["number"] for one in listed] == [contract.number]
    full = client.get(f"/api/v1/contracts/{contract.pk}").json()
    assert full["lines"][0]["unit_price"] == "12.50"


def test_usage_is_written_and_taken_back_on_the_page(client, kim):
    contract, line = make_metered(kim)
    client.force_login(kim)
    url = reverse("orders:usage_add", args=[contract.pk])
    given = {"line": line.pk, "on": "2026-04-02", "quantity": "4"}
    assert client.post(url, given | {"quantity": "0"}).status_code == 422
    assert client.post(url, given).status_code == 302
    page = client.get(contract.get_absolute_url()).text
    assert "4 × 12.5원" in page
    usage = Usage.objects.get()
    client.post(reverse("orders:usage_remove", args=[contract.pk, usage.pk]))
    assert not Usage.objects.exists()
