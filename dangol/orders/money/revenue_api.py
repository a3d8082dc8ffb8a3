"""Revenue rows over the API: read, and brought in from ERP and shops."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.naming import Naming, look_up
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Line, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.korean.text import clean
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.orders.money.lists import RevenueList
from dangol.orders.money.models import Revenue
from dangol.orders.money.revenue import RevenueGiven, write_revenue

router = Router(tags=["orders"])
Signed = Annotated[int, Field(ge=-(10**14), le=10**14)]


class RevenueIn(Naming):
    """One sale, or one return below 0; won without tax. The product, if any, by id or by code."""

    customer_number: Code
    external_id: Annotated[str, Field(min_length=1, max_length=100)]
    on: Day
    supply: Signed
    tax: Signed = 0
    name: Line = ""
    quantity: Annotated[Decimal, Field(max_digits=12, decimal_places=2)] = Decimal(1)


class RevenuesIn(Body):
    source: Annotated[str, Field(min_length=1, max_length=50)]
    rows: Annotated[list[RevenueIn], Field(min_length=1, max_length=1_000)]


class RevenueOut(Schema):
    """One sale, or one return below 0; `source` is order, bill or credit for our own."""

    id: int
    customer_id: int
    product_id: int | None
    source: str
    external_id: str
    on: date
    name: str
    quantity: Decimal
    supply: int
    tax: int


class RevenueWritten(Schema):
    created: int
    updated: int


@router.get("/revenue", response=Page[RevenueOut])
@needs("orders.view_bill")
def list_revenue(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Revenue.objects.visible_to(request.user)
    part = list_part(request, lists[RevenueList.key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/revenue", response=RevenueWritten)
@needs("orders.add_order")
def write_revenue_rows(request: UserRequest, body: RevenuesIn) -> Any:
    customers = customers_seen_by(request.user)
    numbers = {row.customer_number for row in body.rows}
    known = dict(customers.filter(number__in=numbers).values_list("number", "pk"))
    products, errors = look_up(request.user, body.rows, place="rows", is_needed=False)
    foreign = _foreign(body, customers)
    for n, row in enumerate(body.rows):
        if row.customer_number not in known:
            errors[f"rows.{n}.customer_number"] = [_("없는 고객이거나 볼 권한이 없습니다.")]
        if row.external_id in foreign:
            text = _("이 외부 번호는 다른 고객의 것으로 이미 들어와 있습니다.")
            errors[f"rows.{n}.external_id"] = [text]
    if errors:
        raise ValidationError(errors)
    given = [
        RevenueGiven(
            known[row.customer_number], row.external_id, row.on, row.supply, row.tax,
            product.pk if product else None, row.name, row.quantity,
        )
        for row, product in zip(body.rows, products, strict=True)
    ]  # fmt: skip
    made = write_revenue(body.source, given, actor=request.user)
    return {"created": made, "updated": len({row.external_id for row in given}) - made}


def _foreign(body: RevenuesIn, customers: "QuerySet[Customer]") -> set[str]:
    """Numbers that are here as sales of customers the caller does not see."""
    ids = [row.external_id for row in body.rows]
    rows = Revenue.objects.filter(source=clean(body.source), external_id__in=ids)
    hidden = rows.exclude(customer__in=customers.values("pk"))
    return set(hidden.values_list("external_id", flat=True))
