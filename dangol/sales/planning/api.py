from datetime import date
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.products.queries import products_seen_by
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by, owners_for
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Day, Id, Line, Moment, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.sales.planning import services
from dangol.sales.planning.lists import PlannedSaleList
from dangol.sales.planning.models import PlannedSale
from dangol.sales.planning.queries import planned_sales_seen_by

VIEW, ADD, CHANGE = (f"sales.{verb}_plannedsale" for verb in ("view", "add", "change"))
router = Router(tags=["sales"])


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
    created_at: Moment
    version: int


class PlannedIn(Body):
    customer_id: Id
    title: Line
    due_on: Day
    product_id: Id | None = None
    kind: Literal["new", "more", "cross", "upsell", "renewal", "win_back"] = "more"
    amount: Annotated[int, Field(ge=0, le=10**14)] = 0
    note: Annotated[str, Field(max_length=500)] = ""
    owner_id: Id | None = None


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
    given = body.dict(exclude={"customer_id", "product_id", "owner_id"})
    customer = customers_seen_by(request.user).filter(pk=body.customer_id).first()
    if customer is None:
        raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    owner = owners_for(request.user).filter(pk=body.owner_id or request.user.pk).first()
    if owner is None:
        raise ValidationError({"owner_id": _("맡길 수 없는 직원입니다.")})
    product = products_seen_by(request.user).filter(pk=body.product_id or 0).first()
    if body.product_id and product is None:
        raise ValidationError({"product_id": _("없는 상품입니다.")})
    row = services.plan_sale(
        customer, owner=owner, product=product, today=timezone.localdate(), actor=request.user,
        **given,
    )  # fmt: skip
    return Status(201, _out(request, row))


@router.get("/planned-sales/{planned_id}", response=PlannedOut)
@needs(VIEW)
def read_planned_sale(request: UserRequest, planned_id: Id) -> Any:
    return _out(request, _row(request, planned_id, "view"))


@router.post("/planned-sales/{planned_id}/drop", response=PlannedOut)
@needs(CHANGE)
def drop_planned_sale(request: UserRequest, planned_id: Id) -> Any:
    return _out(request, services.drop_planned(_row(request, planned_id), actor=request.user))
