"""Read the rows of such files: whose, of which product, in which words."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar
from zlib import crc32

from django.utils import timezone
from django.utils.translation import gettext as _t

from dangol.catalog.models import Product
from dangol.catalog.pricing import Item, line_amount
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called
from dangol.imports.importers import Verdict
from dangol.imports.models import Before
from dangol.imports.plain import PlainSession, Values, by_word, squeezed
from dangol.kit.errors import Refused
from dangol.kit.korean.identifiers import find_resident_number
from dangol.kit.money import split_vat
from dangol.orders.importing.synonyms import CYCLES, METHODS, TAXES
from dangol.orders.money.models import Revenue
from dangol.orders.money.revenue import RevenueGiven, write_revenue
from dangol.orders.quotes.models import TaxKind
from dangol.orders.subscriptions.queries import line_named, metered_lines

HIGHEST = 10**14
CHOICES: Mapping[str, Mapping[str, str]] = {"cycle": CYCLES, "method": METHODS, "tax_kind": TAXES}
CENT = Decimal("0.01")


class MoneySession(PlainSession):
    """Finds customers and products, checks amounts and days."""

    choices: ClassVar[Mapping[str, Mapping[str, str]]] = CHOICES

    def begin(self) -> None:
        self.today = timezone.localdate()
        self.customers: dict[str, list[int]] = {}
        rows = Product.objects.order_by("pk").values_list("pk", "code", "name")
        self.products = by_word((pk, (code, name)) for pk, code, name in rows)

    def match(self, verdicts: Sequence[Verdict]) -> None:
        words = {v.draft.values["customer"] for v in verdicts if "customer" in v.draft.values}
        rows = Customer.objects.visible_to(self.actor) if self.actor else Customer.objects.all()
        self.customers = customers_called(rows, words)
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        self._customer(verdict, values)
        values["_product"] = self.products.get(squeezed(values.get("item", "")))
        for key, words in self.choices.items():
            if key in values:
                self._word(verdict, values, key, words)
        for key in ("quantity", "unit_price"):
            if key in values:
                values[key] = Decimal(str(values[key]))
        for key in ("supply", "tax", "total", "amount", "unit_price", "paid"):
            if abs(values.get(key, 0)) > HIGHEST:
                verdict.refuse(self.column_of(key), _t("100조 원을 넘습니다."))
        text = " ".join(str(values.get(key, "")) for key in ("item", "title", "note", "reason"))
        if find_resident_number(text):
            verdict.refuse(-1, _t("주민등록번호가 들어 있습니다. 지우고 다시 가져와 주세요."))

    def _customer(self, verdict: Verdict, values: Values) -> None:
        word = values["customer"]
        found, n = self.customers.get(word, []), self.column_of("customer")
        if not found:
            text = _t("고객 ‘%(text)s’을(를) 찾지 못했습니다. 고객을 먼저 가져와 주세요.")
            verdict.refuse(n, text % {"text": word[:40]})
        elif len(found) > 1:
            text = _t("이름이 ‘%(text)s’인 고객이 %(n)d명입니다. 고객번호로 적어 주세요.")
            verdict.refuse(n, text % {"text": word[:40], "n": len(found)})
        values["_customer"] = found[0] if found else None

    def _word(self, verdict: Verdict, values: Values, key: str, words: Mapping[str, str]) -> None:
        said = str(values[key])
        if known := words.get(squeezed(said)):
            values[key] = known
        else:
            text = _t("‘%(text)s’은(는) 모르는 값입니다.")
            verdict.refuse(self.column_of(key), text % {"text": said[:40]})

    def said(self, key: str, value: Any) -> str:
        if isinstance(value, date):
            return f"{value:%Y-%m-%d}"
        return f"{value:,}" if isinstance(value, Decimal) else super().said(key, value)


class SaleSession(MoneySession):
    """Rows with a quantity and a price, or what the line came to."""

    def settle(self, verdict: Verdict) -> None:
        super().settle(verdict)
        values = verdict.draft.values
        for key in ("ordered_on", "on"):
            if values.get(key) and values[key] > self.today:
                verdict.refuse(self.column_of(key), _t("오늘보다 뒤인 날입니다."))
        if values.get("quantity", 1) <= 0:
            text = _t("수량: 0보다 크고 10억 이하인 숫자를 적어 주세요.")
            verdict.refuse(self.column_of("quantity"), text)
        elif not verdict.reasons:
            try:
                priced(values)
            except Refused as error:
                verdict.refuse(-1, str(error))


def priced(values: Values) -> None:
    """Put a unit price beside the sum of a line; what does not divide is one of the whole."""
    kind = values.get("tax_kind", TaxKind.TAXED)
    if "supply" not in values and "total" in values:
        total = values["total"]
        values["supply"] = split_vat(total).supply if kind == TaxKind.TAXED else total
    if "unit_price" in values or "supply" not in values:
        return
    quantity, supply = values.get("quantity", Decimal(1)), values["supply"]
    price = (Decimal(supply) / quantity).quantize(CENT, ROUND_HALF_UP)
    if line_amount(Item(quantity, price)) != supply:
        values["item"] = f"{values['item']} × {quantity.normalize():f}"[:200]
        values["quantity"], price = Decimal(1), Decimal(supply)
    values["unit_price"] = price


class RevenueSession(MoneySession):
    """Sales and returns (below 0) of one source, written by the hundred."""

    def settle(self, verdict: Verdict) -> None:
        super().settle(verdict)
        verdict.draft.values["_source"] = self.options["source"]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        given = {v.draft.values["external_id"]: _given(v.draft.values) for v in verdicts}
        source = self.options["source"]
        rows = Revenue.objects.filter(source=source, external_id__in=list(given))
        was = {row.external_id: held(row) for row in rows}
        write_revenue(source, list(given.values()), actor=self.actor)
        Before.objects.bulk_create(
            Before(
                run=self.run, record_id=row.pk, version=print_of(row),
                values={"was": was[row.external_id]} if row.external_id in was
                else {"made": True},
            )
            for row in rows.all()
        )  # fmt: skip


def held(row: Revenue) -> Values:
    """What a file may overwrite of a sale, to be put back."""
    return {
        "customer": row.customer_id, "product": row.product_id, "on": f"{row.on}",
        "name": row.name, "quantity": f"{row.quantity:.2f}", "supply": row.supply, "tax": row.tax,
    }  # fmt: skip


def print_of(row: Revenue) -> int:
    """A number of those values: sales have no version, and whoever undoes asks what changed."""
    return crc32(repr(held(row)).encode()) & 0x7FFFFFFF


def _given(values: Values) -> RevenueGiven:
    supply, tax = values.get("supply"), values.get("tax")
    if supply is None:
        supply, tax = split_vat(values.get("total", 0)) if tax is None else (
            values.get("total", 0) - tax, tax,
        )  # fmt: skip
    return RevenueGiven(
        values["_customer"], values["external_id"], values["on"], supply, tax or 0,
        values["_product"], values.get("item", ""), values.get("quantity", Decimal(1)),
    )  # fmt: skip


class UsageSession(PlainSession):
    """Usage by contract number and line."""

    def match(self, verdicts: Sequence[Verdict]) -> None:
        numbers = {str(v.draft.values.get("number", "")) for v in verdicts}
        self.lines = metered_lines(self.actor, numbers)
        super().match(verdicts)

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        line = line_named(self.lines.get(values["number"], []), values.get("item", ""))
        if line is None:
            text = _t("계약 ‘%(number)s’에 그런 사용량 품목이 없거나 권한이 없습니다.")
            verdict.refuse(self.column_of("number"), text % {"number": values["number"][:40]})
        values["_line"] = line.pk if line else None
        values["quantity"] = Decimal(str(values["quantity"]))

    def said(self, key: str, value: Any) -> str:
        return f"{value:%Y-%m-%d}" if isinstance(value, date) else super().said(key, value)
