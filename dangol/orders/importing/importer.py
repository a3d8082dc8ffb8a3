"""Files of orders, contracts and receipts from ERP and shops (F53, F179).

Each row is known by the number it has there, so that a file may be brought in again. A shop's
file has a row for each item ordered: its 상품주문번호 is the number, its row an order.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.models import Product
from dangol.customers.models import Customer
from dangol.imports.importers import importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.models import Import
from dangol.imports.plain import PlainImporter, PlainOptions, Values
from dangol.kit.errors import Refused
from dangol.kit.records import remove
from dangol.orders.entry.services import Entered, enter_contract, enter_order
from dangol.orders.importing.reading import (
    MoneySession,
    SaleSession,
)
from dangol.orders.importing.synonyms import WORDS
from dangol.orders.money.models import Receipt
from dangol.orders.money.services import receive, take_back_receipt
from dangol.orders.orders.models import Order
from dangol.orders.orders.services import cancel_order
from dangol.orders.outside import let_go
from dangol.orders.quotes.models import Cycle, TaxKind
from dangol.orders.subscriptions.models import Contract


def field(key: str, label: Any, word: str = "", kind: Kind = Kind.TEXT, *, need: bool = False
) -> ImportField:  # fmt: skip
    return ImportField(key, label, WORDS[word or key], kind, required=need)


NEVER_REWRITTEN = _("이미 들어온 것은 가져오기로 고치지 않습니다. ‘건너뛰기’를 고르세요.")
CUSTOMER = field("customer", _("고객"), need=True)


class MoneyImporter(PlainImporter):
    """What these have in common: known by the number of the other system, never rewritten."""

    kind_of_session = MoneySession
    model: ClassVar[type[models.Model]]

    def key_of(self, values: Values) -> str:
        return str(values["external_id"])

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        rows = self.model._base_manager.filter(external_id__in=keys)
        return dict(rows.values_list("external_id", "pk"))

    def edit(self, record: Any, values: Values, *, actor: Any, options: Values) -> Any:
        raise Refused(str(NEVER_REWRITTEN))


def customer_of(values: Values) -> Customer:
    return Customer.objects.get(pk=values["_customer"])


def entered_of(values: Values) -> Entered:
    product = Product.objects.filter(pk=values["_product"]).first()
    return Entered(
        values["item"], values.get("quantity", Decimal(1)), values.get("unit_price"), product,
        values.get("cycle", Cycle.ONCE), values.get("tax_kind", TaxKind.TAXED),
    )  # fmt: skip


class OrderImporter(MoneyImporter):
    """Orders, one item a row."""

    label = _("주문")
    permission, change = "orders.add_order", "orders.change_order"
    list_url = "orders:order_list"
    kind_of_session = SaleSession
    model, has_own = Order, True
    shown_labels = {
        "external_id": _("주문번호"), "customer": _("고객"), "item": _("품목"),
        "quantity": _("수량"), "unit_price": _("단가"), "ordered_on": _("주문일"),
    }  # fmt: skip
    every_field = (
        field("external_id", _("주문번호"), "order", need=True), CUSTOMER,
        field("item", _("품목"), need=True), field("ordered_on", _("주문일"), kind=Kind.DATE,
                                                    need=True),
        field("quantity", _("수량"), kind=Kind.NUMBER),
        field("unit_price", _("단가"), kind=Kind.NUMBER),
        field("supply", _("공급가액"), kind=Kind.WON), field("total", _("합계"), kind=Kind.WON),
        field("tax_kind", _("과세 구분")), field("title", _("주문명")),
        field("note", _("메모"), kind=Kind.LONG_TEXT),
    )  # fmt: skip

    def add(self, values: Values, *, actor: Any, options: Values) -> Order:
        return enter_order(
            customer_of(values), title=values.get("title", ""), on=values["ordered_on"],
            lines=[entered_of(values)], owner=actor, actor=actor, text=values.get("note", ""),
            external_id=values["external_id"], custom=values.get("custom", {}),
        )  # fmt: skip

    def take_back(self, record: Order, *, actor: Any) -> None:
        """Called off, it stays to be read; its number is free for the next file."""
        let_go(cancel_order(record, today=timezone.localdate(), actor=actor), actor=actor)


class ContractOptions(PlainOptions):
    """Whether what was billed elsewhere before today is billed again."""

    past = forms.ChoiceField(
        label=_("오늘까지 시작된 기간"),
        choices=[
            ("skip", _("청구하지 않기 (다른 곳에서 이미 청구함)")),
            ("bill", _("이번 밤에 모두 청구하기")),
        ],
    )


class ContractImporter(MoneyImporter):
    """Contracts that run already, one line a row."""

    label = _("계약")
    permission, change = "orders.add_contract", "orders.change_contract"
    list_url = "orders:contract_list"
    form = ContractOptions
    model, has_own = Contract, True
    shown_labels = {
        "external_id": _("계약번호"), "customer": _("고객"), "item": _("품목"),
        "unit_price": _("단가"), "starts_on": _("시작일"), "ends_on": _("종료일"),
    }  # fmt: skip
    every_field = (
        field("external_id", _("계약번호"), "contract", need=True), CUSTOMER,
        field("item", _("품목"), need=True), field("starts_on", _("시작일"), kind=Kind.DATE,
                                                    need=True),
        field("ends_on", _("종료일"), kind=Kind.DATE),
        field("unit_price", _("단가"), kind=Kind.NUMBER, need=True),
        field("quantity", _("수량"), kind=Kind.NUMBER), field("cycle", _("청구 주기")),
        field("billing_day", _("청구일"), kind=Kind.NUMBER),
        field("is_postpaid", _("후불"), kind=Kind.YES_NO), field("title", _("계약명")),
        field("tax_kind", _("과세 구분")),
    )  # fmt: skip

    def options_for(self, run: Import, *, on_duplicate: str, reason: str, owner: Any) -> Values:
        usual = super().options_for(run, on_duplicate=on_duplicate, reason=reason, owner=owner)
        return {"past": "skip", **usual}

    def add(self, values: Values, *, actor: Any, options: Values) -> Contract:
        starts_on, today = values["starts_on"], timezone.localdate()
        return enter_contract(
            customer_of(values), title=values.get("title", ""), lines=[entered_of(values)],
            today=today, owner=actor, actor=actor, starts_on=starts_on,
            ends_on=values.get("ends_on"), is_postpaid=bool(values.get("is_postpaid")),
            billing_day=int(values.get("billing_day") or starts_on.day),
            external_id=values["external_id"], custom=values.get("custom", {}),
            billed_from=None if options.get("past") == "bill" else today,
        )  # fmt: skip

    def take_back(self, record: Contract, *, actor: Any) -> None:
        if record.lines.filter(bills__isnull=False).exists():
            raise Refused(_t("이미 청구한 계약이라 지우지 않았습니다."))
        remove(record, actor=actor)


class ReceiptImporter(MoneyImporter):
    """Money that came in, matched to the longest due."""

    label = _("수금")
    permission, change = "orders.add_receipt", "orders.change_receipt"
    list_url = "orders:receipt_list"
    model, has_own = Receipt, True
    shown_labels = {
        "external_id": _("입금번호"), "customer": _("고객"), "on": _("수금일"),
        "amount": _("금액"),
    }  # fmt: skip
    every_field = (
        field("external_id", _("입금번호"), "receipt", need=True), CUSTOMER,
        field("on", _("수금일"), "received_on", Kind.DATE, need=True),
        field("amount", _("금액"), kind=Kind.WON, need=True), field("method", _("방법")),
        field("note", _("적요")),
    )  # fmt: skip

    def add(self, values: Values, *, actor: Any, options: Values) -> Receipt:
        if values["on"] > timezone.localdate():
            raise ValidationError(_t("수금일은 오늘까지 적을 수 있습니다."))
        return receive(
            customer_of(values), amount=values["amount"], on=values["on"], owner=actor, actor=actor,
            method=values.get("method", Receipt.Method.TRANSFER), note=values.get("note", ""),
            external_id=values["external_id"], custom=values.get("custom", {}),
        )  # fmt: skip

    def take_back(self, record: Receipt, *, actor: Any) -> None:
        take_back_receipt(record, actor=actor)


importers.add("orders")(OrderImporter())
importers.add("contracts")(ContractImporter())
importers.add("receipts")(ReceiptImporter())
