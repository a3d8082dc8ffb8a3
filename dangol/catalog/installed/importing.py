"""Bring in what customers have: machines with serial numbers and warranties (F16)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.installed.models import Installed
from dangol.catalog.installed.services import edit_installed, install, remove_installed
from dangol.catalog.installed.synonyms import WORDS
from dangol.catalog.products.models import Product
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.kit.errors import Refused

MOST = 1_000_000
OWN = ("serial", "quantity", "purchased_on", "warranty_until", "place", "note", "custom")


class InstalledSession(PlainSession):
    """Finds the customer, as far as the importer may change them, and the product."""

    def begin(self) -> None:
        products = Product.objects.order_by("pk").values_list("pk", "code", "name")
        self.products = by_word((pk, words) for pk, *words in products)
        self.customers: dict[str, list[int]] = {}

    def match(self, verdicts: Sequence[Verdict]) -> None:
        words = {v.draft.values["customer"] for v in verdicts if "customer" in v.draft.values}
        every = Customer.objects.all()
        rows = Customer.objects.visible_to(self.actor, "change") if self.actor else every
        self.customers = customers_called(rows, words)
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        found = self.customers.get(values["customer"], [])
        if len(found) == 1:
            values["_customer"] = found[0]
        elif not found:
            text = _t("고객 ‘%(text)s’을(를) 찾지 못했습니다. 고객을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("customer"), text % {"text": values["customer"][:40]})
        else:
            text = _t("이름이 ‘%(text)s’인 고객이 %(n)d명입니다. 고객번호로 적어 주세요.")
            told = {"text": values["customer"][:40], "n": len(found)}
            verdict.refuse(self.column_of("customer"), text % told)
        values["_product"] = self.products.get(squeezed(values["product"]))
        if values["_product"] is None:
            text = _t("상품 ‘%(text)s’을(를) 찾지 못했습니다. 상품을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("product"), text % {"text": values["product"][:40]})
        quantity = values.get("quantity", 1)
        if quantity != int(quantity) or not 1 <= quantity <= MOST:
            text = _t("수량은 1에서 1,000,000 사이의 정수로 적어 주세요.")
            verdict.refuse(self.column_of("quantity"), text)
        elif "quantity" in values:
            values["quantity"] = int(quantity)

    def said(self, key: str, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else super().said(key, value)


class InstalledImporter(PlainImporter):
    """Pieces, known by product and serial number; one without a serial number is always new."""

    label = _("보유 제품")
    permission = change = "customers.change_customer"
    list_url = "catalog:installed_list"
    kind_of_session = InstalledSession
    model, has_own = Installed, True
    shown_labels = {
        "customer": _("고객"), "product": _("상품"), "serial": _("일련번호"),
        "purchased_on": _("구매일"), "warranty_until": _("보증 만료일"),
    }  # fmt: skip
    every_field = (
        ImportField("customer", _("고객"), WORDS["customer"], required=True),
        ImportField("product", _("상품"), WORDS["product"], required=True),
        ImportField("serial", _("일련번호"), WORDS["serial"]),
        ImportField("quantity", _("수량"), WORDS["quantity"], Kind.NUMBER),
        ImportField("purchased_on", _("구매일"), WORDS["purchased_on"], Kind.DATE),
        ImportField("warranty_until", _("보증 만료일"), WORDS["warranty_until"], Kind.DATE),
        ImportField("place", _("설치 장소"), WORDS["place"]),
        ImportField("note", _("비고"), WORDS["note"]),
    )

    def key_of(self, values: Values) -> str:
        """The product and its serial number; "" without one."""
        serial = values.get("serial", "")
        return f"{values['_product']} {serial}" if serial else ""

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        serials = {key.partition(" ")[2] for key in keys}
        rows = Installed.objects.filter(serial__in=serials).values_list("pk", "product", "serial")
        found = {f"{product} {serial}": pk for pk, product, serial in rows}
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> Installed:
        return install(
            Customer.objects.get(pk=values["_customer"]),
            product=Product.objects.get(pk=values["_product"]), actor=actor, **_own(values),
        )  # fmt: skip

    def edit(self, record: Installed, values: Values, *, actor: Any, options: Values) -> Installed:
        """Whose it is stays: a piece that moved is moved on its page."""
        if (
            actor
            and not Customer.objects.visible_to(actor, "change")
            .filter(pk=record.customer_id)
            .exists()
        ):
            raise Refused(_t("이미 등록되어 있지만 고칠 권한이 없습니다."))
        return edit_installed(record, actor=actor, **_own(values))

    def take_back(self, record: Installed, *, actor: Any) -> None:
        remove_installed(record, actor=actor)


def _own(values: Values) -> Values:
    return {key: values[key] for key in OWN if key in values}


importers.add("installed")(InstalledImporter())
