"""The lists of products and of pieces at customers."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dangol.catalog.models import Category, Installed, Product
from dangol.catalog.products.forms import ShelfForm
from dangol.catalog.products.services import edit_product
from dangol.kit.conditions import (
    Choice,
    Date,
    Number,
    Option,
    Search,
    Text,
    Won,
    YesNo,
    options_of,
)
from dangol.kit.lists import Column, Edit, FirstStep, Look, RecordList, set_field
from dangol.kit.templatetags import ui


def unit_price(value: Decimal | None) -> str:
    """A price for one: ₩1,200; with hundredths of a won only where there are some."""
    if value is None:
        return ""
    text = f"{value:,.2f}".removesuffix(".00")
    return f"₩{text}"


def _categories() -> list[Option]:
    rows = Category.objects.order_by("order", "name").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _name(row: Product, look: Look) -> Any:
    return look.link(row, row.name)


def _save(field: str) -> Any:
    def save(record: Product, text: str, *, actor: Any) -> Product:
        values: dict[str, Any] = {field: text}
        return edit_product(record, actor=actor, **values)

    return save


def _on_sale(value: bool) -> str:
    return str(_("판매 중") if value else _("판매 중지"))


class ProductList(RecordList):
    """The catalogue."""

    key = "catalog.product"
    model = Product
    url_name = "catalog:product_list"
    title = _("상품")
    unit = _("%(n)s개")
    search = "search"
    search_hint = _("상품명·초성·상품코드")
    quick = ("category", "kind", "is_on_sale")
    default_columns = ("name", "code", "category", "kind", "list_price", "tax_kind", "is_on_sale")
    default_sort = "name"
    empty_title = _("아직 상품이 없습니다.")
    empty_text = _("파는 물건이나 서비스를 하나 적어 보세요.")
    first_steps = (FirstStep(_("상품 등록"), "catalog:product_add", "catalog.add_product"),)
    columns = (
        Column("name", _("상품명"), _name, sort="name", main=True),
        Column("code", _("상품코드"), lambda row, look: look.mark(row.code), phone="under"),
        Column(
            "category", _("분류"), reads=("category__name",), value="category__name", alike=True
        ),
        Column("kind", _("구분"), alike=True, text=lambda value: str(Product.Kind(value).label)),
        Column("spec", _("규격"), edit=Edit(_save("spec"), lambda row: row.spec)),
        Column("unit", _("단위"), edit=Edit(_save("unit"), lambda row: row.unit)),
        Column(
            "list_price", _("정가"), text=unit_price, sort="-list_price", align="r num", phone="end"
        ),
        Column(
            "tax_kind",
            _("과세 구분"),
            alike=True,
            text=lambda value: str(Product.TaxKind(value).label),
        ),
        Column("warranty_months", _("보증 개월"), align="r num"),
        Column("is_on_sale", _("판매"), text=_on_sale),
        Column("stop_reason", _("판매 중지 사유")),
        Column("created_at", _("등록일"), lambda row, _look: ui.when(row.created_at)),
    )
    attributes = (
        Choice("category", _("분류"), "category_id", options=_categories),
        Choice("kind", _("구분"), options=options_of(Product.Kind)),
        YesNo("is_on_sale", _("판매 중")),
        Choice("tax_kind", _("과세 구분"), options=options_of(Product.TaxKind)),
        Won("list_price", _("정가")),
        Text("name", _("상품명")),
        Text("code", _("상품코드")),
        Text("spec", _("규격")),
        Number("warranty_months", _("보증 개월")),
        Search("search", _("검색")),
    )
    bulk = (
        set_field("category", _("분류 바꾸기"), "folder", "catalog.bulk_product", form=ShelfForm),
    )


class InstalledList(RecordList):
    """Pieces at the customers one may see."""

    key = "catalog.installed"
    model = Installed
    url_name = "catalog:installed_list"
    title = _("보유 제품")
    unit = _("%(n)s건")
    quick = ("status",)
    default_columns = ("product", "serial", "customer", "purchased_on", "warranty_until", "status")
    empty_title = _("아직 적어 둔 보유 제품이 없습니다.")
    empty_text = _("고객 화면의 ‘보유 제품’에서 더할 수 있습니다.")
    first_steps = (
        FirstStep(_("고객 고르기"), "customers:customer_list", "customers.view_customer"),
    )
    columns = (
        Column(
            "product",
            _("상품"),
            lambda row, look: look.link(row, row.product.name),
            reads=("product__name",),
            value="product__name",
            main=True,
        ),
        Column("serial", _("일련번호"), phone="under"),
        Column("customer", _("고객"), reads=("customer__name",), value="customer__name",
               alike=True, phone="under"),
        Column("quantity", _("수량"), align="r num"),
        Column("purchased_on", _("구매일"), text=lambda value: value and ui.day(value)),
        Column("warranty_until", _("보증 만료일"), text=lambda value: value and ui.day(value),
               phone="end"),
        Column("place", _("설치 장소")),
        Column("status", _("상태"),
               alike=True, text=lambda value: str(Installed.Status(value).label)),
        Column("note", _("비고")),
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Installed.Status)),
        Date("warranty_until", _("보증 만료일")),
        Date("purchased_on", _("구매일")),
        Text("serial", _("일련번호")),
        Text("product", _("상품"), "product__name"),
        Text("place", _("설치 장소")),
    )

    def rows(self, user: Any) -> "QuerySet[Any]":
        """Pieces of the customers the user may see."""
        return Installed.objects.visible_to(user)
