"""Files of bills (with what is paid of them already) and of refunds of another program."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import Kind
from dangol.imports.plain import Values
from dangol.kit.errors import Refused
from dangol.kit.money import won
from dangol.orders.entry.services import enter_bill
from dangol.orders.importing.importer import (
    CUSTOMER,
    MoneyImporter,
    customer_of,
    entered_of,
    field,
)
from dangol.orders.importing.reading import SaleSession
from dangol.orders.money.correcting import remove_bill
from dangol.orders.money.models import Bill, Receipt, Refund
from dangol.orders.money.refunds import ask_refund, undo_refund
from dangol.orders.money.services import receive, take_back_receipt
from dangol.orders.orders.taking import DUE_DAYS
from dangol.orders.outside import let_go


class BillSession(SaleSession):
    """Rows with a due day, and with what came in already."""

    def settle(self, verdict: Verdict) -> None:
        super().settle(verdict)
        values = verdict.draft.values
        if "due_on" in values and values["due_on"] < values["on"]:
            text = _t("지급 기한은 청구일(%(day)s)과 같거나 뒤여야 합니다.")
            told = {"day": f"{values['on']:%Y-%m-%d}"}
            verdict.refuse(self.column_of("due_on"), text % told)
        if values.get("paid", 0) < 0:
            verdict.refuse(self.column_of("paid"), _t("0원 이상을 적어 주세요."))
        if values.get("paid_on") and values["paid_on"] > self.today:
            verdict.refuse(self.column_of("paid_on"), _t("오늘보다 뒤인 날입니다."))


class BillImporter(MoneyImporter):
    """Bills, one item a row."""

    label = _("청구")
    permission, change = "orders.add_bill", "orders.change_bill"
    list_url = "orders:bill_list"
    kind_of_session = BillSession
    model, has_own = Bill, True
    shown_labels = {
        "external_id": _("청구번호"), "customer": _("고객"), "item": _("품목"), "on": _("청구일"),
        "due_on": _("지급 기한"), "unit_price": _("단가"), "paid": _("수금액"),
    }  # fmt: skip
    every_field = (
        field("external_id", _("청구번호"), "bill", need=True), CUSTOMER,
        field("item", _("품목"), need=True),
        field("on", _("청구일"), "billed_on", Kind.DATE, need=True),
        field("due_on", _("지급 기한"), kind=Kind.DATE),
        field("quantity", _("수량"), kind=Kind.NUMBER),
        field("unit_price", _("단가"), kind=Kind.NUMBER),
        field("supply", _("공급가액"), kind=Kind.WON), field("total", _("합계"), kind=Kind.WON),
        field("tax_kind", _("과세 구분")), field("title", _("내용"), "bill_title"),
        field("paid", _("수금액"), kind=Kind.WON),
        field("paid_on", _("수금일"), kind=Kind.DATE),
    )  # fmt: skip

    def add(self, values: Values, *, actor: Any, options: Values) -> Bill:
        on: date = values["on"]
        due_on = values.get("due_on")
        bill = enter_bill(
            customer_of(values), title=values.get("title", ""), on=on, lines=[entered_of(values)],
            owner=actor, actor=actor, due_days=(due_on - on).days if due_on else DUE_DAYS,
            external_id=values["external_id"], custom=values.get("custom", {}),
        )  # fmt: skip
        if paid := values.get("paid"):
            self._receive(bill, paid, values.get("paid_on") or on, actor)
        return bill

    def _receive(self, bill: Bill, paid: int, on: date, actor: Any) -> None:
        if paid > bill.total:
            text = _t("이미 받은 돈 %(paid)s이(가) 청구 합계 %(total)s보다 많습니다.")
            raise ValidationError(text % {"paid": won(paid), "total": won(bill.total)})
        receive(
            bill.customer, amount=paid, on=on, owner=actor, actor=actor, bill=bill,
            external_id=_paid_as(bill),
        )  # fmt: skip

    def take_back(self, record: Bill, *, actor: Any) -> None:
        """The bill goes with what the file said was paid; refused once more was paid since."""
        for receipt in Receipt.objects.filter(external_id=_paid_as(record)):
            take_back_receipt(receipt, actor=actor)
        remove_bill(record, actor=actor)


def _paid_as(bill: Bill) -> str:
    """The external number of the receipt that came in with a bill."""
    return f"bill:{bill.pk}"


class RefundImporter(MoneyImporter):
    """Refunds; above the office's limit they wait for an approval, as on the page."""

    label = _("환불")
    permission, change = "orders.add_refund", "orders.change_refund"
    list_url = "orders:refund_list"
    model, has_own = Refund, True
    shown_labels = {
        "external_id": _("환불번호"), "customer": _("고객"), "on": _("환불일"),
        "amount": _("금액"), "reason": _("이유"),
    }  # fmt: skip
    every_field = (
        field("external_id", _("환불번호"), "refund", need=True), CUSTOMER,
        field("on", _("환불일"), "refunded_on", Kind.DATE, need=True),
        field("amount", _("금액"), "refund_amount", Kind.WON, need=True),
        field("reason", _("이유"), need=True), field("method", _("방법")),
    )  # fmt: skip

    def add(self, values: Values, *, actor: Any, options: Values) -> Refund:
        if values["on"] > timezone.localdate():
            raise ValidationError(_t("환불일은 오늘까지 적을 수 있습니다."))
        if values["amount"] <= 0:
            raise ValidationError(_t("금액: 1원에서 100조 원 사이로 적어 주세요."))
        if actor is None:
            raise Refused(_t("환불은 누가 올리는지 정해서 가져와야 합니다."))
        return ask_refund(
            customer_of(values), amount=values["amount"], on=values["on"], owner=actor,
            actor=actor, method=values.get("method", Receipt.Method.TRANSFER),
            reason=values["reason"], external_id=values["external_id"],
            custom=values.get("custom", {}),
        )  # fmt: skip

    def take_back(self, record: Refund, *, actor: Any) -> None:
        let_go(undo_refund(record, on=timezone.localdate(), actor=actor), actor=actor)


importers.add("bills")(BillImporter())
importers.add("refunds")(RefundImporter())
