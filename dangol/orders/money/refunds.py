"""Money that goes back: asked for, approved above the office's limit, paid, taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.codes.custom import clean_custom
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.money import won
from dangol.kit.records import change, create, lock
from dangol.orders.approvers import who_may
from dangol.orders.events import MoneyRefunded
from dangol.orders.money.models import Bill, Receipt, ReceiptMatch, Refund
from dangol.orders.money.preferences import MoneyPreferences
from dangol.orders.money.queries import (
    APPROVE_REFUND,
    VIEW_REFUND,
    credits_of,
    may_decide,
    refundable,
    unused,
)
from dangol.orders.money.services import pay
from dangol.orders.outside import known_outside
from dangol.workspace.services import notify

REFUND = "orders.refund"
Status = Refund.Status


@atomic
def ask_refund(  # noqa: PLR0913 - one for each thing that is asked
    customer: Customer, *, amount: int, on: date, method: str, reason: str, owner: User,
    actor: User, bill: Bill | None = None, external_id: str = "",
    custom: Mapping[str, Any] | None = None,
) -> Refund:  # fmt: skip
    """Give money back to a customer: of the named credit (환입) first, then the oldest.

    Above the office's limit it waits for somebody else; refused when nobody can approve it. Only
    what is left of credits and receipts can go back. The same `external_id` is the same refund
    and changes nothing.
    """
    if known := known_outside(Refund, external_id, customer):
        return known[0]
    words = refuse_resident_number(clean(reason))
    if not words:
        raise ValidationError({"reason": _("환불하는 이유를 적어 주세요.")})
    if bill and (bill.customer_id != customer.pk or bill.total >= 0):
        raise ValidationError({"bill": _("이 고객의 환입을 골라 주세요.")})
    if amount > (most := refundable(customer)):
        text = _("돌려줄 수 있는 돈은 %(most)s입니다. 먼저 환입을 적거나 금액을 줄여 주세요.")
        raise ValidationError({"amount": text % {"most": won(most)}})
    refund = create(
        Refund, actor=actor, customer=customer, owner=owner, amount=amount, on=on, method=method,
        reason=words, bill=bill, asked_by=actor, external_id=external_id,
        custom=clean_custom(REFUND, custom or {}, before={}),
    )  # fmt: skip
    if amount <= preferences.get(MoneyPreferences).refund_limit:
        return _pay_back(refund, actor)
    _tell_approvers(refund, actor)
    return refund


def _tell_approvers(refund: Refund, actor: User) -> None:
    people = who_may(APPROVE_REFUND, view=VIEW_REFUND, owner_id=refund.owner_id)
    ids = [one.pk for one in people if one.pk != actor.pk]
    if not ids:
        text = _("환불을 승인할 사람이 없습니다. 팀장에게 ‘환불 승인’ 권한을 주도록 부탁하세요.")
        raise Refused(text)
    text = _("%(name)s: 환불 %(amount)s 승인을 요청했습니다.")
    told = text % {"name": actor.name, "amount": won(refund.amount)}
    notify(ids, told, url=refund.get_absolute_url(), kind="approval")


@atomic
def approve_refund(refund: Refund, *, note: str = "", at: datetime, actor: User) -> Refund:
    """Say yes and pay it; nobody approves what they asked for themselves."""
    refund = _asked(refund, actor)
    words = refuse_resident_number(clean(note))[:200]
    refund = change(refund, actor=actor, decided_by=actor, decided_at=at, decision=words)
    _tell_asker(refund, _("환불 %(amount)s이(가) 승인되었습니다."), actor)
    return _pay_back(refund, actor)


@atomic
def return_refund(refund: Refund, *, reason: str, at: datetime, actor: User) -> Refund:
    """반려: the money stays with us; says why."""
    refund = _asked(refund, actor)
    words = refuse_resident_number(clean(reason))[:200]
    if not words:
        raise ValidationError({"reason": _("반려하는 이유를 적어 주세요.")})
    refund = change(
        refund, actor=actor, status=Status.RETURNED, decided_by=actor, decided_at=at,
        decision=words,
    )  # fmt: skip
    _tell_asker(refund, _("환불 %(amount)s이(가) 반려되었습니다."), actor)
    return refund


@atomic
def undo_refund(refund: Refund, *, on: date, actor: User | None) -> Refund:
    """Take back a refund that was a mistake or came back: a receipt stands against it.

    What it had given back is the customer's to use again. One that waits is just called off.
    """
    refund = lock(refund)
    if refund.status == Status.ASKED:
        return change(refund, actor=actor, status=Status.UNDONE)
    paid = refund.receipt
    if refund.status != Status.PAID or paid is None:
        raise Refused(_("환불한 것만 취소할 수 있습니다."))
    if on < refund.on:
        text = _("취소일은 환불일(%(day)s)부터 적을 수 있습니다.")
        raise ValidationError({"on": text % {"day": f"{refund.on:%Y-%m-%d}"}})
    for match in paid.matches.select_related("bill", "source"):
        if match.bill:
            pay(lock(match.bill), -match.amount)
        elif match.source:
            _count(lock(match.source), match.amount)
    paid.matches.all().delete()
    back = create(
        Receipt, actor=actor, customer=refund.customer, owner=refund.owner, received_on=on,
        amount=refund.amount, matched=refund.amount, method=refund.method,
        note=_("환불 취소: %(reason)s") % {"reason": refund.reason},
    )  # fmt: skip
    ReceiptMatch.objects.create(receipt=back, source=paid, amount=refund.amount)
    return change(refund, actor=actor, status=Status.UNDONE, undoing=back)


def _asked(refund: Refund, actor: User) -> Refund:
    refund = lock(refund)
    if refund.status != Status.ASKED:
        raise Refused(_("승인을 기다리는 환불이 아닙니다. 화면을 새로 고쳐 주세요."))
    if not may_decide(actor, refund):
        raise Refused(_("이 환불을 결재할 수 없습니다. 자기가 올린 환불은 다른 사람이 결재합니다."))
    return refund


def _tell_asker(refund: Refund, text: str, actor: User) -> None:
    ids = {refund.asked_by_id, refund.owner_id} - {actor.pk}
    notify(ids, text % {"amount": won(refund.amount)}, url=refund.get_absolute_url())


def _pay_back(refund: Refund, actor: User) -> Refund:
    receipt = create(
        Receipt, actor=actor, customer=refund.customer, owner=refund.owner,
        received_on=refund.on, amount=-refund.amount, matched=-refund.amount,
        method=refund.method, note=_("환불: %(reason)s") % {"reason": refund.reason},
    )  # fmt: skip
    _use_up(refund, receipt)
    refund = change(refund, actor=actor, status=Status.PAID, receipt=receipt)
    publish(
        MoneyRefunded(
            customer_id=refund.customer_id, refund_id=refund.pk, amount=refund.amount,
            actor_id=actor.pk,
        )
    )  # fmt: skip
    return refund


def _use_up(refund: Refund, receipt: Receipt) -> None:
    """Note what the money is of: credits, the named one first, then what was paid too much."""
    left = refund.amount
    credits = list(credits_of(refund.customer_id).select_for_update())
    credits.sort(key=lambda one: (one.pk != refund.bill_id, one.due_on, one.pk))
    for credit in credits:
        if part := min(left, -credit.left):
            ReceiptMatch.objects.create(receipt=receipt, bill=credit, amount=-part)
            pay(credit, -part)
            left -= part
    for source in unused(refund.customer_id).select_for_update():
        if part := min(left, source.left):
            ReceiptMatch.objects.create(receipt=receipt, source=source, amount=-part)
            _count(source, part)
            left -= part
    if left:
        text = _("돌려줄 수 있는 돈은 %(most)s입니다. 먼저 환입을 적거나 금액을 줄여 주세요.")
        raise ValidationError({"amount": text % {"most": won(refund.amount - left)}})


def _count(source: Receipt, part: int) -> None:
    Receipt.objects.filter(pk=source.pk).update(matched=source.matched + part)
