"""Money that comes in and goes back: receipts matched to bills, credits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.pricing import LARGEST_AMOUNT, Amount
from dangol.codes.custom import clean_custom
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.money import split_vat, won
from dangol.kit.records import create, lock, remove
from dangol.orders.events import MoneyCredited, MoneyReceived
from dangol.orders.money.models import Bill, Receipt, ReceiptMatch, Revenue
from dangol.orders.money.queries import unpaid
from dangol.orders.outside import known_outside

RECEIPT = "orders.receipt"


@atomic
def receive(  # noqa: PLR0913 - one for each thing that is asked
    customer: Customer, *, amount: int, on: date, owner: User, actor: User | None,
    bill: Bill | None = None, external_id: str = "", custom: Mapping[str, Any] | None = None,
    **values: Any,
) -> Receipt:  # fmt: skip
    """Write down money and match it: to the named bill first, then to the longest due.

    What is left over stays the customer's and is used by `match_left`. The same `external_id`
    is the same receipt and changes nothing.
    """
    if known := known_outside(Receipt, external_id, customer):
        return known[0]
    if not 0 < amount <= LARGEST_AMOUNT:
        raise ValidationError({"amount": _("금액: 1원에서 100조 원 사이로 적어 주세요.")})
    if bill and bill.customer_id != customer.pk:
        raise ValidationError({"bill": _("다른 고객의 청구입니다.")})
    values["note"] = refuse_resident_number(clean(values.get("note", "")))
    receipt = create(
        Receipt, actor=actor, customer=customer, owner=owner, amount=amount, received_on=on,
        external_id=external_id, custom=clean_custom(RECEIPT, custom or {}, before={}), **values,
    )  # fmt: skip
    _match(receipt, first=bill)
    publish(
        MoneyReceived(
            customer_id=customer.pk, receipt_id=receipt.pk, amount=amount,
            actor_id=actor.pk if actor else None,
        )
    )  # fmt: skip
    return receipt


@atomic
def match_left(customer: Customer) -> int:
    """Use what customers paid ahead for their open bills; returns the won that were matched."""
    credits_left = unpaid(Bill.objects.filter(customer=customer, total__lt=0))
    used = sum(settle_credit(credit) for credit in credits_left)
    for receipt in Receipt.objects.select_for_update().filter(customer=customer).order_by("pk"):
        if receipt.left:
            before = receipt.left
            _match(receipt)
            used += before - receipt.left
    return used


def settle_credit(credit: Bill, first: Bill | None = None) -> int:
    """Settle open bills by a credit, the named one first; returns the won it was used for."""
    rows = list(unpaid(Bill.objects.select_for_update().filter(customer=credit.customer_id)))
    rows.sort(key=lambda bill: (first is None or bill.pk != first.pk, bill.due_on, bill.pk))
    used = 0
    for bill in rows:
        if (part := min(-credit.left, bill.left)) > 0:
            pay(bill, part)
            pay(credit, -part)
            used += part
    return used


def _match(receipt: Receipt, first: Bill | None = None) -> None:
    rows = list(unpaid(Bill.objects.select_for_update().filter(customer=receipt.customer_id)))
    rows.sort(key=lambda bill: (first is None or bill.pk != first.pk, bill.due_on, bill.pk))
    for bill in rows:
        part = min(receipt.left, bill.left)
        if part > 0:
            ReceiptMatch.objects.create(receipt=receipt, bill=bill, amount=part)
            pay(bill, part)
            receipt.matched += part
    Receipt.objects.filter(pk=receipt.pk).update(matched=receipt.matched)


def pay(bill: Bill, part: int) -> None:
    """Count so many won (below 0 to take back) as paid on a bill."""
    bill.paid += part
    bill.status = (
        Bill.Status.PAID if bill.paid == bill.total
        else Bill.Status.PART if bill.paid else Bill.Status.OPEN
    )  # fmt: skip
    Bill.objects.filter(pk=bill.pk).update(paid=bill.paid, status=bill.status)


@atomic
def take_back_receipt(receipt: Receipt, *, actor: User | None) -> None:
    """Delete a receipt that was a mistake; the bills it paid are open again.

    Refused for refunds and what was given back: those are taken back by a counter-entry.
    """
    receipt = lock(receipt)
    matches = list(receipt.matches.select_related("bill"))
    if receipt.given_back.exists() or any(match.bill is None for match in matches):
        raise Refused(_("환불이 걸린 수금은 지울 수 없습니다. 환불을 먼저 취소해 주세요."))
    if receipt.amount < 0:
        raise Refused(_("환불은 지우지 않고 환불 화면에서 취소합니다."))
    for match in matches:
        if match.bill:
            pay(lock(match.bill), -match.amount)
    remove(receipt, actor=actor)


@atomic
def credit_bill(bill: Bill, *, amount: int, reason: str, on: date, actor: User | None) -> Bill:
    """환입: let off or give back so many won with tax, at most what was billed and not credited.

    What is still unpaid of the bill is settled by it; the rest is the customer's credit.
    """
    bill = lock(bill)
    given = -sum(bill.credits.values_list("total", flat=True))
    if bill.total <= 0 or bill.status == Bill.Status.VOID:
        raise Refused(_("환입할 수 없는 청구입니다."))
    most = bill.total - given
    if not 0 < amount <= most:
        text = _("1원에서 %(most)s 사이로 적어 주세요.")
        raise ValidationError({"amount": text % {"most": won(most)}})
    words = refuse_resident_number(clean(reason))
    if not words:
        raise ValidationError({"reason": _("환입하는 이유를 적어 주세요.")})
    vat = split_vat(-amount) if bill.tax else None
    supply, tax = (vat.supply, vat.tax) if vat else (-amount, 0)
    title = _("환입: %(reason)s") % {"reason": words}
    credit = issue_credit(bill, Amount(supply, tax), title=title, on=on, actor=actor)
    settle_credit(credit, first=bill)
    return credit


def issue_credit(
    bill: Bill, amount: Amount, *, title: str, on: date, actor: User | None,
    product_id: int | None = None,
) -> Bill:  # fmt: skip
    """A bill below 0 over a part of another one, with its revenue; the caller checked how much."""
    credit = create(
        Bill, actor=actor, customer=bill.customer, owner=bill.owner, order=bill.order,
        credited=bill, tax_kind=bill.tax_kind, title=title[:200], billed_on=on,
        due_on=on, supply=amount.supply,
        tax=amount.tax, total=amount.gross,
    )  # fmt: skip
    Revenue.objects.create(
        customer_id=bill.customer_id, source="credit", external_id=str(credit.pk), on=on,
        product_id=product_id, name=title[:200], supply=amount.supply, tax=amount.tax,
    )  # fmt: skip
    publish(
        MoneyCredited(
            customer_id=bill.customer_id, bill_id=credit.pk, amount=-amount.gross,
            actor_id=actor.pk if actor else None,
        )
    )  # fmt: skip
    return credit
