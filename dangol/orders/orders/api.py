from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Id, Line, Page, Words
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.orders.orders import services
from dangol.orders.orders.lists import OrderList
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.orders.queries import VIEW, orders_seen_by
from dangol.orders.papers.issuing import print_statement
from dangol.orders.papers.lists import IssueList
from dangol.orders.papers.queries import issues_seen_by

router = Router(tags=["orders"])


class OrderOut(Schema):
    """An order; won."""

    id: int
    number: str
    title: str
    kind: str
    status: str
    customer_id: int
    deal_id: int | None
    quote_id: int | None
    owner_id: int
    ordered_on: date
    supply: int
    tax: int
    total: int
    text: str
    external_id: str
    custom: dict[str, Any]
    version: int


class OrderLineOut(Schema):
    """A line as it was agreed; won, the unit price without tax."""

    product_id: int | None
    name: str
    spec: str
    unit: str
    quantity: Decimal
    unit_price: Decimal
    tax_kind: str
    cycle: str
    supply: int
    tax: int


class OrderFull(OrderOut):
    lines: list[OrderLineOut]

    @staticmethod
    def resolve_lines(order: Order) -> list[OrderLine]:
        return list(order.lines.order_by("place", "pk"))


class OrderChange(Body):
    """What is left out stays; with `version` refused when somebody changed it meanwhile."""

    title: Line | None = None
    text: Words | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


@router.get("/orders", response=Page[OrderOut])
@needs(VIEW)
def list_orders(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[OrderList.key], query, orders_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.get("/orders/{order_id}", response=OrderFull)
@needs(VIEW)
def read_order(request: UserRequest, order_id: Id) -> Any:
    order: Order = get_object_or_404(orders_seen_by(request.user), pk=order_id)
    seen(request, "api", Customer, [order.customer_id])
    return order


@router.patch("/orders/{order_id}", response=OrderFull)
@needs("orders.change_order")
def change_order(request: UserRequest, order_id: Id, body: OrderChange) -> Any:
    order: Order = get_object_or_404(orders_seen_by(request.user, "change"), pk=order_id)
    seen(request, "api", Customer, [order.customer_id])
    return services.edit_order(order, actor=request.user, **body.dict(exclude_none=True))


@router.get("/orders/{order_id}/statement", response={200: None})
@needs(VIEW)
def read_order_statement(request: UserRequest, order_id: Id) -> Any:
    order = get_object_or_404(orders_seen_by(request.user), pk=order_id)
    seen(request, "api", Customer, [order.customer_id])
    return HttpResponse(
        print_statement(order, at=timezone.now(), actor=request.user),
        content_type="application/pdf",
    )


class IssueOut(Schema):
    """A 거래명세서 (statement) or 거래 원장 (account) that was printed or sent; won."""

    id: int
    kind: str
    way: str
    customer_id: int
    order_id: int | None
    owner_id: int
    at: datetime
    since: date
    until: date
    amount: int


@router.get("/issues", response=Page[IssueOut])
@needs("orders.view_bill")
def list_issues(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[IssueList.key], query, issues_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part
