from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Code, Day, Id, Line, Page
from dangol.kit.api.lists import ListQuery, list_part
from dangol.kit.lists import lists
from dangol.kit.personal import seen
from dangol.orders.money import correcting, refunds
from dangol.orders.money import services as money
from dangol.orders.money.lists import BillList, ReceiptList, RefundList
from dangol.orders.money.models import Bill, Receipt, Refund
from dangol.orders.money.queries import (
    APPROVE_REFUND,
    VIEW_REFUND,
    account_of,
    bills_seen_by,
    refunds_seen_by,
)

router = Router(tags=["orders"])
Won = Annotated[int, Field(ge=1, le=10**14)]
Method = Literal["transfer", "card", "cash", "cms", "other"]
Outside = Annotated[str, Field(max_length=100)]


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
    external_id: str
    custom: dict[str, Any]
    version: int


class BillChange(Body):
    """What is left out stays; with `version` refused when somebody changed it meanwhile."""

    title: Line | None = None
    due_on: Day | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


class ReceiptIn(Body):
    """Money that came in; the same `external_id` is one receipt."""

    customer_id: Id
    amount: Won
    on: Day | None = None
    bill_id: Id | None = None
    method: Method = "transfer"
    note: Line = ""
    external_id: Outside = ""
    custom: dict[Code, Any] = {}


class ReceiptChange(Body):
    """What is left out stays; an amount that is wrong is taken back and written anew."""

    method: Method | None = None
    note: Line | None = None
    custom: dict[Code, Any] | None = None
    version: Id | None = None


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
    custom: dict[str, Any]
    version: int


class RefundIn(Body):
    """Money that goes back; above the office's limit it waits for an approval.

    The same `external_id` is one refund.
    """

    customer_id: Id
    amount: Won
    on: Day | None = None
    method: Method = "transfer"
    reason: Annotated[str, Field(min_length=1, max_length=150)]
    bill_id: Id | None = None
    external_id: Outside = ""
    custom: dict[Code, Any] = {}


class RefundChange(Body):
    custom: dict[Code, Any]
    version: Id | None = None


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
    external_id: str
    custom: dict[str, Any]
    version: int


class UndoIn(Body):
    on: Day | None = None


@router.get("/bills", response=Page[BillOut])
@needs("orders.view_bill")
def list_bills(request: UserRequest, query: Query[ListQuery]) -> Any:
    part = list_part(request, lists[BillList.key], query, bills_seen_by(request.user))
    seen(request, "api", Customer, [row.customer_id for row in part["items"]])
    return part


@router.get("/bills/{bill_id}", response=BillOut)
@needs("orders.view_bill")
def read_bill(request: UserRequest, bill_id: Id) -> Any:
    return _bill(request, bill_id)


@router.patch("/bills/{bill_id}", response=BillOut)
@needs("orders.change_bill")
def change_bill(request: UserRequest, bill_id: Id, body: BillChange) -> Any:
    bill = _bill(request, bill_id, "change")
    return correcting.edit_bill(bill, actor=request.user, **body.dict(exclude_none=True))


def _bill(request: UserRequest, pk: int, verb: str = "view") -> Bill:
    bill: Bill = get_object_or_404(bills_seen_by(request.user, verb), pk=pk)
    seen(request, "api", Customer, [bill.customer_id])
    return bill


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


@router.patch("/receipts/{receipt_id}", response=ReceiptOut)
@needs("orders.change_receipt")
def change_receipt(request: UserRequest, receipt_id: Id, body: ReceiptChange) -> Any:
    rows = Receipt.objects.visible_to(request.user, "change")
    receipt: Receipt = get_object_or_404(rows, pk=receipt_id)
    seen(request, "api", Customer, [receipt.customer_id])
    return correcting.edit_receipt(receipt, actor=request.user, **body.dict(exclude_none=True))


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


@router.patch("/refunds/{refund_id}", response=RefundOut)
@needs("orders.change_refund")
def change_refund(request: UserRequest, refund_id: Id, body: RefundChange) -> Any:
    refund: Refund = get_object_or_404(refunds_seen_by(request.user, "change"), pk=refund_id)
    return correcting.edit_refund(refund, actor=request.user, **body.dict())


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
