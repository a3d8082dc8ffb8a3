"""Files of what was sold or used elsewhere: sales of ERP and shops, usage of metered lines."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.models import Product
from dangol.customers.models import Customer
from dangol.imports.importers import importers
from dangol.imports.mapping import Kind
from dangol.imports.models import Import
from dangol.imports.plain import PlainImporter, PlainOptions, Values
from dangol.kit.errors import Refused
from dangol.kit.records import remove
from dangol.orders.importing.importer import CUSTOMER, MoneyImporter, field
from dangol.orders.importing.reading import (
    RevenueSession,
    UsageSession,
    print_of,
)
from dangol.orders.money.models import Revenue
from dangol.orders.money.revenue import OWN, RevenueGiven, write_revenue
from dangol.orders.subscriptions.models import Usage
from dangol.orders.subscriptions.usage import UsageGiven, remove_usage, write_usage


class RevenueOptions(PlainOptions):
    """Where the rows come from; the same number of another source is another row."""

    source = forms.CharField(
        label=_("출처"), max_length=50, initial="erp", help_text=_("예: erp, 스마트스토어")
    )

    def clean_source(self) -> str:
        source = str(self.cleaned_data["source"]).strip()
        if source in OWN:
            raise ValidationError(_t("출처를 50자 안으로 적어 주세요. 예: erp, 쇼핑몰"))
        return source


class RevenueImporter(MoneyImporter):
    """Sales that were made elsewhere; returns are below 0."""

    label = _("매출")
    permission = change = "orders.add_order"
    list_url = "orders:order_list"
    form = RevenueOptions
    kind_of_session = RevenueSession
    model = Revenue
    shown_labels = {
        "external_id": _("외부 번호"), "customer": _("고객"), "on": _("매출일"),
        "item": _("품목"), "supply": _("공급가액"), "total": _("합계"),
    }  # fmt: skip
    every_field = (
        field("external_id", _("외부 번호"), "revenue", need=True), CUSTOMER,
        field("on", _("매출일"), kind=Kind.DATE, need=True), field("item", _("품목")),
        field("quantity", _("수량"), kind=Kind.NUMBER),
        field("supply", _("공급가액"), kind=Kind.WON), field("tax", _("세액"), kind=Kind.WON),
        field("total", _("합계"), kind=Kind.WON),
    )  # fmt: skip
    source = "erp"

    def initial_of(self, run: Import, user: Any) -> Values:
        return {"source": self.source, **super().initial_of(run, user)}

    def options_for(self, run: Import, *, on_duplicate: str, reason: str, owner: Any) -> Values:
        usual = super().options_for(run, on_duplicate=on_duplicate, reason=reason, owner=owner)
        return {"source": self.source, **usual}

    def add(self, values: Values, *, actor: Any, options: Values) -> models.Model:
        raise NotImplementedError  # the session writes by the hundred

    def key_of(self, values: Values) -> str:
        """The source and the number there."""
        return f"{values['_source']}\n{values['external_id']}"

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        source = keys[0].partition("\n")[0] if keys else ""
        numbers = [key.partition("\n")[2] for key in keys]
        rows = Revenue.objects.filter(source=source, external_id__in=numbers)
        return {f"{source}\n{key}": pk for key, pk in rows.values_list("external_id", "pk")}

    def version_of(self, record: Revenue) -> int:
        return print_of(record)

    def edit(self, record: Revenue, values: Values, *, actor: Any, options: Values) -> Revenue:
        """Put back what an overwriting file found; a product deleted since stays away."""
        if not Customer.objects.filter(pk=values["customer"]).exists():
            raise Refused(_t("없는 고객이거나 볼 권한이 없습니다."))
        product = Product.objects.filter(pk=values["product"]).first()
        given = RevenueGiven(
            values["customer"], record.external_id, values["on"], values["supply"], values["tax"],
            product.pk if product else None, values["name"], values["quantity"],
        )  # fmt: skip
        write_revenue(record.source, [given], actor=actor)
        return record

    def take_back(self, record: Revenue, *, actor: Any) -> None:
        remove(record, actor=actor)


class UsageImporter(PlainImporter):
    """Usage of metered lines."""

    label = _("사용량")
    permission = change = "orders.change_contract"
    list_url = "orders:contract_list"
    kind_of_session = UsageSession
    model = Usage
    shown_labels = {
        "number": _("계약번호"), "item": _("품목"), "on": _("사용일"), "quantity": _("수량"),
    }  # fmt: skip
    every_field = (
        field("number", _("계약번호"), need=True), field("item", _("품목")),
        field("on", _("사용일"), "used_on", Kind.DATE, need=True),
        field("quantity", _("수량"), kind=Kind.NUMBER, need=True),
        field("external_id", _("외부 번호"), "usage", need=True), field("note", _("적요")),
    )  # fmt: skip

    def key_of(self, values: Values) -> str:
        """The line and the number of the other system."""
        return f"{values['_line']} {values['external_id']}"

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        numbers = [key.split(" ", 1)[1] for key in keys]
        rows = Usage.objects.filter(external_id__in=numbers)
        found = {f"{line} {key}": pk for pk, line, key in
                 rows.values_list("pk", "line_id", "external_id")}  # fmt: skip
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> Usage:
        given = UsageGiven(
            values["_line"], values["on"], values["quantity"], values["external_id"],
            values.get("note", ""),
        )  # fmt: skip
        write_usage([given], today=timezone.localdate(), actor=actor)
        return Usage.objects.get(line=given.line_id, external_id=given.external_id)

    def edit(self, record: Usage, values: Values, *, actor: Any, options: Values) -> Usage:
        held = {"_line": record.line_id, "external_id": record.external_id, "on": record.on,
                "quantity": record.quantity, "note": record.note}  # fmt: skip
        return self.add(held | values, actor=actor, options=options)

    def take_back(self, record: Usage, *, actor: Any) -> None:
        remove_usage(record, actor=actor)


importers.add("revenue")(RevenueImporter())
importers.add("usage")(UsageImporter())
