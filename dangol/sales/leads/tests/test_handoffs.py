"""Who got a lead when, and how they answered, is kept for good."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from dangol.audit.models import Change
from dangol.kit.errors import Refused
from dangol.sales.leads.services import (
    accept_lead,
    convert_lead,
    drop_lead,
    give_lead,
    return_lead,
    take_lead,
)
from dangol.sales.models import Lead, LeadHandoff
from dangol.sales.testing import START

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def lead(kim, lee):
    """Given to lee, who does not answer; to kim, who takes it and sends it back; to lee again."""
    lead = take_lead(name="한소리", phone="010-2345-6789", owner=lee, at=START, actor=None)
    lead = give_lead(lead, to=kim, at=START + HOUR, actor=lee)
    accept_lead(lead, at=START + 3 * HOUR, actor=kim)
    return_lead(lead, reason="우리 지역 아님", at=START + 4 * HOUR, actor=kim)
    return give_lead(lead, to=lee, at=START + 5 * HOUR, actor=lee)


def told():
    rows = LeadHandoff.objects.order_by("pk")
    return list(rows.values_list("owner__name", "answer", "given_at", "accepted_at", "returned_at",
                                 "reason"))  # fmt: skip


def test_every_hand_off_keeps_its_answer(lead, kim, lee):
    assert told() == [
        (lee.name, "moved", START, None, None, ""),
        (kim.name, "returned", START + HOUR, START + 3 * HOUR, START + 4 * HOUR, "우리 지역 아님"),
        (lee.name, "waiting", START + 5 * HOUR, None, None, ""),
    ]
    assert LeadHandoff.objects.order_by("pk")[1].minutes(START) == 120
    with pytest.raises(Refused):
        accept_lead(lead, at=START + 6 * HOUR, actor=kim)
    assert told()[-1][1] == "waiting"


def test_a_lead_made_a_customer_was_taken_and_one_let_go_was_not(lead, kim, lee):
    lead = convert_lead(lead, stage=None, at=START + 6 * HOUR, actor=lee)
    other = take_lead(name="두리", phone="010-1111-2222", owner=kim, at=START, actor=None)
    drop_lead(other, reason="장난", at=START + HOUR, actor=kim)

    answers = [(row[1], row[3]) for row in told()]
    assert answers[2:] == [("accepted", START + 6 * HOUR), ("ended", None)]
    assert (lead.accepted_at, lead.ended_at) == (START + 3 * HOUR, START + 6 * HOUR)


def test_the_history_tells_of_earlier_hand_offs(lead, kim, lee):
    silent = Lead.objects.create(name="옛 것", owner=kim, status="accepted", given_at=START)
    for n, change in enumerate(Change.objects.filter(model="sales.lead").order_by("pk")):
        Change.objects.filter(pk=change.pk).update(at=START + n * HOUR)
    before = [row[:2] + row[5:] for row in told()]
    LeadHandoff.objects.all().delete()
    Lead.objects.update(accepted_at=None)

    import_module("dangol.sales.migrations.0017_known_handoffs").fill(apps, None)

    after = told()
    assert [row[:2] + row[5:] for row in after[:3]] == before
    assert after[1][3] < after[1][4]
    assert after[3] == (kim.name, "accepted", START, None, None, "")
    assert Lead.objects.get(pk=lead.pk).accepted_at == after[1][3]
    assert Lead.objects.get(pk=silent.pk).accepted_at is None


def test_who_sent_a_lead_back_still_finds_it_in_the_list(client, lead, kim, park):
    client.force_login(kim)
    page = client.get("/sales/leads/handoffs/?answer=returned").text
    assert "우리 지역 아님" in page
    (row,) = client.get("/api/v1/lead-handoffs").json()["items"]
    assert (row["owner_id"], row["answer"]) == (kim.pk, "returned")
    here = f"/sales/leads/handoffs/{row['id']}/"
    assert client.get(here).url == "/sales/leads/handoffs/"  # lee's lead is not shown to kim

    client.force_login(park)
    assert "한소리" not in client.get("/sales/leads/handoffs/").text
    assert client.get("/api/v1/lead-handoffs").json()["items"] == []
    assert client.get(here).status_code == 404
