"""Corrections of bills, receipts and refunds: words, dates and own fields; amounts stay."""

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.custom import clean_custom
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import change, lock, remove
from dangol.orders.money.models import Bill, Receipt, Refund, Revenue

M = TypeVar("M", Bill, Receipt, Refund)


@atomic
def edit_bill(bill: Bill, *, actor: User | None, version: int | None = None, **values: Any) -> Bill:
    """Correct what a bill is called, when it is due and its own fields.

    Refuses a due day before the bill.
    """
    bill = lock(bill)
    due_on: date = values.get("due_on", bill.due_on)
    if due_on < bill.billed_on:
        text = _("지급 기한은 청구일(%(day)s)과 같거나 뒤여야 합니다.")
        raise ValidationError({"due_on": text % {"day": f"{bill.billed_on:%Y-%m-%d}"}})
    if "title" in values:
        values["title"] = refuse_resident_number(clean(values["title"])) or bill.title
    return _edit(bill, values, version, actor)


@atomic
def edit_receipt(
    receipt: Receipt, *, actor: User | None, version: int | None = None, **values: Any
) -> Receipt:
    """Correct how money came in, its note and own fields; a wrong amount is written anew."""
    receipt = lock(receipt)
    if "note" in values:
        values["note"] = refuse_resident_number(clean(values["note"]))
    return _edit(receipt, values, version, actor)


@atomic
def edit_refund(
    refund: Refund, *, actor: User | None, version: int | None = None, **values: Any
) -> Refund:
    """Correct the own fields of a refund."""
    return _edit(lock(refund), values, version, actor)


def _edit(record: M, values: dict[str, Any], version: int | None, actor: User | None) -> M:
    if "custom" in values:
        label = record._meta.label_lower
        values["custom"] = clean_custom(label, values["custom"], before=record.custom)
    return change(record, actor=actor, version=version, **values)


@atomic
def remove_bill(bill: Bill, *, actor: User | None) -> None:
    """Delete a bill that was entered by mistake, with its revenue.

    Refused for what orders and contracts billed, and once something was paid or credited.
    """
    bill = lock(bill)
    if bill.order_id or bill.contract_line_id or bill.credited_id:
        raise Refused(_("주문과 계약에서 나온 청구는 지우지 않습니다."))
    if bill.paid or bill.matches.exists() or bill.credits.exists() or bill.refunds.exists():
        raise Refused(_("수금이나 환입이 있는 청구라 지우지 않았습니다."))
    Revenue.objects.filter(source="bill", external_id__startswith=f"{bill.pk}:").delete()
    remove(bill, actor=actor)
