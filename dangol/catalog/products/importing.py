"""Bring a list of products into the catalogue."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.catalog.products.models import Category, Product
from dangol.catalog.products.services import (
    add_product,
    edit_product,
    remove_product,
    write_category,
)
from dangol.catalog.products.synonyms import WORDS
from dangol.imports.importers import Verdict, importers
from dangol.imports.mapping import ImportField, Kind, Preset
from dangol.imports.plain import PlainImporter, PlainSession, Values, squeezed

HIGHEST = 10**14
KINDS = {squeezed(str(word)): kind for kind in Product.Kind for word in (kind.value, kind.label)}
TAXES = {squeezed(str(word)): kind for kind in Product.TaxKind for word in (kind.value, kind.label)}


class ProductSession(PlainSession):
    """Reads the words for kinds and taxes."""

    def settle(self, verdict: Verdict) -> None:
        values = verdict.draft.values
        for key, words in (("kind", KINDS), ("tax_kind", TAXES)):
            if key in values:
                self._word(verdict, key, words)
        for key in ("list_price", "cost"):
            if key in values and not 0 <= values[key] <= HIGHEST:
                verdict.refuse(self.column_of(key), _t("0원에서 100조 원 사이로 적어 주세요."))
            elif key in values:
                values[key] = Decimal(str(values[key]))

    def _word(self, verdict: Verdict, key: str, words: dict[str, Any]) -> None:
        word = str(verdict.draft.values[key])
        if found := words.get(squeezed(word)):
            verdict.draft.values[key] = found.value
        else:
            said = ", ".join(dict.fromkeys(str(kind.label) for kind in words.values()))
            text = _t("‘%(text)s’은(는) 모르는 값입니다. %(said)s 가운데 하나로 적어 주세요.")
            verdict.refuse(self.column_of(key), text % {"text": word[:40], "said": said})

    def said(self, key: str, value: Any) -> str:
        return f"{value:,}" if isinstance(value, Decimal) else super().said(key, value)


class ProductImporter(PlainImporter):
    """Lists of products and services."""

    label = _("상품")
    permission, change = "catalog.add_product", "catalog.change_product"
    list_url = "catalog:product_list"
    kind_of_session = ProductSession
    model, has_own = Product, True
    shown_labels = {
        "name": _("상품명"),
        "code": _("상품코드"),
        "category": _("분류"),
        "list_price": _("정가"),
    }
    every_field = (
        ImportField("name", _("상품명"), WORDS["name"], required=True),
        ImportField("code", _("상품코드"), WORDS["code"]),
        ImportField("category", _("분류"), WORDS["category"]),
        ImportField("kind", _("구분"), WORDS["kind"]),
        ImportField("spec", _("규격"), WORDS["spec"]),
        ImportField("unit", _("단위"), WORDS["unit"]),
        ImportField("list_price", _("정가"), WORDS["list_price"], Kind.NUMBER),
        ImportField("cost", _("원가"), WORDS["cost"], Kind.NUMBER),
        ImportField("tax_kind", _("과세 구분"), WORDS["tax_kind"]),
        ImportField("warranty_months", _("보증 개월"), WORDS["warranty_months"], Kind.NUMBER),
        ImportField("text", _("설명"), WORDS["text"], Kind.LONG_TEXT),
    )

    def presets(self) -> list[Preset]:
        columns = {"product": "name", "series": "category", "sales_price": "list_price"}
        return [Preset.of("CRM Products", "product,series,sales_price", columns)]

    def key_of(self, values: Values) -> str:
        """The code, else the name."""
        return str(values.get("code") or values["name"])

    def existing(self, keys: Sequence[str]) -> dict[str, int]:
        """By code first; a name two products have stands for the later one."""
        by_name = Product.objects.filter(name__in=keys).order_by("pk").values_list("name", "pk")
        by_code = Product.objects.filter(code__in=keys).values_list("code", "pk")
        return dict(by_name) | dict(by_code)

    def add(self, values: Values, *, actor: Any, options: Values) -> Product:
        return add_product(actor=actor, **_own(values, actor))

    def edit(self, record: Product, values: Values, *, actor: Any, options: Values) -> Product:
        return edit_product(record, actor=actor, **_own(values, actor))

    def take_back(self, record: Product, *, actor: Any) -> None:
        remove_product(record, actor=actor)


def _own(values: Values, actor: Any) -> Values:
    """The values of the model; a category of that name is found or made, ids come from an undo."""
    name = values.get("category")
    if not isinstance(name, str):
        return values | ({"category": Category.objects.filter(pk=name).first()} if name else {})
    row = Category.objects.filter(name=name).order_by("parent_id", "pk").first()
    return values | {"category": row or write_category(None, name=name, parent=None, actor=actor)}


importers.add("products")(ProductImporter())
