"""Contracts over the API: terms, pauses and plan changes as on the page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dangol.accounts.models import Role
from dangol.orders.limits.queries import limits
from dangol.orders.models import Bill, ContractLine
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.tests.test_money import make_contract

pytestmark = pytest.mark.django_db


def call(client, user, verb, path, **body):
    client.force_login(user)
    answer = getattr(client, verb)(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_plan_change_is_seen_before_it_is_made(client, kim, park):
    today = timezone.localdate()
    contract = make_contract(kim, today.day, today)
    run_billing(today=today)
    line = contract.lines.get()
    here = f"contracts/{contract.pk}/lines/{line.pk}/plan"

    status, seen = call(client, kim, "post", here, on=f"{today}", unit_price="178000", preview=True)
    assert (status, seen["line_id"], seen["total"]) == (200, None, 97_900)
    assert (ContractLine.objects.count(), Bill.objects.count()) == (1, 1)
    status, made = call(client, kim, "post", here, on=f"{today}", unit_price="178000")
    assert (status, made["total"], made["next_total"]) == (200, 97_900, 195_800)
    assert contract.lines.get(pk=made["line_id"]).supply == 178_000

    assert call(client, kim, "post", here, on=f"{today}", unit_price="1")[0] == 409
    early = today - timedelta(days=1)
    new = f"contracts/{contract.pk}/lines/{made['line_id']}/plan"
    assert call(client, kim, "post", new, on=f"{early}", unit_price="1")[0] == 422
    assert call(client, kim, "post", new, on=f"{today}", product_id=999_999)[0] == 422
    assert call(client, kim, "post", new, on=f"{today}", quantity="-1")[0] == 422
    assert call(client, park, "post", new, on=f"{today}")[0] == 404
    assert ContractLine.objects.count() == 2


def test_terms_and_pauses(client, kim, park):
    today = timezone.localdate()
    contract = make_contract(kim, 1, today)
    here = f"contracts/{contract.pk}"

    status, read = call(client, kim, "patch", here, billing_day=31, title="정수기 임대")
    assert (status, read["billing_day"], read["title"], read["ends_on"]) == (
        200, 31, "정수기 임대", None,
    )  # fmt: skip
    early = today - timedelta(days=1)
    assert call(client, kim, "patch", here, ends_on=f"{early}")[0] == 422
    assert call(client, kim, "patch", here, custom={"nobody": 1})[0] == 422
    assert call(client, kim, "post", f"{here}/pause")[1]["status"] == "paused"
    assert call(client, kim, "post", f"{here}/pause")[0] == 409
    assert call(client, kim, "post", f"{here}/resume")[1]["status"] == "active"
    assert call(client, park, "post", f"{here}/pause")[0] == 404


def test_limits_of_discounts(client, kim, choi):
    role = Role.objects.get(name="영업사원").pk
    row = {"role_id": role, "free": 5, "approves": None}
    status, rows = call(client, choi, "put", "discount-limits", rows=[row])
    assert (status, limits()[role]) == (200, (5, None))
    assert row | {"role": "영업사원"} in rows
    for wrong in ({"role_id": 999_999, "free": 5}, {"role_id": role, "free": 101}):
        assert call(client, choi, "put", "discount-limits", rows=[wrong])[0] == 422
    assert call(client, kim, "get", "discount-limits")[0] == 403
    assert limits()[role] == (5, None)
