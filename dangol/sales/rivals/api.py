from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.pipeline import services
from dangol.sales.pipeline.models import DealRival
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.sales.rivals.lists import RivalList
from dangol.sales.rivals.queries import rivals_seen_by

VIEW, CHANGE = "sales.view_deal", "sales.change_deal"
router = Router(tags=["sales"])


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


def _rival(request: UserRequest, pk: int) -> DealRival:
    rows = rivals_seen_by(request.user, "change").select_related("deal")
    row: DealRival = get_object_or_404(rows, pk=pk)
    return row
