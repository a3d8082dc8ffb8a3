"""Revenue rows over the API: read, and brought in from ERP and shops."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.catalog.products.queries import products_seen_by
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Line, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.orders.money.lists import RevenueList
from dangol.orders.money.models import Revenue
from dangol.orders.money.revenue import RevenueGiven, write_revenue

router = Router(tags=["orders"])
Signed = Annotated[int, Field(ge=-(10**14), le=10**14)]


class RevenueIn(Body):
    """One sale, or one return below 0; won without tax."""

    customer_number: Code
    external_id: Annotated[str, Field(min_length=1, max_length=100)]
    on: Day
    supply: Signed
    tax: Signed = 0
    product_code: Code = ""
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
    numbers = {row.customer_number for row in body.rows}
    customers = dict(
        customers_seen_by(request.user).filter(number__in=numbers).values_list("number", "pk")
    )
    if missing := sorted(numbers - customers.keys()):
        text = _("이 고객번호의 고객이 없거나 볼 권한이 없습니다: %(numbers)s")
        raise ValidationError({"rows": text % {"numbers": ", ".join(missing[:10])}})
    codes = {row.product_code for row in body.rows if row.product_code}
    products = dict(products_seen_by(request.user).filter(code__in=codes).values_list("code", "pk"))
    if missing := sorted(codes - products.keys()):
        raise ValidationError({"rows": _("없는 상품입니다: %(ids)s") % {"ids": missing[:10]}})
    once = {row.external_id: row for row in body.rows}
    given = [
        RevenueGiven(
            customers[row.customer_number], row.external_id, row.on, row.supply, row.tax,
            products.get(row.product_code), row.name, row.quantity,
        )
        for row in once.values()
    ]  # fmt: skip
    made = write_revenue(body.source, given, actor=request.user)
    return {"created": made, "updated": len(given) - made}
