"""The sums kept by triggers are what one counts from the deals, whoever wrote them."""

import random
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from dangol.customers.testing import make_code, make_customer
from dangol.imports.events import ImportFinished
from dangol.kit.events import publish
from dangol.sales.models import Deal, DealState, FlowSum, OpenSum, ReachSum, Stage
from dangol.sales.pipeline.services import (
    edit_deal,
    hand_over_deals,
    lose_deal,
    move_deal,
    remove_deal,
    reopen_deal,
)
from dangol.sales.sums import ledgers
from dangol.sales.sums.services import MANY, gather_history, gather_open, rebuild_sums
from dangol.sales.testing import START, make_deal, stage

pytestmark = pytest.mark.django_db


def kept():
    """Every sum by its key, those that came to nothing left out."""
    found = Counter(), Counter(), Counter()
    for row in OpenSum.objects.all():
        key = row.owner, row.stage, row.percent
        found[0].update({(*key, "n"): row.number, (*key, "won"): row.amount})
    for row in FlowSum.objects.all():
        key = row.day, row.owner, row.came_from, row.stage
        found[1].update({(*key, "n"): row.number, (*key, "s"): row.seconds})
    for row in ReachSum.objects.all():
        found[2][row.begun_on, row.owner, row.furthest] += row.number
    return [{key: number for key, number in one.items() if number} for one in found]


def counted():
    """The same from the rows themselves."""
    found = Counter(), Counter(), Counter()
    for deal in Deal.objects.filter(status="open"):
        key = deal.owner_id, deal.stage_id, deal.percent
        found[0].update({(*key, "n"): 1, (*key, "won"): deal.amount})
    for row in DealState.objects.all():
        if row.entered:
            key = timezone.localdate(row.at), row.owner_id, row.came_from_id, row.stage_id
            found[1].update({(*key, "n"): 1, (*key, "s"): row.stayed or 0})
        if row.until is None:
            found[2][row.begun_on, row.owner_id, row.furthest_id] += 1
    return [{key: number for key, number in one.items() if number} for one in found]


@pytest.fixture
def work(kim, lee):
    """Deals of two people, moved, lost, reopened, changed, handed over and deleted."""
    dice, customer, price = random.Random(3), make_customer(kim), make_code("lost_reason", "가격")
    for number in range(8):
        at = START + timedelta(days=number, hours=number * 3)
        owner = dice.choice([kim, lee])
        deal = make_deal(owner, customer=customer, at=at, place=number % 3, amount=number * 10**6)
        at += timedelta(days=3)
        move_deal(deal, to=stage(dice.choice([3, 4])), at=at, actor=kim)
        if number % 3 == 0:
            lose_deal(deal, reason=price, on=timezone.localdate(at), at=at, actor=kim)
        if number % 6 == 0:
            reopen_deal(deal, at=at + timedelta(days=1), actor=kim)
        if number % 3 == 1:
            edit_deal(deal, at=at, actor=kim, amount=5, percent=dice.choice([None, 40]))
    hand_over_deals(lee, kim, at=START + timedelta(days=60), actor=kim)
    remove_deal(deal, actor=kim)


def test_whatever_is_written_is_in_the_sums(work, kim, lee):
    assert kept() == counted()
    assert all(kept())

    Deal.objects.filter(status="open").update(owner=lee, percent=70)  # past every service
    DealState.objects.filter(until=None).update(furthest=stage(4), owner=lee)
    DealState.objects.update(at=START)
    Deal.objects.order_by("pk")[0].delete()
    assert kept() == counted()


def test_gathering_and_counting_anew_change_no_sum(work):
    before = kept()
    rows = OpenSum.objects.count(), FlowSum.objects.count(), ReachSum.objects.count()

    gather_open()
    gather_history()
    after = OpenSum.objects.count(), FlowSum.objects.count(), ReachSum.objects.count()
    assert kept() == before
    assert all(fewer < many for fewer, many in zip(after, rows, strict=True))

    OpenSum.objects.all().delete()
    FlowSum.objects.update(number=9)
    rebuild_sums()
    assert kept() == before
    assert ReachSum.objects.count() == after[2]


def test_a_large_import_is_gathered_at_its_end_bite_after_bite(work, run_jobs, monkeypatch, kim):
    before, rows = kept(), FlowSum.objects.count()
    monkeypatch.setattr(ledgers, "BITE", 3)
    counts = {"updated": 0, "skipped": 0, "refused": 0, "actor_id": kim.pk, "import_id": 1}

    publish(ImportFinished(into="deals", created=MANY - 1, **counts))
    run_jobs()
    assert FlowSum.objects.count() == rows
    publish(ImportFinished(into="deals", created=MANY, **counts))
    run_jobs()

    assert kept() == before
    keys = FlowSum.objects.values_list("day", "owner", "came_from", "stage")
    assert len(keys) == len(set(keys)) < rows


def test_saving_a_deal_that_stays_as_it_is_writes_no_sum(kim):
    deal = make_deal(kim)
    rows = OpenSum.objects.count()

    edit_deal(deal, at=START, actor=kim, title="다른 이름")

    assert OpenSum.objects.count() == rows == 1
    assert Stage.objects.filter(pk=OpenSum.objects.get().stage).exists()
