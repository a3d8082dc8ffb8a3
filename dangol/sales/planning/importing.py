"""Bring planned sales in: what customers may buy next, and when."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called, owners_for
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.plain import PlainImporter, PlainSession, Values, by_word, squeezed
from dangol.kit.errors import Refused
from dangol.sales.planning.models import PlannedSale
from dangol.sales.planning.queries import planned_sales_seen_by
from dangol.sales.planning.services import edit_planned, plan_sale
from dangol.sales.planning.synonyms import WORDS

HIGHEST = 10**14
OWN = ("title", "due_on", "amount", "note", "owner", "product", "custom")


class PlannedSession(PlainSession):
    """Finds the customer, the product and who looks after it: the importer, if nobody is named."""

    def begin(self) -> None:
        self.today = timezone.localdate()
        people = owners_for(self.actor) if self.actor else User.objects.filter(is_active=True)
        named = people.values_list("pk", "username", "email", "name")
        self.people = by_word((pk, words) for pk, *words in named)
        products = Product.objects.order_by("pk").values_list("pk", "code", "name")
        self.products = by_word((pk, words) for pk, *words in products)
        self.customers: dict[str, list[int]] = {}

    def match(self, verdicts: Sequence[Verdict]) -> None:
        words = {v.draft.values["customer"] for v in verdicts if "customer" in v.draft.values}
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        self.customers = customers_called(rows, words)
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        self._customer(verdict, values)
        self._named(verdict, values)
        if values["due_on"] < self.today:
            text = _t("오늘이거나 오늘보다 뒤의 날을 적어 주세요.")
            verdict.refuse(self.column_of("due_on"), text)
        if not 0 <= values.get("amount", 0) <= HIGHEST:
            text = _t("금액은 0원에서 100조 원 사이로 적어 주세요.")
            verdict.refuse(self.column_of("amount"), text)

    def _customer(self, verdict: Verdict, values: Values) -> None:
        word = values["customer"]
        found = self.customers.get(word, [])
        if not found:
            text = _t("고객 ‘%(text)s’을(를) 찾지 못했습니다. 고객을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("customer"), text % {"text": word[:40]})
        elif len(found) > 1:
            text = _t("이름이 ‘%(text)s’인 고객이 %(n)d명입니다. 고객번호로 적어 주세요.")
            told = {"text": word[:40], "n": len(found)}
            verdict.refuse(self.column_of("customer"), text % told)
        values["_customer"] = found[0] if found else None

    def _named(self, verdict: Verdict, values: Values) -> None:
        for key, known, text in (
            ("owner", self.people, _t("담당 ‘%(text)s’을(를) 찾지 못했습니다.")),
            ("product", self.products,
             _t("상품 ‘%(text)s’을(를) 찾지 못했습니다. 상품을 먼저 가져와 주세요.")),
        ):  # fmt: skip
            if key in values:
                values[f"_{key}"] = known.get(squeezed(values[key]))
                if values[f"_{key}"] is None:
                    verdict.refuse(self.column_of(key), text % {"text": values[key][:40]})

    def said(self, key: str, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else super().said(key, value)


class PlannedImporter(PlainImporter):
    """Planned sales, known by customer, title and day."""

    label = _("영업기획")
    permission, change = "sales.add_plannedsale", "sales.change_plannedsale"
    list_url = "sales:planned_sale_list"
    kind_of_session = PlannedSession
    model, has_own = PlannedSale, True
    shown_labels = {
        "customer": _("고객"), "title": _("무엇을"), "due_on": _("거래를 열 날"),
        "amount": _("예상 금액"), "owner": _("담당"),
    }  # fmt: skip
    every_field = (
        ImportField("customer", _("고객"), WORDS["customer"], required=True),
        ImportField("title", _("무엇을"), WORDS["title"], required=True),
        ImportField("due_on", _("거래를 열 날"), WORDS["due_on"], Kind.DATE,
                    required=True),
        ImportField("amount", _("예상 금액"), WORDS["amount"], Kind.WON),
        ImportField("product", _("상품"), WORDS["product"]),
        ImportField("owner", _("담당"), WORDS["owner"]),
        ImportField("note", _("메모"), WORDS["note"]),
    )  # fmt: skip

    def key_of(self, values: Values) -> str:
        """The customer, the day and the title."""
        return f"{values['_customer']} {values['due_on']} {values['title']}"

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        customers = {int(key.partition(" ")[0]) for key in keys}
        rows = PlannedSale.objects.filter(customer__in=customers, status="planned").order_by("-pk")
        columns = ("pk", "customer_id", "due_on", "title")
        found = {f"{who} {on} {title}": pk for pk, who, on, title in rows.values_list(*columns)}
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> PlannedSale:
        customer = Customer.objects.get(pk=values["_customer"])
        return plan_sale(
            customer, today=timezone.localdate(), actor=actor, **{"owner": actor, **_own(values)}
        )

    def edit(
        self, record: PlannedSale, values: Values, *, actor: Any, options: Values
    ) -> PlannedSale:
        if actor and not planned_sales_seen_by(actor, "change").filter(pk=record.pk).exists():
            raise Refused(_t("이미 등록되어 있지만 고칠 권한이 없습니다."))
        return edit_planned(record, today=timezone.localdate(), actor=actor, **_own(values))


def _own(values: Values) -> Values:
    """The values of the model: rows for the words that named one; ids come from an undo."""
    given = {key: values[key] for key in OWN if key in values}
    for key, kind in (("owner", User), ("product", Product)):
        if key in given:
            pk = values.get(f"_{key}", given[key])
            given[key] = kind._default_manager.filter(pk=pk).first() if pk else None
    return given


importers.add("planned_sales")(PlannedImporter())
