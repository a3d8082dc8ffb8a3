"""Running contracts: paused, resumed, with new terms, and what happens before they end."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.customers.testing import moment
from dangol.kit.errors import Refused
from dangol.orders.models import Bill, Contract, ContractLine
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.tests.test_money import make_contract
from dangol.orders.subscriptions.services import (
    change_terms,
    pause_contract,
    resume_contract,
    tell_of_endings,
)
from dangol.sales.models import Deal
from dangol.sales.pipeline.setup import first_pipeline
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 1)


def test_what_passed_while_paused_is_not_billed(kim):
    contract = make_contract(kim, 1, date(2026, 1, 1))
    run_billing(today=date(2026, 1, 15))
    pause_contract(contract, today=DAY, actor=kim)
    assert run_billing(today=date(2026, 4, 10)) == 0
    with pytest.raises(Refused, match="진행 중인"):
        pause_contract(contract, today=DAY, actor=kim)

    resume_contract(contract, today=date(2026, 4, 10), actor=kim)
    run_billing(today=date(2026, 5, 1))
    assert list(Bill.objects.order_by("pk").values_list("period_on", flat=True)) == [
        date(2026, 1, 1), date(2026, 5, 1),
    ]  # fmt: skip


def test_new_terms_count_from_the_next_period(kim):
    contract = make_contract(kim, 1, date(2026, 1, 1))
    run_billing(today=date(2026, 2, 1))
    with pytest.raises(ValidationError, match="2026-02-28까지 이미"):
        change_terms(contract, ends_on=date(2026, 2, 27), today=DAY, actor=kim)

    change_terms(contract, is_postpaid=True, ends_on=date(2026, 3, 31), today=DAY, actor=kim)
    assert ContractLine.objects.get().next_on == date(2026, 4, 1)
    run_billing(today=date(2026, 12, 1))
    assert Bill.objects.count() == 3


def test_the_owner_is_told_thrice_and_one_deal_renews(kim):
    first_pipeline()
    contract = make_contract(kim, 1, date(2026, 1, 1), ends_on=date(2026, 12, 31))

    def told(day):
        return tell_of_endings(today=date.fromisoformat(day), at=moment(f"{day}T08:00"))

    days = ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-17", "2026-12-24", "2026-12-25"]
    assert [told(day) for day in days] == [0, 1, 0, 1, 1, 0]
    deal = Deal.objects.get()
    contract.refresh_from_db()
    assert (deal.kind, deal.amount, deal.expected_on) == ("renewal", 1_068_000, contract.ends_on)
    assert contract.renewal == deal
    assert Notice.objects.filter(user=kim, text__contains="7일 뒤에").count() == 1

    run_billing(today=date(2027, 1, 1))
    told("2027-01-01")
    contract.refresh_from_db()
    assert contract.status == Contract.Status.ENDED


def test_the_page_changes_a_contract(client, kim, park):
    contract = make_contract(kim, 1, date(2026, 1, 1))
    pause = reverse("orders:contract_pause", args=[contract.pk])
    client.force_login(park)
    assert client.post(pause).status_code == 404
    client.force_login(kim)
    assert client.post(pause).status_code == 302
    assert "다시 시작" in client.get(contract.get_absolute_url()).text
    terms = reverse("orders:contract_terms", args=[contract.pk])
    given = {"billing_day": "31", "due_days": "15", "ends_on": "2025-12-31"}
    wrong = client.post(terms, given)
    assert wrong.status_code == 422
    assert "종료일은 시작일과" in wrong.text
    client.post(terms, given | {"ends_on": "2026-12-31"})
    contract.refresh_from_db()
    assert (contract.billing_day, contract.due_days) == (31, 15)
