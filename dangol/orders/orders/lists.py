"""The lists of orders, contracts, bills and receipts."""

from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.conditions import (
    Choice,
    Date,
    Option,
    Person,
    Search,
    Text,
    Won,
    options_of,
)
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.orders.orders.models import Bill, Contract, Order, Receipt
from dangol.workspace.queries import person_name

COLOURS = {
    "open": "amber", "part": "blue", "paid": "green", "void": "slate", "done": "green",
    "cancelled": "slate", "active": "green", "paused": "amber", "ended": "slate",
}  # fmt: skip


def state_badge(row: Any) -> SafeString:
    """The state of an order, contract or bill as a coloured word."""
    colour = "blue" if isinstance(row, Order) and row.status == "open" else COLOURS[row.status]
    return format_html('<span class="badge {}">{}</span>', colour, row.get_status_display())


def _title(row: Any, look: Look) -> SafeString:
    return format_html(
        '<span class="cut">{}<br><small class="mute">{}</small></span>',
        look.link(row, row.title), look.mark(row.customer.name),
    )  # fmt: skip


def _owner(row: Any, look: Look) -> SafeString:
    name = person_name(row.owner_id)
    return format_html('<span class="row">{}{}</span>', ui.avatar(name, "sm"), name)


def _people() -> list[Option]:
    rows = User.objects.order_by("name", "pk").values_list("pk", "name")
    return [Option(str(pk), name, pk) for pk, name in rows]


def _day(value: Any) -> Any:
    return ui.day(value) if value else ""


def _due(row: Bill, look: Look) -> Any:
    return ui.due(row.due_on) if row.status in Bill.UNPAID else ui.day(row.due_on)


def _late(row: Bill, look: Look) -> Any:
    days = row.days_late(timezone.localdate())
    return _("%(n)s일") % {"n": days} if days else ui.DASH


_TITLE = Column("title", _("내용"), _title, reads=("title", "customer__name"), main=True)
_CUSTOMER = Column("customer", _("고객"), reads=("customer__name",), value="customer__name")
_STATE = Column("status", _("상태"), lambda row, _look: state_badge(row), reads=("status",),
                alike=True, phone="under")  # fmt: skip
_OWNER = Column("owner", _("담당"), _owner, reads=("owner_id",), value="owner__name", alike=True)
_BY_OWNER = Person("owner", _("담당"), "owner_id", options=_people)
_BY_CUSTOMER = (
    Text("customer", _("고객"), "customer__name"),
    Text("customer_number", _("고객번호"), "customer__number"),
)


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
    first_steps = (FirstStep(_("견적 만들기"), "orders:quote_open", "orders.add_quote"),)
    columns = (
        _TITLE, _CUSTOMER,
        Column("number", _("주문번호"), lambda row, look: look.mark(row.number)),
        _STATE,
        Column("kind", _("구분"), text=lambda value: str(Order.Kind(value).label), alike=True),
        Column("supply", _("공급가액"), text=won, align="r num"),
        Column("tax", _("세액"), text=won, align="r num"),
        Column("total", _("합계"), text=won, sort="-total", align="r num", phone="end"),
        Column("ordered_on", _("주문일"), text=_day, sort="-ordered_on"),
        _OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Order.Status)),
        Choice("kind", _("구분"), options=options_of(Order.Kind)),
        _BY_OWNER,
        Won("total", _("합계")),
        Date("ordered_on", _("주문일")),
        Text("number", _("주문번호")),
        Text("title", _("주문명")),
        *_BY_CUSTOMER,
        Search("search", _("검색")),
    )


class ContractList(RecordList):
    """Every contract the user may see."""

    key = "orders.contract"
    model = Contract
    url_name = "orders:contract_list"
    title = _("계약")
    unit = _("%(n)s건")
    quick = ("status", "owner")
    default_columns = ("title", "number", "status", "starts_on", "ends_on", "billing_day", "owner")
    empty_title = _("아직 계약이 없습니다.")
    empty_text = _("매월·분기·매년 품목이 있는 견적을 고객이 수락하면 계약이 생깁니다.")
    columns = (
        _TITLE, _CUSTOMER,
        Column("number", _("계약번호")),
        _STATE,
        Column("starts_on", _("시작일"), text=_day),
        Column("ends_on", _("종료일"), text=_day),
        Column("billing_day", _("청구일"), align="r num"),
        _OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Contract.Status)),
        _BY_OWNER,
        Date("starts_on", _("시작일")),
        Date("ends_on", _("종료일")),
        Text("number", _("계약번호")),
        Text("title", _("계약명")),
        *_BY_CUSTOMER,
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
        _TITLE, _CUSTOMER, _STATE,
        Column("supply", _("공급가액"), text=won, align="r num"),
        Column("tax", _("세액"), text=won, align="r num"),
        Column("total", _("합계"), text=won, align="r num", phone="end"),
        Column("paid", _("수금액"), text=won, align="r num"),
        Column("left", _("미수"), lambda row, _look: won(row.left),
               reads=("total", "paid", "status"), align="r num", exported=False),
        Column("billed_on", _("청구일"), text=_day, sort="-billed_on"),
        Column("due_on", _("지급 기한"), _due, reads=("due_on", "status")),
        Column("late", _("연체"), _late, reads=("due_on", "status"), align="r num",
               exported=False),
        Column("period_on", _("기간 시작"), text=_day),
        Column("period_until", _("기간 끝"), text=_day),
        _OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Bill.Status)),
        _BY_OWNER,
        Won("total", _("합계")),
        Date("billed_on", _("청구일")),
        Date("due_on", _("지급 기한")),
        Text("title", _("내용")),
        *_BY_CUSTOMER,
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
        Column("customer", _("고객"), lambda row, look: look.link(row, row.customer.name),
               reads=("customer__name",), value="customer__name", main=True),
        Column("received_on", _("수금일"), text=_day, sort="-received_on"),
        Column("amount", _("금액"), text=won, align="r num", phone="end"),
        Column("left", _("남은 금액"), lambda row, _look: won(row.left),
               reads=("amount", "matched"), align="r num", exported=False),
        Column("method", _("방법"), text=lambda value: str(Receipt.Method(value).label)),
        Column("note", _("적요")),
        _OWNER,
    )  # fmt: skip
    attributes = (
        Choice("method", _("방법"), options=options_of(Receipt.Method)),
        _BY_OWNER,
        Won("amount", _("금액")),
        Date("received_on", _("수금일")),
        Text("note", _("적요")),
        *_BY_CUSTOMER,
    )
