"""Bring in price lists: a price a row, those of one name are one list (F52)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.prices.models import Price, PriceList
from dangol.catalog.prices.services import (
    remove_price,
    remove_price_list,
    write_price,
    write_price_list,
)
from dangol.catalog.prices.synonyms import WORDS
from dangol.catalog.products.models import Product
from dangol.codes.queries import codes_of
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called
from dangol.imports.importers import SKIP, UPDATE, Undone, Verdict, importers
from dangol.imports.mapping import ImportField, Kind
from dangol.imports.models import Before, Import
from dangol.imports.plain import FILL, PlainImporter, PlainSession, Values, by_word, squeezed

HIGHEST, MOST = 10**14, 10**9
PRICE = ("unit_price", "percent_off")
HEAD = ("grade_id", "company_type_id", "customer_id", "starts_on", "ends_on", "priority")
CODES = {"grade": "customer_grade", "company_type": "company_type"}


class PriceSession(PlainSession):
    """Finds products, codes and customers; the rows of a list agree on whom it is for."""

    def begin(self) -> None:
        self.begun = timezone.now()
        products = Product.objects.order_by("pk").values_list("pk", "code", "name")
        self.products = by_word((pk, words) for pk, *words in products)
        self.codes = {
            name: by_word((row.id, (row.key, row.label)) for row in codes_of(group))
            for name, group in CODES.items()
        }
        self.heads: dict[str, Values] = {}
        self.customers: dict[str, list[int]] = {}

    def match(self, verdicts: Sequence[Verdict]) -> None:
        drafts = [verdict.draft.values for verdict in verdicts]
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        words = {values["customer"] for values in drafts if "customer" in values}
        self.customers = customers_called(rows, words)
        names = {str(values.get("price_list")) for values in drafts} - self.heads.keys()
        held = PriceList.objects.filter(name__in=names).values("name", *HEAD)
        self.heads |= {row.pop("name"): row for row in held}
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        values["_product"] = self.products.get(squeezed(values["product"]))
        if values["_product"] is None:
            text = _t("상품 ‘%(text)s’을(를) 찾지 못했습니다. 상품을 먼저 가져와 주세요.")
            verdict.refuse(self.column_of("product"), text % {"text": values["product"][:40]})
        self._numbers(verdict, values)
        head = self._head(verdict, values)
        if not verdict.reasons:
            self._agree(verdict, values, head)

    def _numbers(self, verdict: Verdict, values: Values) -> None:
        limits = {"from_quantity": MOST, "unit_price": HIGHEST, "percent_off": 100}
        for key, most in limits.items():
            if key not in values:
                continue
            values[key] = Decimal(str(values[key]))
            least = Decimal("0.01") if key == "from_quantity" else 0
            if not least <= values[key] <= most or values[key] != round(values[key], 2):
                text = _t("%(least)s에서 %(most)s 사이로, 소수 둘째 자리까지 적어 주세요.")
                told = {"least": least, "most": f"{most:,}"}
                verdict.refuse(self.column_of(key), text % told)
        values.setdefault("from_quantity", Decimal(1))
        if sum(key in values for key in PRICE) != 1:
            verdict.refuse(-1, _t("단가나 할인율 가운데 하나만 적어 주세요."))
        for key in PRICE:
            values.setdefault(key, None)

    def _head(self, verdict: Verdict, values: Values) -> Values:
        """What the row says of its list: only what is written."""
        head: Values = {key: values[key] for key in ("starts_on", "ends_on") if key in values}
        for name in CODES:
            if name in values:
                head[f"{name}_id"] = self.codes[name].get(squeezed(values[name]))
                if head[f"{name}_id"] is None:
                    text = _t("‘%(text)s’은(는) 코드 관리에 없는 말입니다.")
                    verdict.refuse(self.column_of(name), text % {"text": values[name][:40]})
        if "customer" in values:
            found = self.customers.get(values["customer"], [])
            head["customer_id"] = found[0] if len(found) == 1 else None
            if len(found) != 1:
                text = _t("고객 ‘%(text)s’이(가) 하나로 정해지지 않습니다. 고객번호로 적어 주세요.")
                verdict.refuse(self.column_of("customer"), text % {"text": values["customer"][:40]})
        priority = values.get("priority", 0)
        if priority != int(priority) or not -100 <= priority <= 100:
            text = _t("우선순위는 -100에서 100 사이의 정수로 적어 주세요.")
            verdict.refuse(self.column_of("priority"), text)
        elif "priority" in values:
            head["priority"] = int(priority)
        if head.get("starts_on") and head.get("ends_on") and head["ends_on"] < head["starts_on"]:
            text = _t("종료일은 시작일과 같거나 뒤여야 합니다.")
            verdict.refuse(self.column_of("ends_on"), text)
        return head

    def _agree(self, verdict: Verdict, values: Values, head: Values) -> None:
        """The list that is there, else its first row, says for whom; no row may differ."""
        held = self.heads.setdefault(values["price_list"], head)
        if any(held.get(key) != value for key, value in head.items()):
            text = _t(
                "가격표 ‘%(name)s’의 조건이 다릅니다. 다른 이름을 쓰거나 화면에서 고쳐 주세요."
            )
            verdict.refuse(-1, text % {"name": values["price_list"][:40]})
        values["_head"] = held

    def _double(self, verdict: Verdict, target: int, *, may_change: bool) -> None:
        """A price has no empty cell to fill."""
        super()._double(verdict, target, may_change=may_change)
        if verdict.act == UPDATE and self.options.get("double") == FILL:
            verdict.act = SKIP

    def _note(self, record: Price, values: Values) -> None:
        """Remember that the list is new as well, so that an undo takes it along."""
        is_new = "made" in values and record.price_list.created_at >= self.begun
        super()._note(record, values | ({"list": True} if is_new else {}))

    def said(self, key: str, value: Any) -> str:
        if isinstance(value, date) or value is None:
            return value.isoformat() if value else ""
        return f"{value:,}" if isinstance(value, Decimal) else super().said(key, value)


class PriceImporter(PlainImporter):
    """Prices, known by list, product and quantity."""

    label = _("가격표")
    permission, change = "catalog.add_pricelist", "catalog.change_pricelist"
    list_url = "catalog:price_list_list"
    kind_of_session = PriceSession
    model = Price
    shown_labels = {
        "price_list": _("가격표"), "product": _("상품"), "from_quantity": _("수량부터"),
        "unit_price": _("단가"), "percent_off": _("할인율"), "grade": _("고객 등급"),
        "starts_on": _("시작일"), "ends_on": _("종료일"),
    }  # fmt: skip
    every_field = (
        ImportField("price_list", _("가격표"), WORDS["price_list"], required=True),
        ImportField("product", _("상품"), WORDS["product"], required=True),
        ImportField("from_quantity", _("수량부터"), WORDS["from_quantity"], Kind.NUMBER),
        ImportField("unit_price", _("단가"), WORDS["unit_price"], Kind.NUMBER),
        ImportField("percent_off", _("할인율"), WORDS["percent_off"], Kind.NUMBER),
        ImportField("grade", _("고객 등급"), WORDS["grade"]),
        ImportField("company_type", _("거래처 구분"), WORDS["company_type"]),
        ImportField("customer", _("고객"), WORDS["customer"]),
        ImportField("starts_on", _("시작일"), WORDS["starts_on"], Kind.DATE),
        ImportField("ends_on", _("종료일"), WORDS["ends_on"], Kind.DATE),
        ImportField("priority", _("우선순위"), WORDS["priority"], Kind.NUMBER),
    )

    def key_of(self, values: Values) -> str:
        quantity = f"{values['from_quantity'].normalize():f}"
        return "\t".join((values["price_list"], str(values["_product"]), quantity))

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        names = {key.partition("\t")[0] for key in keys}
        rows = Price.objects.filter(price_list__name__in=names)
        found = {
            "\t".join((name, str(product), f"{quantity.normalize():f}")): pk
            for pk, name, product, quantity in rows.values_list(
                "pk", "price_list__name", "product_id", "from_quantity"
            )
        }
        return {key: found[key] for key in keys if key in found}

    def add(self, values: Values, *, actor: Any, options: Values) -> Price:
        name = values["price_list"]
        row = PriceList.objects.filter(name=name).first()
        row = row or write_price_list(None, name=name, actor=actor, **values["_head"])
        product = Product.objects.get(pk=values["_product"])
        given = {key: values[key] for key in (*PRICE, "from_quantity")}
        return write_price(row, None, product=product, actor=actor, **given)

    def edit(self, record: Price, values: Values, *, actor: Any, options: Values) -> Price:
        """Another price for the same product and quantity; whom the list is for stays."""
        given = {key: values[key] for key in PRICE}
        return write_price(record.price_list, record, actor=actor, **given)

    def undo_created(self, run: Import, *, actor: Any) -> Undone:
        """Prices go, and lists the file made once they are empty."""

        def take_back(price: Price, before: Before) -> None:
            remove_price(price, actor=actor)
            if before.values.get("list") and not price.price_list.prices.exists():
                remove_price_list(price.price_list, actor=actor)

        return self._undo(run, "made", take_back, _t("가져온 뒤에 바뀌어 지우지 않았습니다."))


importers.add("price_lists")(PriceImporter())
