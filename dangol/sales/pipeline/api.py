from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.naming import Naming, products_named
from dangol.catalog.suggested import SuggestionOut, as_told
from dangol.codes.models import Code as CodeModel
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by, owners_for
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Moment, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.pipeline import services
from dangol.sales.pipeline.lists import DealList
from dangol.sales.pipeline.models import Deal, Stage
from dangol.sales.pipeline.queries import deals_seen_by, every_stage, pipelines
from dangol.sales.pipeline.services import LineGiven
from dangol.sales.pipeline.suggesting import suggestions_to

VIEW, ADD, CHANGE, DELETE = (f"sales.{verb}_deal" for verb in ("view", "add", "change", "delete"))
router = Router(tags=["sales"])

Won = Annotated[int, Field(ge=0, le=10**14)]
Percent = Annotated[int, Field(ge=0, le=100)]


class StageOut(Schema):
    id: int
    pipeline_id: int
    name: str
    outcome: str
    percent: int
    stuck_days: int


class DealOut(Schema):
    """A deal; `percent` is its own chance, `chance` the one that counts; amounts in won."""

    id: int
    number: str
    title: str
    customer_id: int
    kind: str
    pipeline_id: int
    stage_id: int
    status: str
    amount: int
    percent: int | None
    chance: int
    forecast: str
    expected_on: date | None
    closed_on: date | None
    stage_since: Moment
    owner_id: int
    lost_reason_id: int | None
    lost_note: str
    text: str
    custom: dict[str, Any]
    created_at: Moment
    version: int


class DealChange(Body):
    """What is not sent stays as it is."""

    title: Line | None = None
    kind: Literal["new", "more", "cross", "upsell", "renewal", "win_back"] | None = None
    amount: Won | None = None
    percent: Percent | None = None
    forecast: Literal["pipeline", "best", "commit", "omit"] | None = None
    expected_on: Day | None = None
    owner_id: Id | None = None
    source: Code | None = None
    text: Words | None = None
    custom: dict[Code, Any] | None = None


class DealPatch(DealChange):
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class DealIn(DealChange):
    customer_id: Id
    title: Line
    stage_id: Id | None = None


class MoveIn(Body):
    """`seen_in` is the stage the mover saw the deal in; 409 if it stands elsewhere by now."""

    stage_id: Id
    seen_in: Id | None = None


class WonIn(Body):
    on: Day | None = None


class LostIn(Body):
    reason: Code
    on: Day | None = None
    note: Annotated[str, Field(max_length=500)] = ""
    lost_to_id: Id | None = None


class LineIn(Naming):
    """A line: a product by id or code; without a unit price the customer's own price counts.

    `discount` in percent.
    """

    quantity: Annotated[Decimal, Field(gt=0, le=10**9, max_digits=12, decimal_places=2)]
    unit_price: Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)] | None = None
    discount: Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)] = Decimal(0)


class LinesIn(Body):
    lines: Annotated[list[LineIn], Field(max_length=5_000)]


def _deal(request: UserRequest, pk: int, verb: str = "view") -> Deal:
    rows = deals_seen_by(request.user, verb).select_related("stage", "customer", "pipeline")
    return get_object_or_404(rows, pk=pk)


def _out(request: UserRequest, deal: Deal) -> Deal:
    seen(request, "api", Customer, [deal.customer_id])
    return Deal.objects.select_related("stage").get(pk=deal.pk)


def _values(request: UserRequest, body: DealChange, deal: Deal | None = None) -> dict[str, Any]:
    """The arguments of the services; every id is looked up as the caller sees it."""
    given = body.dict(exclude_unset=True, exclude={"customer_id", "stage_id"})
    if given.get("owner_id") is not None:
        keep = deal.owner_id if deal else None
        owner = owners_for(request.user, keep=keep).filter(pk=given.pop("owner_id")).first()
        if owner is None:
            raise ValidationError({"owner_id": _("맡길 수 없는 직원입니다.")})
        given["owner"] = owner
    if "source" in given:
        row = code_by_key("source", given["source"]) if given.pop("source") else None
        given["source_id"] = row.id if row else None
    keep_empty = {"percent", "expected_on", "source_id"}
    return {k: v for k, v in given.items() if v is not None or k in keep_empty}


@router.get("/stages", response=list[StageOut])
@needs(VIEW)
def list_stages(request: UserRequest) -> Any:
    return [row._asdict() for row in every_stage()]


