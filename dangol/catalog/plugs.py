"""What the catalogue hangs into the customer's page, the menu, the search and the lists."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.catalog import lists as _declared  # noqa: F401 - fills the registry
from dangol.catalog.installed import importing as _pieces  # noqa: F401 - fills the registry
from dangol.catalog.installed.queries import installed_at
from dangol.catalog.lists import unit_price
from dangol.catalog.models import Installed, Product
from dangol.catalog.prices import importing as _prices  # noqa: F401 - fills the registry
from dangol.catalog.prices import lists as _price_lists  # noqa: F401 - fills the registry
from dangol.catalog.products import importing as _imports  # noqa: F401 - fills the registry
from dangol.catalog.products.queries import find_products, products_seen_by
from dangol.catalog.products.suggesting import suggestions_beside
from dangol.codes.registry import NumberedRecord, custom_records, numbered_records
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import Tab, attributes, tabs
from dangol.kit.access import declare_record
from dangol.kit.conditions import Linked, Option
from dangol.workspace.registry import Action, Hit, MenuItem, Search, actions, menu, searches

VIEW = "catalog.view_product"

declare_record("catalog", "product", _("상품"), export=_("내보내기"), bulk=_("한꺼번에 바꾸기"))
declare_record("catalog", "pricelist", _("가격표"), export=_("내보내기"))
declare_record("catalog", "installed", _("보유 제품"), export=_("내보내기"))
custom_records.add("catalog.product")(_("상품"))
custom_records.add("catalog.installed")(_("보유 제품"))
numbered_records.add("catalog.product")(NumberedRecord(_("상품코드"), "P-{seq:05}", field="code"))


def _installed(request: UserRequest, customer: Customer) -> dict[str, Any]:
    """The pieces, and what could be offered to whoever has them (F43)."""
    pieces = list(installed_at(customer))
    ids = {piece.product_id for piece in pieces}
    return {
        "pieces": pieces,
        "suggested": suggestions_beside(ids).shown,
        "today": timezone.localdate(),
        "may_change": request.user.has_perm("customers.change_customer"),
    }


tabs.add("installed")(
    Tab(
        _("보유 제품"),
        "catalog/installed.html",
        _installed,
        permission="catalog.view_installed",
        order=60,
    )
)


def _products() -> list[Option]:
    rows = Product.objects.order_by("name").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


attributes.add("installed")(
    Linked(
        "installed", _("보유 제품"), "product_id", options=_products,
        rows=lambda: Installed.objects.exclude(status__in=("returned", "discarded")),
        key="customer_id",
    )
)  # fmt: skip

menu.add("products")(MenuItem("orders", _("상품"), "catalog:product_list", "package", VIEW, 60))
menu.add("price_lists")(
    MenuItem("orders", _("가격표"), "catalog:price_list_list", "tag", "catalog.view_pricelist", 61)
)
menu.add("installed")(
    MenuItem(
        "orders", _("보유 제품"), "catalog:installed_list", "package",
        "catalog.view_installed", 62,
    )
)  # fmt: skip
settings_pages.add("categories")(
    SettingsPage(
        "sales", _("상품 분류"), "catalog:category_list", "folder", "catalog.change_product"
    )
)
actions.add("product_add")(
    Action(
        _("상품 등록"),
        "catalog:product_add",
        "plus",
        _("새 상품 추가 만들기"),
        "catalog.add_product",
        panel=True,
    )
)


def _find(user: User, q: str, limit: int) -> Iterable[Product]:
    return find_products(user, q, limit=limit)


def _hit(row: Product) -> Hit:
    note = f"{row.code} · {unit_price(row.list_price)}"
    return Hit(row.pk, row.get_absolute_url(), row.name, note, icon="package")


searches.add("products")(
    Search(_("상품"), Product, _find, _hit, rows=products_seen_by, permission=VIEW, order=40)
)
