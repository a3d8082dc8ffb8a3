from datetime import date, timedelta
from decimal import Decimal
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
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.orders.money import refunds
from dangol.orders.money import services as money
from dangol.orders.money.lists import BillList, ReceiptList, RefundList, RevenueList
from dangol.orders.money.models import Bill, Receipt, Refund, Revenue
from dangol.orders.money.queries import (
    APPROVE_REFUND,
    VIEW_REFUND,
    account_of,
    bills_seen_by,
    refunds_seen_by,
)
from dangol.orders.money.revenue import RevenueGiven, write_revenue

router = Router(tags=["orders"])
Won = Annotated[int, Field(ge=1, le=10**14)]
Signed = Annotated[int, Field(ge=-(10**14), le=10**14)]


class BillOut(Schema):
    """A bill (청구), below 0 a credit; won. `left` is what is still unpaid."""

    id: int
    customer_id: int
    order_id: int | None
    title: str
    status: str
    tax_kind: str
    period_on: date | None
    period_until: date | None
    billed_on: date
    due_on: date
    supply: int
    tax: int
    total: int
    paid: int
    left: int


class ReceiptIn(Body):
    """Money that came in; the same `external_id` is one receipt."""

    customer_id: Id
    amount: Won
    on: Day | None = None
    bill_id: Id | None = None
    method: Literal["transfer", "card", "cash", "cms", "other"] = "transfer"
    note: Line = ""
    external_id: Annotated[str, Field(max_length=100)] = ""


class ReceiptOut(Schema):
    id: int
    customer_id: int
    received_on: date
    amount: int
    matched: int
    left: int
    method: str
    note: str
    external_id: str


class RefundIn(Body):
    """Money that goes back; above the office's limit it waits for an approval."""

    customer_id: Id
    amount: Won
    on: Day | None = None
    method: Literal["transfer", "card", "cash", "cms", "other"] = "transfer"
    reason: Annotated[str, Field(min_length=1, max_length=150)]
    bill_id: Id | None = None


class RefundOut(Schema):
    """`status` is asked, paid, returned or undone; won."""

    id: int
    customer_id: int
    owner_id: int
    status: str
    amount: int
    on: date
    method: str
    reason: str
    bill_id: int | None
    receipt_id: int | None


class UndoIn(Body):
    on: Day | None = None


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


@router.get("/bills", response=Page[BillOut])
@needs("orders.view_bill")
def list_bills(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[BillList.key], query, bills_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


class EntryOut(Schema):
    """One line of a statement, with the balance after it; won."""

    on: date
    text: str
    billed: int
    received: int
    balance: int


class AccountOut(Schema):
    """거래 원장: the balance before, what happened, and the balance after; won."""

    customer_id: int
    since: date
    until: date
    before: int
    billed: int
    received: int
    after: int
    entries: list[EntryOut]


@router.get("/accounts/{customer_id}", response=AccountOut)
@needs("orders.view_bill")
def read_account(
    request: UserRequest, customer_id: Id, since: Day | None = None, until: Day | None = None
) -> Any:
    """A customer's bills and receipts of some days, a year up to today unless asked otherwise."""
    customer = get_object_or_404(customers_seen_by(request.user), pk=customer_id)
    seen(request, "api", Customer, [customer.pk])
    last = until or timezone.localdate()
    first = since or last - timedelta(days=365)
    if first > last:
        raise ValidationError({"until": _("종료일은 시작일과 같거나 뒤여야 합니다.")})
    found = account_of(customer, since=first, until=last)
    sums = {name: getattr(found, name) for name in ("before", "billed", "received", "after")}
    entries = [entry._asdict() for entry in found.entries]
    return {"customer_id": customer.pk, "since": first, "until": last, "entries": entries, **sums}


def _parties(request: UserRequest, body: "ReceiptIn | RefundIn") -> tuple[Customer, Bill | None]:
    """Whose money it is and which bill is named, as far as this person sees them."""
    customer = customers_seen_by(request.user).filter(pk=body.customer_id).first()
    if customer is None:
        raise ValidationError({"customer_id": _("없는 고객이거나 볼 권한이 없습니다.")})
    if not body.bill_id:
        return customer, None
    bill = bills_seen_by(request.user).filter(pk=body.bill_id).first()
    if bill is None:
        raise ValidationError({"bill_id": _("없는 청구이거나 볼 권한이 없습니다.")})
    return customer, bill


@router.get("/receipts", response=Page[ReceiptOut])
@needs("orders.view_receipt")
def list_receipts(request: UserRequest, query: Query[ListQuery]) -> Any:
    rows = Receipt.objects.visible_to(request.user)
    part = list_part(request, lists[ReceiptList.key], query, rows)
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/receipts", response={201: ReceiptOut})
@needs("orders.add_receipt")
def receive_money(request: UserRequest, body: ReceiptIn) -> Any:
    given = body.dict(exclude={"customer_id", "bill_id", "on"})
    customer, bill = _parties(request, body)
    receipt = money.receive(
        customer, on=body.on or timezone.localdate(), owner=request.user, actor=request.user,
        bill=bill, **given,
    )  # fmt: skip
    receipt.refresh_from_db()
    return Status(201, receipt)


@router.get("/refunds", response=Page[RefundOut])
@needs(VIEW_REFUND)
def list_refunds(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[RefundList.key], query, refunds_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.post("/refunds", response={201: RefundOut})
@needs("orders.add_refund")
def refund_money(request: UserRequest, body: RefundIn) -> Any:
    customer, bill = _parties(request, body)
    on, today = body.on or timezone.localdate(), timezone.localdate()
    if on > today:
        raise ValidationError({"on": _("환불일은 오늘까지 적을 수 있습니다.")})
    given = body.dict(exclude={"customer_id", "bill_id", "on"})
    refund = refunds.ask_refund(
        customer, on=on, owner=request.user, actor=request.user, bill=bill, **given
    )
    return Status(201, refund)


@router.post("/refunds/{refund_id}/approve", response=RefundOut)
@needs(APPROVE_REFUND)
def approve_refund(request: UserRequest, refund_id: Id) -> Any:
    refund: Refund = get_object_or_404(refunds_seen_by(request.user), pk=refund_id)
    return refunds.approve_refund(refund, at=timezone.now(), actor=request.user)


@router.post("/refunds/{refund_id}/undo", response=RefundOut)
@needs("orders.change_refund")
def undo_refund(request: UserRequest, refund_id: Id, body: UndoIn) -> Any:
    refund: Refund = get_object_or_404(refunds_seen_by(request.user, "change"), pk=refund_id)
    on = body.on or timezone.localdate()
    return refunds.undo_refund(refund, on=on, actor=request.user)


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
