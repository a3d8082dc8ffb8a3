"""Files of quotes: a line a row, the rows of one number are one quote, wholly or not at all."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.models import Product
from dangol.imports.importers import CREATE, SKIP, Verdict, importers
from dangol.imports.mapping import Kind
from dangol.imports.models import Before, Refusal
from dangol.imports.plain import Draft, Values
from dangol.imports.reading import Row
from dangol.kit.errors import Refused
from dangol.orders.importing.importer import (
    CUSTOMER,
    NEVER_REWRITTEN,
    MoneyImporter,
    customer_of,
    field,
)
from dangol.orders.importing.reading import CHOICES, MoneySession
from dangol.orders.importing.synonyms import CYCLES, ONCE
from dangol.orders.quotes.lines import FreeLine, LineGiven, add_lines
from dangol.orders.quotes.models import Cycle, Quote, TaxKind
from dangol.orders.quotes.services import open_quote, remove_quote

HEAD = ("customer", "title", "quoted_on", "valid_until", "payment", "delivery", "note", "custom")
LONGEST = 30
MOST = 10**9


def _groups(verdicts: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if number := verdict.draft.values.get("external_id"):
            found.setdefault(number, []).append(verdict)
    return found


def _head(values: Values) -> Values:
    return {key: values[key] for key in HEAD if key in values}


def _together() -> str:
    return _t("이 견적의 다른 줄에 오류가 있어 함께 넣지 않았습니다.")


def _because(row: int, why: str) -> str:
    told = _t("%(n)s번째 줄: %(why)s") % {"n": f"{row:,}", "why": why}
    return f"{_together()} {told}"


class QuoteSession(MoneySession):
    """Rows of one number share a head, and come in together.

    A file is read in parts, so a quote may go wrong after its first rows are in: those are taken
    out again and told as refused. What that needs is kept with the run, for who goes on with it.
    """

    choices = {**CHOICES, "cycle": {**CYCLES, **ONCE}}

    def begin(self) -> None:
        super().begin()
        made = Before.objects.filter(run=self.run).values("record_id")
        rows = Quote.objects.filter(pk__in=made)
        self.made = dict(rows.values_list("number", "pk"))  # also before a restart
        self.heads: dict[str, Values] = {}
        self.spoilt = self._refused()
        self.passed: dict[str, list[Row]] = {}
        self.out: list[Verdict] = []

    def _refused(self) -> dict[str, str]:
        """Quotes that were found wrong before a restart, and why; their heads come along."""
        found: dict[str, str] = {}
        rows = Refusal.objects.filter(run=self.run).order_by("row")
        for row, cells, reasons in rows.values_list("row", "cells", "reasons"):
            (verdict,), why = self.clean([Row(row, cells)]), next(iter(reasons.values()), "")
            values = verdict.draft.values
            number = values.get("external_id", "")
            found.setdefault(number, why if why.startswith(_together()) else _because(row, why))
            self.heads.setdefault(number, _head(values))
        return found

    def match(self, verdicts: Sequence[Verdict]) -> None:
        groups = _groups(verdicts)
        self._recall(groups)
        for number, rows in groups.items():
            for values in (verdict.draft.values for verdict in rows):
                said = _head(values)
                head = self.heads.setdefault(number, said)
                values["_differs"] = [key for key in said if head.get(key) != said[key]]
                values.update(head)
        super().match(verdicts)
        for number, rows in _groups(verdicts).items():
            self._all_or_none(number, rows)

    def _recall(self, numbers: Iterable[str]) -> None:
        """The heads of quotes that were begun before a restart."""
        begun = {self.made[number]: number for number in numbers
                 if number in self.made and number not in self.heads}  # fmt: skip
        for before in Before.objects.filter(run=self.run, record_id__in=begun):
            (first,) = self.clean([Row(*before.values["rows"][0])])
            self.heads[begun[before.record_id]] = _head(first.draft.values)

    def _all_or_none(self, number: str, rows: list[Verdict]) -> None:
        wrong = next((verdict for verdict in rows if verdict.reasons), None)
        if wrong and number not in self.spoilt:
            why = next(iter(wrong.reasons.values()))
            self.spoilt[number] = _because(wrong.row.number, why)
        if number in self.spoilt:
            self._refuse(rows, self.spoilt[number])
            self._take_out(number, self.passed.pop(number, []))
        elif self.is_dry:
            good = [Row(verdict.row.number, []) for verdict in rows if verdict.act == CREATE]
            self.passed.setdefault(number, []).extend(good)

    def _take_out(self, number: str, rows: Iterable[Row]) -> None:
        """Tell rows of an earlier part as refused."""
        late = [Verdict(row, draft=Draft({})) for row in rows]
        self._refuse(late, self.spoilt[number])
        self.out += late

    def withdrawn(self) -> list[Verdict]:
        out, self.out = self.out, []
        return out

    def _refuse(self, rows: Iterable[Verdict], text: str) -> None:
        for verdict in rows:
            if not verdict.reasons:
                verdict.refuse(-1, text)

    def settle(self, verdict: Verdict) -> None:
        super().settle(verdict)
        values = verdict.draft.values
        for key in values["_differs"]:
            text = _t("같은 견적번호의 첫 줄과 다릅니다.")
            verdict.refuse(self.column_of(key), text)
        if len(values["external_id"]) > LONGEST:
            text = _t("견적번호는 %(n)d자까지 쓸 수 있습니다.")
            verdict.refuse(self.column_of("external_id"), text % {"n": LONGEST})
        limits = {"quantity": (Decimal("0.01"), MOST), "unit_price": (0, 10**14),
                  "discount": (0, 100)}  # fmt: skip
        for key, (least, most) in limits.items():
            if key in values:
                self._between(verdict, key, least, most)
        if values["_product"] is None and "unit_price" not in values:
            text = _t("상품에 없는 품목은 단가를 적어 주세요.")
            verdict.refuse(self.column_of("unit_price"), text)

    def _between(self, verdict: Verdict, key: str, least: Any, most: int) -> None:
        values = verdict.draft.values
        values[key] = Decimal(str(values[key]))
        if not least <= values[key] <= most or values[key] != round(values[key], 2):
            text = _t("%(least)s에서 %(most)s 사이로, 소수 둘째 자리까지 적어 주세요.")
            verdict.refuse(self.column_of(key), text % {"least": least, "most": f"{most:,}"})

    def _doubles(self, verdicts: Sequence[Verdict]) -> None:
        """Many rows of a number are its lines; one that was here before this file is passed."""
        groups = _groups(verdicts)
        for number in self.importer.existing(sorted(groups.keys() - self.made.keys())):
            for verdict in groups[number]:
                verdict.remarks.append(_t("이미 있음"))
                verdict.act = SKIP
                if self.options.get("double", SKIP) != SKIP:
                    verdict.refuse(-1, str(NEVER_REWRITTEN))

    def write(self, verdicts: Sequence[Verdict]) -> None:
        for number in self.spoilt.keys() & self.made.keys():
            self._drop(number)
        for number, rows in _groups(verdicts).items():
            try:
                with transaction.atomic():
                    self._put(number, rows)
            except (ValidationError, Refused) as error:
                texts = error.messages if isinstance(error, ValidationError) else [str(error)]
                self._refuse(rows, " ".join(texts))
                self.spoilt[number] = _because(rows[0].row.number, " ".join(texts))
                self._drop(number)

    def _put(self, number: str, rows: list[Verdict]) -> None:
        """Open the quote, or go on with it where the part before this one ended."""
        quote = Quote.objects.filter(pk=self.made.get(number, 0)).first()
        is_new = quote is None
        if quote is None:
            values = rows[0].draft.values
            quote = self.importer.add(values, actor=self.actor, options=self.options)
        ids = {verdict.draft.values["_product"] for verdict in rows}
        products = Product.objects.in_bulk([pk for pk in ids if pk])
        given = [_line(verdict.draft.values, products) for verdict in rows]
        quote = add_lines(quote, given, actor=self.actor)
        told = [[verdict.row.number, verdict.row.cells] for verdict in rows]
        if is_new:
            self._note(quote, {"made": True, "rows": told})
        else:
            before = Before.objects.get(run=self.run, record_id=quote.pk)
            before.version, before.values["rows"] = quote.version, before.values["rows"] + told
            before.save(update_fields=["version", "values"])
        self.made[number] = quote.pk

    def _drop(self, number: str) -> None:
        """Take away what an earlier part of the file made of a quote that is wrong further on.

        One that somebody has sent meanwhile stays.
        """
        quote = Quote.objects.filter(pk=self.made.pop(number, 0)).first()
        if quote is None:
            return
        before = Before.objects.get(run=self.run, record_id=quote.pk)
        try:
            remove_quote(quote, actor=self.actor)
        except Refused:
            return
        self._take_out(number, [Row(*told) for told in before.values["rows"]])
        before.delete()


def _line(values: Values, products: dict[int, Product]) -> LineGiven | FreeLine:
    quantity, discount = values.get("quantity", Decimal(1)), values.get("discount", Decimal(0))
    cycle = values.get("cycle", Cycle.ONCE)
    if product := products.get(values["_product"]):
        return LineGiven(product, quantity, values.get("unit_price"), discount, cycle)
    kind = values.get("tax_kind", TaxKind.TAXED)
    return FreeLine(values["item"], values["unit_price"], quantity, discount, cycle, kind)


class QuoteImporter(MoneyImporter):
    """Drafts of quotes under the numbers they have."""

    label = _("견적")
    permission, change = "orders.add_quote", "orders.change_quote"
    list_url = "orders:quote_list"
    kind_of_session = QuoteSession
    model, has_own = Quote, True
    shown_labels = {
        "external_id": _("견적번호"), "customer": _("고객"), "title": _("견적명"),
        "item": _("품목"), "quantity": _("수량"), "unit_price": _("단가"),
        "discount": _("할인율"),
    }  # fmt: skip
    every_field = (
        field("external_id", _("견적번호"), "quote", need=True), CUSTOMER,
        field("item", _("품목"), need=True), field("title", _("견적명"), "quote_title"),
        field("quoted_on", _("견적일"), kind=Kind.DATE),
        field("valid_until", _("유효기간"), kind=Kind.DATE),
        field("quantity", _("수량"), kind=Kind.NUMBER),
        field("unit_price", _("단가"), kind=Kind.NUMBER),
        field("discount", _("할인율"), kind=Kind.NUMBER), field("cycle", _("청구 주기")),
        field("tax_kind", _("과세 구분")), field("payment", _("결제 조건")),
        field("delivery", _("납기")), field("note", _("고객에게 보일 말"), kind=Kind.LONG_TEXT),
    )  # fmt: skip

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        rows = Quote.objects.filter(number__in=keys, is_newest=True)
        return dict(rows.values_list("number", "pk"))

    def add(self, values: Values, *, actor: Any, options: Values) -> Quote:
        given = {key: values[key] for key in ("quoted_on", "valid_until", "payment", "delivery",
                                              "custom") if key in values}  # fmt: skip
        return open_quote(
            customer_of(values), title=values.get("title") or values["item"], owner=actor,
            on=given.get("quoted_on") or timezone.localdate(), actor=actor,
            number=values["external_id"], text=values.get("note", ""), **given,
        )  # fmt: skip

    def take_back(self, record: Quote, *, actor: Any) -> None:
        remove_quote(record, actor=actor)


importers.add("quotes")(QuoteImporter())
