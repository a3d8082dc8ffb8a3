from datetime import date
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import owners_for
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.pipeline.setup import first_stage
from dangol.sales.winback import services
from dangol.sales.winback.lists import WinBackList
from dangol.sales.winback.models import WinBack

VIEW, CHANGE = "sales.view_winback", "sales.change_winback"
router = Router(tags=["sales"])


class WinBackOut(Schema):
    """A customer to be won back; no try before `rests_until` is over."""

    id: int
    customer_id: int
    deal_id: int
    owner_id: int
    status: str
    rests_until: date
    attempts: int
    note: str
    new_deal_id: int | None
    ended_on: date | None
    custom: dict[str, Any]
    version: int


class WinBackChange(Body):
    """What is left out stays; with `version` refused when somebody changed it meanwhile."""

    owner_id: Id | None = None
    rests_until: Day | None = None
    note: Annotated[str, Field(max_length=300)] | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


class NoteIn(Body):
    note: Annotated[str, Field(min_length=1, max_length=300)]


def _row(request: UserRequest, pk: int) -> WinBack:
    rows = WinBack.objects.visible_to(request.user, "change")
    row = get_object_or_404(rows.select_related("customer", "deal", "owner"), pk=pk)
    seen(request, "api", Customer, [row.customer_id])
    return row


@router.get("/win-backs", response=Page[WinBackOut])
@needs(VIEW)
def list_win_backs(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = WinBack.objects.visible_to(request.user)
    part = list_part(request, lists[WinBackList.key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.patch("/win-backs/{win_back_id}", response=WinBackOut)
@needs(CHANGE)
def change_win_back(request: UserRequest, win_back_id: Id, body: WinBackChange) -> Any:
    given = body.dict(exclude_none=True)
    if (pk := given.pop("owner_id", None)) is not None:
        given["owner"] = owners_for(request.user).filter(pk=pk).first()
        if given["owner"] is None:
            raise ValidationError({"owner_id": _("맡길 수 없는 직원입니다.")})
    row = _row(request, win_back_id)
    return services.edit_win_back(row, actor=request.user, **given)


@router.post("/win-backs/{win_back_id}/try", response=WinBackOut)
@needs(CHANGE)
def try_again(request: UserRequest, win_back_id: Id, body: NoteIn) -> Any:
    row, on = _row(request, win_back_id), timezone.localdate()
    return services.try_again(row, note=body.note, on=on, actor=request.user)


@router.post("/win-backs/{win_back_id}/won", response=WinBackOut)
@needs(CHANGE)
def win_back(request: UserRequest, win_back_id: Id) -> Any:
    row, at = _row(request, win_back_id), timezone.now()
    on = timezone.localdate(at)
    return services.win_back(row, stage=first_stage(), at=at, on=on, actor=request.user)


@router.post("/win-backs/{win_back_id}/give-up", response=WinBackOut)
@needs(CHANGE)
def give_up(request: UserRequest, win_back_id: Id, body: NoteIn) -> Any:
    row, on = _row(request, win_back_id), timezone.localdate()
    return services.give_up(row, note=body.note, on=on, actor=request.user)
