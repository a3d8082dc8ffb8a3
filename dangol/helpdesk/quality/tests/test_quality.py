"""Scorecards: weighted shares, nobody scores themselves, the agent sees the coaching."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Call, QualityReview, Scorecard
from dangol.helpdesk.quality.figures import quality_report
from dangol.helpdesk.quality.queries import cards_for, standings
from dangol.helpdesk.quality.services import install_scorecards, note_seen, percent_of, review_work
from dangol.helpdesk.testing import MORNING, assert_drills, make_ticket
from dangol.kit.errors import Refused
from dangol.workspace.models import Notice
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db


def card_of(use="call"):
    install_scorecards()
    return cards_for(use)[0]


def full(card, points=5):
    return {row.pk: points for row in card.criteria.all()}


def make_call(agent):
    return Call.objects.create(key=f"k{Call.objects.count()}", agent=agent, started_at=MORNING)


lines = st.lists(
    st.fixed_dictionaries({"weight": st.integers(1, 100), "points": st.integers(0, 5)}),
    min_size=1,
)  # fmt: skip


@given(lines)
def test_a_score_is_the_weighted_share(rows):
    percent = percent_of(rows)
    low, high = (20 * pick(row["points"] for row in rows) for pick in (min, max))
    assert low <= percent <= high
    assert percent == percent.quantize(Decimal("0.1"))


def test_a_talk_is_scored_by_another_and_read_by_its_agent(kim, lee):
    card, call = card_of(), make_call(kim)
    points = full(card)
    first = card.criteria.order_by("order")[0]
    points[first.pk] = 0
    for actor, what in ((kim, call), (lee, make_call(None))):
        with pytest.raises(Refused):
            review_work(what, card=card, points=points, coaching="", at=MORNING, actor=actor)
    for wrong in ({}, {**points, first.pk: 6}):
        with pytest.raises(ValidationError, match="0에서 5"):
            review_work(call, card=card, points=wrong, coaching="", at=MORNING, actor=lee)
    assert not QualityReview.objects.exists()
    row = review_work(call, card=card, points=points, coaching="이름을 먼저", at=MORNING, actor=lee)
    assert row.percent == Decimal("90.0")
    assert Notice.objects.get(user=kim).text == "상담 평가 90.0점: 이도윤"
    with pytest.raises(Refused):
        note_seen(row, at=MORNING, actor=lee)
    assert note_seen(row, at=MORNING, actor=kim).seen_at == MORNING
    again = review_work(call, card=card, points=full(card), coaching="", at=MORNING, actor=lee)
    assert (again.pk, again.percent, again.seen_at) == (row.pk, Decimal("100.0"), None)


def test_the_pages(client, kim, lee, park):
    ticket = make_ticket(kim, customer=make_customer(kim))
    url = reverse("helpdesk:review_ticket", args=[ticket.pk])
    client.force_login(kim)
    assert client.get(url).status_code == 403
    client.force_login(lee)
    assert url in client.get(ticket.get_absolute_url()).text
    card = card_of("ticket")
    nobody = reverse("helpdesk:review_call", args=[make_call(None).pk])
    told = client.get(nobody).text  # before anything is filled in
    assert ("상담한 사람이 없어" in told, 'name="coaching"' in told) == (True, False)
    wrong = client.post(url, {"coaching": "좋습니다"})
    assert (wrong.status_code, "좋습니다" in wrong.text) == (422, True)
    given = {f"c{pk}": points for pk, points in full(card, 4).items()}
    client.post(url, {**given, "coaching": "좋습니다", "is_example": "on"})
    row = QualityReview.objects.get()
    assert (row.percent, row.is_example, row.ticket) == (Decimal("80.0"), True, ticket)
    assert "김하늘" in client.get(reverse("helpdesk:review_list")).text
    client.force_login(park)
    assert client.get(row.get_absolute_url()).status_code == 404
    client.force_login(kim)
    assert "좋습니다" in client.get(row.get_absolute_url()).text
    client.post(reverse("helpdesk:review_seen", args=[row.pk]))
    row.refresh_from_db()
    assert row.seen_at


def test_averages_of_agents_and_criteria(client, kim, lee, choi):
    card = card_of()
    for points in (5, 3):
        review_work(make_call(kim), card=card, points=full(card, points), coaching="",
                    at=timezone.now(), actor=lee)  # fmt: skip
    now = timezone.now()
    found = standings(choi, now - timedelta(days=1), now)
    assert [(row.agent_id, row.reviews, row.mean, row.unread) for row in found] == [
        (kim.pk, 2, 80.0, 2)
    ]
    today = timezone.localdate()
    asked = Asked.of(reports["quality"].asks, {"period": Days(today, today)})
    figures = quality_report(choi, asked)
    client.force_login(choi)
    assert_drills(client, figures, "reviews")
    table = figures.tables[0]
    assert [cell.value for cell in table.total.cells] == [2, 80.0, 80.0, 80.0, 80.0, 80.0, 80.0]
    assert Scorecard.objects.count() == 2
