from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.quality import services
from dangol.helpdesk.quality.lists import ReviewList
from dangol.helpdesk.quality.models import BEST, Criterion, QualityReview, Scorecard
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists

VIEW, REVIEW = "helpdesk.view_qualityreview", "helpdesk.approve_quality"
router = Router(tags=["quality"])


class CriterionOut(Schema):
    id: int
    name: str
    hint: str
    weight: int


class ScorecardOut(Schema):
    """What calls or tickets (`use`) are scored by; every criterion 0 to 5."""

    id: int
    name: str
    use: str
    criteria: list[CriterionOut]

    @staticmethod
    def resolve_criteria(row: Scorecard) -> list[Criterion]:
        return list(row.criteria.all())


class LineOut(Schema):
    name: str
    weight: int
    points: int


class ReviewOut(Schema):
    """How a call or ticket was found; `percent` is the weighted share of full points."""

    id: int
    card_id: int
    call_id: int | None
    ticket_id: int | None
    agent_id: int
    reviewer_id: int
    lines: list[LineOut]
    percent: Decimal
    coaching: str
    is_example: bool
    at: Moment
    seen_at: Moment | None


class ReviewIn(Body):
    """One of `call_id` and `ticket_id`; `points` by the id of each criterion of the card."""

    card_id: Id
    points: dict[Id, Annotated[int, Field(ge=0, le=BEST)]]
    call_id: Id | None = None
    ticket_id: Id | None = None
    coaching: Annotated[str, Field(max_length=3_000)] = ""
    is_example: bool = False


def _review(request: UserRequest, pk: int) -> QualityReview:
    row: QualityReview = get_object_or_404(QualityReview.objects.visible_to(request.user), pk=pk)
    return row


@router.get("/scorecards", response=list[ScorecardOut])
@needs(VIEW)
def list_scorecards(request: UserRequest) -> Any:
    services.install_scorecards()
    criteria = Prefetch("criteria", Criterion.objects.order_by("order", "pk"))
    cards = Scorecard.objects.filter(is_active=True).order_by("order", "pk")
    return list(cards.prefetch_related(criteria))


@router.get("/reviews", response=Page[ReviewOut])
@needs(VIEW)
def list_reviews(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = QualityReview.objects.visible_to(request.user)
    return list_part(request, lists[ReviewList.key], query, rows)


@router.get("/reviews/{review_id}", response=ReviewOut)
@needs(VIEW)
def read_review(request: UserRequest, review_id: Id) -> Any:
    return _review(request, review_id)


@router.post("/reviews", response={201: ReviewOut})
@needs(REVIEW)
def review_work(request: UserRequest, body: ReviewIn) -> Any:
    """Score a call or ticket; again corrects one's own review of it."""
    if (body.call_id is None) == (body.ticket_id is None):
        raise ValidationError({"call_id": _("통화나 티켓 하나를 평가합니다.")})
    model, pk = (Call, body.call_id) if body.call_id else (Ticket, body.ticket_id)
    what = get_object_or_404(model.objects.visible_to(request.user).select_related("agent"), pk=pk)
    use = "call" if body.call_id else "ticket"
    card = Scorecard.objects.filter(pk=body.card_id, use=use, is_active=True).first()
    if card is None:
        raise ValidationError({"card_id": _("없는 평가표입니다.")})
    values = body.dict(include={"points", "coaching", "is_example"})
    made = services.review_work(what, card=card, at=timezone.now(), actor=request.user, **values)
    return Status(201, made)


@router.post("/reviews/{review_id}/seen", response=ReviewOut)
@needs(VIEW)
def note_seen(request: UserRequest, review_id: Id) -> Any:
    """The agent has read it; 409 for anybody else."""
    return services.note_seen(_review(request, review_id), at=timezone.now(), actor=request.user)
