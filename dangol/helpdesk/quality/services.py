"""Scoring talks and tickets, and telling the agents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.quality.models import BEST, QualityReview, Scorecard
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean_text
from dangol.kit.records import change, create, lock
from dangol.workspace.services import notify


def percent_of(lines: Sequence[Mapping[str, Any]]) -> Decimal:
    """The weighted share of full points in percent, one digit, halves up."""
    whole = sum(line["weight"] for line in lines) * BEST
    got = sum(line["weight"] * line["points"] for line in lines)
    return (Decimal(100 * got) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def refusal_of(what: Call | Ticket, reviewer: User) -> str:
    """Why this person cannot score this work; nothing if they can."""
    if what.agent_id is None:
        return _("상담한 사람이 없어 평가할 수 없습니다.")
    if what.agent_id == reviewer.pk:
        return _("자기 상담은 스스로 평가하지 않습니다.")
    return ""


@atomic
def review_work(
    what: Call | Ticket, *, card: Scorecard, points: Mapping[int, int], coaching: str,
    at: datetime, actor: User, is_example: bool = False,
) -> QualityReview:  # fmt: skip
    """Score a call or ticket by every criterion of a card, 0 to 5; again corrects one's own.

    Refused for one's own work, and for work nobody did. The agent is told.
    """
    if refusal := refusal_of(what, actor):
        raise Refused(refusal)
    agent = what.agent
    assert agent  # noqa: S101 - else it was refused
    lines = _lines(card, points)
    values: dict[str, Any] = {
        "card": card, "lines": lines, "percent": percent_of(lines), "at": at, "agent": agent,
        "coaching": refuse_resident_number(clean_text(coaching)), "is_example": is_example,
        "seen_at": None,
    }  # fmt: skip
    about = {"call" if isinstance(what, Call) else "ticket": what, "reviewer": actor}
    row = QualityReview.objects.select_for_update().filter(**about).first()
    if row:
        row = change(row, actor=actor, **values)
    else:
        row = create(QualityReview, actor=actor, **about, **values)
    text = _("상담 평가 %(percent)s점: %(reviewer)s")
    said = text % {"percent": row.percent, "reviewer": actor.name}
    notify([agent.pk], said, url=row.get_absolute_url(), kind="review")
    return row


def _lines(card: Scorecard, points: Mapping[int, int]) -> list[dict[str, Any]]:
    found = []
    for row in card.criteria.order_by("order", "pk"):
        given = points.get(row.pk)
        if given is None or not 0 <= given <= BEST:
            said = {"name": row.name, "best": BEST}
            raise ValidationError(_("%(name)s: 0에서 %(best)s 사이의 점수를 고르세요.") % said)
        found.append({"name": row.name, "weight": row.weight, "points": given})
    if not found:
        raise Refused(_("평가표에 항목이 없습니다. 설정에서 먼저 더해 주세요."))
    return found


@atomic
def note_seen(row: QualityReview, *, at: datetime, actor: User) -> QualityReview:
    """The agent has read it; once."""
    row = lock(row)
    if row.agent_id != actor.pk:
        raise Refused(_("평가받은 사람만 확인할 수 있습니다."))
    return row if row.seen_at else change(row, actor=actor, seen_at=at)


DEFAULT = (
    (_l("첫인사와 본인 확인"), 10), (_l("경청과 공감"), 20), (_l("정확한 안내"), 30),
    (_l("해결과 다음 할 일"), 25), (_l("맺음말과 기록"), 15),
)  # fmt: skip


@atomic
def install_scorecards() -> None:
    """A card for calls and one for tickets, unless the office has any."""
    if Scorecard.objects.exists():
        return
    for order, (use, name) in enumerate(((Scorecard.Use.CALL, _("통화 평가표")),
                                         (Scorecard.Use.TICKET, _("티켓 평가표")))):  # fmt: skip
        card = create(Scorecard, actor=None, name=str(name), use=use, order=order)
        for place, (text, weight) in enumerate(DEFAULT):
            card.criteria.create(name=str(text), weight=weight, order=place)
