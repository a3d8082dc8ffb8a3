from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.pipeline import services
from dangol.sales.pipeline.models import DealRival
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.sales.rivals import services as move_services
from dangol.sales.rivals.lists import RivalList
from dangol.sales.rivals.models import RivalMove
from dangol.sales.rivals.move_lists import RivalMoveList
from dangol.sales.rivals.queries import moves_seen_by, rivals_seen_by

VIEW, CHANGE = "sales.view_deal", "sales.change_deal"
router = Router(tags=["sales"])
Kind = Literal["price", "campaign", "visit", "product", "care", "other"]


class RivalOut(Schema):
    """A competitor (a customer of ours by record) in one deal."""

    id: int
    deal_id: int
    competitor_id: int
    strength: str
    price_note: str
    version: int


class RivalPatch(Body):
    """What is left out stays."""

    strength: Annotated[str, Field(max_length=500)] | None = None
    price_note: Annotated[str, Field(max_length=300)] | None = None


class RivalIn(Body):
    competitor_id: Id
    strength: Annotated[str, Field(max_length=500)] = ""
    price_note: Annotated[str, Field(max_length=300)] = ""


@router.get("/rivals", response=Page[RivalOut])
@needs(VIEW)
def list_rivals(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[RivalList.key], query, rivals_seen_by(request.user))
    seen(request, "api", Customer, [row.competitor_id for row in part["items"]])
    return part


@router.post("/deals/{deal_id}/rivals", response={201: RivalOut})
@needs(CHANGE)
def add_rival(request: UserRequest, deal_id: Id, body: RivalIn) -> Any:
    deal = get_object_or_404(deals_seen_by(request.user, "change"), pk=deal_id)
    given = body.dict(exclude={"competitor_id"})
    other = customers_seen_by(request.user).filter(pk=body.competitor_id).first()
    if other is None:
        raise ValidationError({"competitor_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    made = services.write_rival(deal, None, competitor=other, actor=request.user, **given)
    return Status(201, made)


@router.patch("/rivals/{rival_id}", response=RivalOut)
@needs(CHANGE)
def change_rival(request: UserRequest, rival_id: Id, body: RivalPatch) -> Any:
    row = _rival(request, rival_id)
    given = body.dict(exclude_none=True)
    return services.write_rival(row.deal, row, actor=request.user, **given)


@router.delete("/rivals/{rival_id}", response={204: None})
@needs(CHANGE)
def remove_rival(request: UserRequest, rival_id: Id) -> Any:
    services.forget_part(_rival(request, rival_id), actor=request.user)
    return HttpResponse(status=204)


class MoveOut(Schema):
    """What a competitor did; without a customer and a deal everybody who sees deals reads it."""

    id: int
    competitor_id: int
    kind: str
    text: str
    source: str
    seen_on: date
    customer_id: int | None
    deal_id: int | None
    owner_id: int
    custom: dict[str, Any]
    version: int


class MoveChange(Body):
    """What is left out stays; with `version` refused when somebody changed it meanwhile."""

    kind: Kind | None = None
    text: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    source: Annotated[str, Field(max_length=200)] | None = None
    seen_on: Day | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


class MoveIn(Body):
    """A deal brings its customer along."""

    competitor_id: Id
    text: Annotated[str, Field(min_length=1, max_length=500)]
    seen_on: Day
    kind: Kind = "visit"
    source: Annotated[str, Field(max_length=200)] = ""
    customer_id: Id | None = None
    deal_id: Id | None = None
    custom: dict[Code, Any] = {}


@router.get("/rival-moves", response=Page[MoveOut])
@needs(VIEW)
def list_moves(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[RivalMoveList.key], query, moves_seen_by(request.user))
    ids = {pk for row in part["items"] for pk in (row.competitor_id, row.customer_id) if pk}
    seen(request, "api", Customer, ids)
    return part


@router.post("/rival-moves", response={201: MoveOut})
@needs(CHANGE)
def note_move(request: UserRequest, body: MoveIn) -> Any:
    user, given = request.user, body.dict()
    for name, rows in (
        ("competitor", customers_seen_by(user)), ("customer", customers_seen_by(user)),
        ("deal", deals_seen_by(user).select_related("customer")),
    ):  # fmt: skip
        pk = given.pop(f"{name}_id")
        given[name] = rows.filter(pk=pk).first() if pk is not None else None
        if pk is not None and given[name] is None:
            raise ValidationError({f"{name}_id": _("없거나 볼 권한이 없습니다.")})
    today = timezone.localdate()
    return Status(201, move_services.note_move(today=today, owner=user, actor=user, **given))


@router.patch("/rival-moves/{move_id}", response=MoveOut)
@needs(CHANGE)
def change_move(request: UserRequest, move_id: Id, body: MoveChange) -> Any:
    given, today = body.dict(exclude_none=True), timezone.localdate()
    row = _move(request, move_id)
    return move_services.edit_move(row, today=today, actor=request.user, **given)


@router.delete("/rival-moves/{move_id}", response={204: None})
@needs(CHANGE)
def forget_move(request: UserRequest, move_id: Id) -> Any:
    move_services.forget_move(_move(request, move_id), actor=request.user)
    return HttpResponse(status=204)


def _move(request: UserRequest, pk: int) -> RivalMove:
    rows = moves_seen_by(request.user, "change")
    row: RivalMove = get_object_or_404(rows.select_related("competitor", "deal__customer"), pk=pk)
    return row


def _rival(request: UserRequest, pk: int) -> DealRival:
    rows = rivals_seen_by(request.user, "change").select_related("deal")
    row: DealRival = get_object_or_404(rows, pk=pk)
    return row
