from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.naming import Naming, product_named
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by, owners_for
from dangol.kit.access import needs
from dangol.kit.api.fields import Code, Day, Id, Line, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.planning import services
from dangol.sales.planning.lists import PlannedSaleList
from dangol.sales.planning.models import PlannedSale
from dangol.sales.planning.queries import planned_sales_seen_by

VIEW, ADD, CHANGE = (f"sales.{verb}_plannedsale" for verb in ("view", "add", "change"))
router = Router(tags=["sales"])

_PRODUCT = {"product_id", "product_code"}
Won = Annotated[int, Field(ge=0, le=10**14)]
Kind = Literal["new", "more", "cross", "upsell", "renewal", "win_back"]


class PlannedOut(Schema):
    """A planned sale; `deal_id` once its deal is open; the amount in won."""

    id: int
    title: str
    customer_id: int
    product_id: int | None
    kind: str
    amount: int
    due_on: date
    note: str
    owner_id: int
    status: str
    deal_id: int | None
    custom: dict[str, Any]
    created_at: Moment
    version: int


class PlannedIn(Naming):
    customer_id: Id
    title: Line
    due_on: Day
    kind: Kind = "more"
    amount: Won = 0
    note: Annotated[str, Field(max_length=500)] = ""
    owner_id: Id | None = None
    custom: dict[Code, Any] = {}


class PlannedPatch(Naming):
    """What is not sent stays as it is; only a sale still planned can be changed."""

    title: Line | None = None
    due_on: Day | None = None
    kind: Kind | None = None
    amount: Won | None = None
    note: Annotated[str, Field(max_length=500)] | None = None
    owner_id: Id | None = None
    custom: dict[Code, Any] | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


def _named(
    request: UserRequest, body: Naming, given: dict[str, Any], *, keep: int | None
) -> dict[str, Any]:
    """The owner and the product of ids or a code, as far as the caller may name them."""
    if "owner_id" in given:
        owner = owners_for(request.user, keep=keep).filter(pk=given.pop("owner_id") or 0).first()
        if owner is None:
            raise ValidationError({"owner_id": _("맡길 수 없는 직원입니다.")})
        given["owner"] = owner
    if body.model_fields_set & _PRODUCT:
        given["product"] = product_named(request.user, body)
    return {name: value for name, value in given.items() if name not in _PRODUCT}


def _row(request: UserRequest, pk: int, verb: str = "change") -> PlannedSale:
    rows = planned_sales_seen_by(request.user, verb).select_related("customer", "product")
    return get_object_or_404(rows, pk=pk)


def _out(request: UserRequest, row: PlannedSale) -> PlannedSale:
    seen(request, "api", Customer, [row.customer_id])
    return PlannedSale.objects.get(pk=row.pk)


@router.get("/planned-sales", response=Page[PlannedOut])
@needs(VIEW)
def list_planned_sales(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = planned_sales_seen_by(request.user)
    part = list_part(request, lists[PlannedSaleList.key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/planned-sales", response={201: PlannedOut})
@needs(ADD)
def plan_sale(request: UserRequest, body: PlannedIn) -> Any:
    given = body.dict(exclude={"customer_id"})
    given["owner_id"] = body.owner_id or request.user.pk
    customer = customers_seen_by(request.user).filter(pk=body.customer_id).first()
    if customer is None:
        raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    named = _named(request, body, given, keep=None)
    row = services.plan_sale(customer, today=timezone.localdate(), actor=request.user, **named)
    return Status(201, _out(request, row))


@router.get("/planned-sales/{planned_id}", response=PlannedOut)
@needs(VIEW)
def read_planned_sale(request: UserRequest, planned_id: Id) -> Any:
    return _out(request, _row(request, planned_id, "view"))


@router.patch("/planned-sales/{planned_id}", response=PlannedOut)
@needs(CHANGE)
def change_planned_sale(request: UserRequest, planned_id: Id, body: PlannedPatch) -> Any:
    row = _row(request, planned_id)
    sent = body.dict(exclude_unset=True)
    given = {name: value for name, value in sent.items() if value is not None}
    named = _named(request, body, given, keep=row.owner_id)
    services.edit_planned(row, today=timezone.localdate(), actor=request.user, **named)
    return _out(request, row)


@router.post("/planned-sales/{planned_id}/drop", response=PlannedOut)
@needs(CHANGE)
def drop_planned_sale(request: UserRequest, planned_id: Id) -> Any:
    return _out(request, services.drop_planned(_row(request, planned_id), actor=request.user))
