"""What orders hangs into the deal's and the customer's page, the menu, the search and the codes."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.activities.registry import EntryGroup, Linked, LinkKind, groups, links
from dangol.codes.registry import NumberedRecord, custom_records, numbered_records
from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.customers.models import Customer
from dangol.customers.registry import Panel, attributes, panels
from dangol.kit.access import declare, declare_record
from dangol.kit.conditions import Linked as LinkedAttribute
from dangol.kit.conditions import options_of
from dangol.kit.money import won
from dangol.kit.search import matching_ids
from dangol.orders.importing import debts as _debts  # noqa: F401 - fills the registry
from dangol.orders.importing import importer as _imports  # noqa: F401 - fills the registry
from dangol.orders.importing import outside as _outside  # noqa: F401 - fills the registry
from dangol.orders.importing import quotes as _quotes  # noqa: F401 - fills the registry
from dangol.orders.money import lists as _money  # noqa: F401 - fills the registry
from dangol.orders.money import preferences as _limits  # noqa: F401 - fills the registry
from dangol.orders.money import reports as _dues  # noqa: F401 - fills the registry
from dangol.orders.money.queries import balance_of
from dangol.orders.orders import lists as _orders  # noqa: F401 - fills the registry
from dangol.orders.orders import serving as _serving  # noqa: F401 - fills the registry
from dangol.orders.orders.queries import orders_seen_by
from dangol.orders.papers import lists as _papers  # noqa: F401 - fills the registry
from dangol.orders.quotes import lists as _declared  # noqa: F401 - fills the registry
from dangol.orders.quotes.models import Quote
from dangol.orders.quotes.queries import VIEW, quotes_of_deal, quotes_seen_by
from dangol.orders.subscriptions import lists as _contracts  # noqa: F401 - fills the registry
from dangol.orders.subscriptions import preferences as _words  # noqa: F401 - fills the registry
from dangol.orders.subscriptions import reports as _reports  # noqa: F401 - fills the registry
from dangol.sales.models import Deal
from dangol.sales.registry import DealPanel, deal_panels
from dangol.workspace.registry import (
    Action,
    Carry,
    Hit,
    MenuItem,
    Search,
    actions,
    carries,
    menu,
    searches,
)

RECORD = "orders.quote"
ADD, MANAGE = "orders.add_quote", "orders.manage_papers"
MANAGE_LIMITS = "orders.manage_limits"
ADD_ORDER = "orders.add_order"

declare_record(
    "orders", "quote", _("견적"), export=_("내보내기"), bulk=_("한꺼번에 바꾸기"),
    approve=_("할인 승인"),
)  # fmt: skip
declare_record("orders", "order", _("주문"), export=_("내보내기"), bulk=_("한꺼번에 바꾸기"))
declare_record("orders", "contract", _("계약"), export=_("내보내기"))
declare_record("orders", "bill", _("청구"), export=_("내보내기"))
declare_record("orders", "receipt", _("수금"), export=_("내보내기"))
declare_record(
    "orders", "refund", _("환불"), export=_("내보내기"), approve=_("환불 승인"),
)  # fmt: skip
custom_records.add("orders.order")(_("주문"))
custom_records.add("orders.contract")(_("계약"))
custom_records.add("orders.bill")(_("청구"))
custom_records.add("orders.receipt")(_("수금"))
custom_records.add("orders.refund")(_("환불"))
numbered_records.add("orders.order")(NumberedRecord(_("주문번호"), "S-{yy}{seq:05}"))
numbered_records.add("orders.contract")(NumberedRecord(_("계약번호"), "K-{yy}{seq:05}"))
declare(MANAGE_LIMITS, _("할인 한도 관리"), group=_("견적"))
declare(MANAGE, _("서류 양식과 직인 관리"), group=_("견적"))
custom_records.add(RECORD)(_("견적"))
numbered_records.add(RECORD)(NumberedRecord(_("견적번호"), "Q-{yy}{seq:05}"))
groups.add("quotes")(EntryGroup(_("견적"), ("orders.quote_",)))
groups.add("orders")(EntryGroup(_("주문·수금"), ("orders.order_", "orders.money_")))


def _of_deal(request: UserRequest, deal: Deal) -> dict[str, Any]:
    quotes = quotes_of_deal(request.user, deal.pk, 8)
    return {"quotes": quotes, "may_add": request.user.has_perm(ADD)}


deal_panels.add("quotes")(DealPanel("orders/deal_quotes.html", _of_deal, permission=VIEW, order=10))


def _of_customer(request: UserRequest, customer: Customer) -> dict[str, Any]:
    rows = quotes_seen_by(request.user).filter(customer=customer, is_newest=True)
    return {
        "quotes": list(rows.defer("search", "text").order_by("-pk")[:5]),
        "may_add": request.user.has_perm(ADD),
    }


def _orders_of(request: UserRequest, customer: Customer) -> dict[str, Any]:
    rows = orders_seen_by(request.user).filter(customer=customer).defer("search")
    sees_money = request.user.has_perm("orders.view_bill")
    return {
        "orders": list(rows.order_by("-pk")[:5]),
        "balance": balance_of(customer) if sees_money else None,
    }


panels.add("orders")(
    Panel("orders/customer_orders.html", _orders_of, permission="orders.view_order", order=13)
)
panels.add("quotes")(Panel("orders/customer_quotes.html", _of_customer, permission=VIEW, order=12))
attributes.add("quote_status")(
    LinkedAttribute(
        "quote_status", _("견적 상태"), "status", options=options_of(Quote.Status),
        rows=lambda: Quote.objects.filter(is_newest=True), key="customer_id",
    )
)  # fmt: skip


def _found(user: User, ids: Iterable[int]) -> Mapping[int, Linked]:
    rows = quotes_seen_by(user).filter(pk__in=list(ids)).only("pk", "title")
    return {row.pk: Linked(row.title, row.get_absolute_url()) for row in rows}


links.add(RECORD)(LinkKind(_("견적"), "file-text", _found))
menu.add("quotes")(MenuItem("sales", _("견적"), "orders:quote_list", "file-text", VIEW, 20))
menu.add("orders")(
    MenuItem("orders", _("주문"), "orders:order_list", "shopping-bag", "orders.view_order", 21)
)
menu.add("contracts")(
    MenuItem("orders", _("계약"), "orders:contract_list", "scroll-text", "orders.view_contract", 22)
)
menu.add("bills")(
    MenuItem("orders", _("청구"), "orders:bill_list", "ticket", "orders.view_bill", 23)
)
menu.add("receipts")(
    MenuItem("orders", _("수금"), "orders:receipt_list", "badge-check", "orders.view_receipt", 24)
)
menu.add("revenue")(
    MenuItem(
        "orders", _("매출"), "orders:revenue_list", "chart-no-axes-column", "orders.view_bill", 25
    )
)
settings_pages.add("limits")(
    SettingsPage("sales", _("할인 한도"), "orders:discount_limits", "scale", MANAGE_LIMITS)
)
settings_pages.add("papers")(SettingsPage("sales", _("서류 양식"), "orders:seal", "stamp", MANAGE))
actions.add("quote_open")(
    Action(_("견적 만들기"), "orders:quote_open", "file-text", _("새 견적서 추가"), ADD, panel=True)
)

actions.add("order_enter")(
    Action(_("주문 입력"), "orders:order_enter", "shopping-bag", _("새 주문 받기"), ADD_ORDER)
)
carries.add("ticket_order")(
    Carry("helpdesk.ticket", _("주문 입력"), "orders:ticket_order", "shopping-bag", ADD_ORDER)
)
carries.add("call_order")(
    Carry("helpdesk.call", _("주문 입력"), "orders:call_order", "shopping-bag", ADD_ORDER)
)


def _find(user: User, q: str, limit: int) -> Iterable[Quote]:
    rows = quotes_seen_by(user).filter(is_newest=True)
    ids = matching_ids(rows, q, limit=limit)
    by_id = {row.pk: row for row in rows.filter(pk__in=ids).select_related("customer")}
    return [by_id[pk] for pk in ids if pk in by_id]


def _hit(row: Quote) -> Hit:
    note = f"{row.customer.name} · {won(row.total)} · {row.label}"
    return Hit(row.pk, row.get_absolute_url(), row.title, note, icon="file-text")


def _recent(user: User) -> Any:
    return quotes_seen_by(user).select_related("customer")


searches.add("quotes")(
    Search(_("견적"), Quote, _find, _hit, rows=_recent, permission=VIEW, order=25)
)
