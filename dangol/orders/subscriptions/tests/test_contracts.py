"""Running contracts: paused, resumed, with new terms, and what happens before they end."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.codes import preferences
from dangol.customers.testing import moment
from dangol.kit.errors import Refused
from dangol.messaging.models import Message
from dangol.messaging.testing import make_reachable, make_sender
from dangol.orders.models import Bill, Contract, ContractLine
from dangol.orders.orders.billing import run_billing
from dangol.orders.orders.tests.test_money import make_contract
from dangol.orders.subscriptions.notices import tell_of_endings
from dangol.orders.subscriptions.preferences import ContractPreferences
from dangol.orders.subscriptions.services import (
    change_terms,
    pause_contract,
    resume_contract,
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


def test_the_customer_is_told_once_in_the_words_of_the_office(kim, client, choi):
    make_sender()
    contract = make_contract(kim, 1, date(2026, 1, 1), ends_on=date(2026, 12, 31))
    customer = make_reachable(kim, "다온상사")
    Contract.objects.filter(pk=contract.pk).update(customer=customer)
    days = [date(2026, 12, 1), date(2026, 12, 1), date(2026, 12, 17), date(2026, 12, 30)]
    for day in days:
        tell_of_endings(today=day, at=moment(f"{day}T08:00"))

    rows = Message.objects.filter(customer=customer).order_by("pk")
    assert [row.dispatch.source for row in rows] == [
        f"renewal:{contract.pk}:2026-12-31:{n}" for n in (30, 14, 7)
    ]
    dispatch = rows[0].dispatch
    assert (dispatch.kind, dispatch.medium) == ("info", "email")
    assert dispatch.content["values"]["남은날"] == "30"
    told = Notice.objects.filter(user=kim).order_by("pk").first()
    assert "고객에게도 이메일" in told.text

    client.force_login(choi)
    page = reverse("codes:preferences", args=["contracts"])
    wrong = client.post(page, {"notice_subject": "#{계약 명}", "notice_text": "끝"})
    assert wrong.status_code == 422
    assert "항목은 없습니다" in wrong.text
    client.post(page, {"notice_subject": "끝", "notice_text": "특가 할인 쿠폰 #{계약명}"})
    late = make_contract(kim, 1, date(2026, 1, 1), ends_on=date(2027, 1, 20))
    Contract.objects.filter(pk=late.pk).update(customer=customer)
    tell_of_endings(today=date(2027, 1, 1), at=moment("2027-01-01T08:00"))
    assert rows.count() == 3  # no box was ticked, and it would have been an advertisement


def test_an_advertisement_or_a_missing_address_is_told_to_the_owner(kim):
    make_sender()
    contract = make_contract(kim, 1, date(2026, 1, 1), ends_on=date(2026, 12, 31))
    words = ("지금 연장하면 50% 할인 쿠폰!",)
    preferences.put(ContractPreferences(notice_subject="끝", notice_text=words), actor=None)
    tell_of_endings(today=date(2026, 12, 1), at=moment("2026-12-01T08:00"))
    preferences.put(ContractPreferences(notice_subject="끝"), actor=None)
    tell_of_endings(today=date(2026, 12, 18), at=moment("2026-12-18T08:00"))
    said = Notice.objects.filter(user=kim).order_by("pk").values_list("text", flat=True)
    assert ["알리지 못했습니다" in text for text in said] == [True, True]
    assert "홍보로 보이는" in said[0]
    assert not Message.objects.filter(status="queued").exists()
    contract.refresh_from_db()
    assert contract.noticed_days == 14


def test_the_page_changes_a_contract(client, kim, park):
    contract = make_contract(kim, 1, date(2026, 1, 1))
    pause = reverse("orders:contract_pause", args=[contract.pk])
    client.force_login(park)
    assert client.post(pause).status_code == 404
    client.force_login(kim)
    assert client.post(pause).status_code == 302
    assert "다시 시작" in client.get(contract.get_absolute_url()).text
    terms = reverse("orders:contract_terms", args=[contract.pk])
    given = {
        "title": contract.title, "billing_day": "31", "due_days": "15", "ends_on": "2025-12-31",
    }  # fmt: skip
    wrong = client.post(terms, given)
    assert wrong.status_code == 422
    assert "종료일은 시작일과" in wrong.text
    client.post(terms, given | {"ends_on": "2026-12-31"})
    contract.refresh_from_db()
    assert (contract.billing_day, contract.due_days) == (31, 15)
