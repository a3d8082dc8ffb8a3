"""The lists of orders, contracts, bills and receipts."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Search, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.orders.columns import (
    BY_CUSTOMER,
    BY_OWNER,
    CUSTOMER,
    OWNER,
    WHOSE,
    amount,
    day,
    titled,
)
from dangol.orders.orders.models import Bill, Order, Receipt

COLOURS = {
    "open": "amber", "part": "blue", "paid": "green", "void": "slate", "done": "green",
    "cancelled": "slate", "active": "green", "paused": "amber", "ended": "slate",
}  # fmt: skip


def state_badge(row: Any) -> SafeString:
    """The state of an order, contract or bill as a coloured word."""
    colour = "blue" if isinstance(row, Order) and row.status == "open" else COLOURS[row.status]
    return format_html('<span class="badge {}">{}</span>', colour, row.get_status_display())


def _due(row: Bill, look: Look) -> Any:
    return ui.due(row.due_on) if row.status in Bill.UNPAID else ui.day(row.due_on)


def _late(row: Bill, look: Look) -> Any:
    days = row.days_late(timezone.localdate())
    return _("%(n)s일") % {"n": days} if days else ui.DASH


TITLE = titled(_("내용"))
STATE = Column("status", _("상태"), lambda row, _look: state_badge(row), reads=("status",),
                alike=True, phone="under")  # fmt: skip


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


class BillList(RecordList):
    """Every bill the user may see."""

    key = "orders.bill"
    model = Bill
    url_name = "orders:bill_list"
    title = _("청구")
    unit = _("%(n)s건")
    quick = ("status", "owner")
    default_columns = ("title", "status", "total", "paid", "left", "billed_on", "due_on", "late")
    empty_title = _("아직 청구가 없습니다.")
    empty_text = _("주문과 계약에서 청구가 저절로 생깁니다.")
    columns = (
        TITLE, CUSTOMER, STATE,
        amount("supply", _("공급가액")),
        amount("tax", _("세액")),
        amount("total", _("합계"), phone="end"),
        amount("paid", _("수금액")),
        Column("left", _("미수"), lambda row, _look: won(row.left),
               reads=("total", "paid", "status"), align="r num", exported=False),
        Column("billed_on", _("청구일"), text=day, sort="-billed_on"),
        Column("due_on", _("지급 기한"), _due, reads=("due_on", "status")),
        Column("late", _("연체"), _late, reads=("due_on", "status"), align="r num",
               exported=False),
        Column("period_on", _("기간 시작"), text=day),
        Column("period_until", _("기간 끝"), text=day),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Bill.Status)),
        BY_OWNER,
        Won("total", _("합계")),
        Date("billed_on", _("청구일")),
        Date("due_on", _("지급 기한")),
        Text("title", _("내용")),
        *BY_CUSTOMER,
    )


class ReceiptList(RecordList):
    """Every receipt the user may see."""

    key = "orders.receipt"
    model = Receipt
    url_name = "orders:receipt_list"
    title = _("수금")
    unit = _("%(n)s건")
    quick = ("method", "owner")
    default_columns = ("customer", "received_on", "amount", "left", "method", "note", "owner")
    empty_title = _("아직 수금이 없습니다.")
    empty_text = _("고객의 거래 원장에서 ‘수금 적기’를 누르세요.")
    columns = (
        WHOSE,
        Column("received_on", _("수금일"), text=day, sort="-received_on"),
        amount("amount", _("금액"), phone="end"),
        Column("left", _("남은 금액"), lambda row, _look: won(row.left),
               reads=("amount", "matched"), align="r num", exported=False),
        Column("method", _("방법"), text=lambda value: str(Receipt.Method(value).label)),
        Column("note", _("적요")),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("method", _("방법"), options=options_of(Receipt.Method)),
        BY_OWNER,
        Won("amount", _("금액")),
        Date("received_on", _("수금일")),
        Text("note", _("적요")),
        *BY_CUSTOMER,
    )