@router.get("/deals", response=Page[DealOut])
@needs(VIEW)
def list_deals(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = deals_seen_by(request.user).select_related("stage")
    part = list_part(request, lists[DealList.key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/deals", response={201: DealOut})
@needs(ADD)
def open_deal(request: UserRequest, body: DealIn) -> Any:
    customer = customers_seen_by(request.user).filter(pk=body.customer_id).first()
    if customer is None:
        raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    stage = _first_stage(body.stage_id)
    values = _values(request, body)
    values.setdefault("owner", request.user)
    deal = services.open_deal(
        customer, stage=stage, at=timezone.now(), actor=request.user, **values
    )
    return Status(201, _out(request, deal))


def _first_stage(pk: int | None) -> Stage:
    rows = Stage.objects.filter(is_active=True)
    if pk is None:
        active = [one for one, _name in pipelines()]
        rows = rows.filter(pipeline__in=active, outcome="open").order_by("pipeline__order", "order")
    else:
        rows = rows.filter(pk=pk)
    if (stage := rows.first()) is None:
        raise ValidationError({"stage_id": _("없는 단계입니다. /api/v1/stages를 확인해 주세요.")})
    return stage


@router.get("/deals/{deal_id}", response=DealOut)
@needs(VIEW)
def read_deal(request: UserRequest, deal_id: Id) -> Any:
    return _out(request, _deal(request, deal_id))


@router.patch("/deals/{deal_id}", response=DealOut)
@needs(CHANGE)
def change_deal(request: UserRequest, deal_id: Id, body: DealPatch) -> Any:
    deal = _deal(request, deal_id, "change")
    values = _values(request, body, deal)
    services.edit_deal(deal, at=timezone.now(), actor=request.user, **values)
    return _out(request, deal)


@router.delete("/deals/{deal_id}", response={204: None})
@needs(DELETE)
def remove_deal(request: UserRequest, deal_id: Id) -> Any:
    services.remove_deal(_deal(request, deal_id, "delete"), actor=request.user)
    return HttpResponse(status=204)


@router.post("/deals/{deal_id}/move", response=DealOut)
@needs(CHANGE)
def move_deal(request: UserRequest, deal_id: Id, body: MoveIn) -> Any:
    deal = _deal(request, deal_id, "change")
    to = Stage.objects.filter(pk=body.stage_id, is_active=True).first()
    if to is None:
        raise ValidationError({"stage_id": _("없는 단계입니다. /api/v1/stages를 확인해 주세요.")})
    services.move_deal(deal, to=to, at=timezone.now(), actor=request.user, seen_in=body.seen_in)
    return _out(request, deal)


@router.post("/deals/{deal_id}/win", response=DealOut)
@needs(CHANGE)
def win_deal(request: UserRequest, deal_id: Id, body: WonIn) -> Any:
    deal = _deal(request, deal_id, "change")
    on = body.on or timezone.localdate()
    services.win_deal(deal, on=on, at=timezone.now(), actor=request.user)
    return _out(request, deal)


@router.post("/deals/{deal_id}/lose", response=DealOut)
@needs(CHANGE)
def lose_deal(request: UserRequest, deal_id: Id, body: LostIn) -> Any:
    deal = _deal(request, deal_id, "change")
    row = code_by_key("lost_reason", body.reason)
    if row is None:
        raise ValidationError(
            {"reason": _("없는 코드입니다. /api/v1/codes에서 key를 확인해 주세요.")}
        )
    lost_to = None
    if body.lost_to_id:
        lost_to = customers_seen_by(request.user).filter(pk=body.lost_to_id).first()
        if lost_to is None:
            raise ValidationError({"lost_to_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    services.lose_deal(
        deal,
        reason=CodeModel.objects.get(pk=row.id),
        on=body.on or timezone.localdate(),
        at=timezone.now(),
        note=body.note,
        lost_to=lost_to,
        actor=request.user,
    )
    return _out(request, deal)


@router.post("/deals/{deal_id}/reopen", response=DealOut)
@needs(CHANGE)
def reopen_deal(request: UserRequest, deal_id: Id) -> Any:
    deal = _deal(request, deal_id, "change")
    services.reopen_deal(deal, at=timezone.now(), actor=request.user)
    return _out(request, deal)


@router.put("/deals/{deal_id}/lines", response=DealOut)
@needs(CHANGE)
def set_lines(request: UserRequest, deal_id: Id, body: LinesIn) -> Any:
    deal = _deal(request, deal_id, "change")
    products = products_named(request.user, body.lines, place="lines")
    lines = [
        LineGiven(product, line.quantity, line.unit_price, line.discount)
        for product, line in zip(products, body.lines, strict=True)
    ]
    services.set_lines(deal, lines, on=timezone.localdate(), at=timezone.now(), actor=request.user)
    return _out(request, deal)


@router.get("/customers/{customer_id}/suggestions", response=list[SuggestionOut])
@needs(VIEW)
def list_customer_suggestions(request: UserRequest, customer_id: Id) -> Any:
    """What stands beside or above what they have and is not theirs yet; at most twelve."""
    customer = get_object_or_404(customers_seen_by(request.user), pk=customer_id)
    seen(request, "api", Customer, [customer_id])
    return as_told(suggestions_to(customer))
