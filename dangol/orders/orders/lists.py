"""The list of orders."""

from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Search, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, RecordList
from dangol.orders.columns import (
    BY_CUSTOMER,
    BY_OWNER,
    CUSTOMER,
    OWNER,
    STATE,
    TITLE,
    amount,
    day,
)
from dangol.orders.orders.models import Order


class OrderList(RecordList):
    """Every order the user may see."""

    key = "orders.order"
    model = Order
    url_name = "orders:order_list"
    title = _("주문")
    unit = _("%(n)s건")
    search = "search"
    search_hint = _("주문명·초성·주문번호·고객")
    quick = ("status", "owner", "kind")
    default_columns = ("title", "number", "status", "kind", "total", "ordered_on", "owner")
    empty_title = _("아직 주문이 없습니다.")
    empty_text = _("고객이 견적을 수락하면 주문이 저절로 생깁니다.")
    first_steps = (
        FirstStep(_("견적 만들기"), "orders:quote_open", "orders.add_quote"),
        FirstStep(_("주문 입력"), "orders:order_enter", "orders.add_order"),
    )
    columns = (
        TITLE, CUSTOMER,
        Column("number", _("주문번호"), lambda row, look: look.mark(row.number)),
        STATE,
        Column("kind", _("구분"), text=lambda value: str(Order.Kind(value).label), alike=True),
        amount("supply", _("공급가액")),
        amount("tax", _("세액")),
        amount("total", _("합계"), sort="-total", phone="end"),
        Column("ordered_on", _("주문일"), text=day, sort="-ordered_on"),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Order.Status)),
        Choice("kind", _("구분"), options=options_of(Order.Kind)),
        BY_OWNER,
        Won("total", _("합계")),
        Date("ordered_on", _("주문일")),
        Text("number", _("주문번호")),
        Text("title", _("주문명")),
        *BY_CUSTOMER,
        Search("search", _("검색")),
    )
