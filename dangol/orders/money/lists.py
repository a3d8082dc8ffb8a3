"""The lists of bills, receipts, refunds and revenue."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from dangol.kit.conditions import Choice, Date, Person, Text, Won, options_of
from dangol.kit.lists import Column, FirstStep, Look, RecordList
from dangol.kit.money import won
from dangol.kit.templatetags import ui
from dangol.orders.columns import (
    BY_CUSTOMER,
    BY_OWNER,
    CUSTOMER,
    OWNER,
    TITLE,
    WHOSE,
    amount,
    day,
    state_badge,
)
from dangol.orders.money.models import Bill, Receipt, Refund, Revenue
from dangol.orders.quotes.models import TaxKind
from dangol.workspace.queries import people


def _due(row: Bill, look: Look) -> Any:
    is_owed = row.status in Bill.UNPAID and not row.is_credit_left
    return ui.due(row.due_on) if is_owed else ui.day(row.due_on)


def _late(row: Bill, look: Look) -> Any:
    days = row.days_late(timezone.localdate())
    return _("%(n)s일") % {"n": days} if days else ui.DASH


KIND = Column("tax_kind", _("과세 구분"), text=lambda value: str(TaxKind(value).label), alike=True)


class BillList(RecordList):
    """Every bill the user may see."""

    key = "orders.bill"
    model = Bill
    url_name = "orders:bill_list"
    title = _("청구")
    unit = _("%(n)s건")
    quick = ("status", "tax_kind", "owner")
    default_columns = (
        "title",
        "status",
        "tax_kind",
        "total",
        "paid",
        "left",
        "billed_on",
        "due_on",
        "late",
    )
    empty_title = _("아직 청구가 없습니다.")
    empty_text = _("주문과 계약에서 청구가 저절로 생깁니다.")
    first_steps = (
        FirstStep(_("주문 보기"), "orders:order_list", "orders.view_order"),
        FirstStep(_("계약 보기"), "orders:contract_list", "orders.view_contract"),
    )
    columns = (
        TITLE, CUSTOMER,
        Column("status", _("상태"), lambda row, _look: state_badge(row), reads=("status", "total"),
               alike=True, phone="under"),
        KIND,
        amount("supply", _("공급가액")),
        amount("tax", _("세액")),
        amount("total", _("합계"), phone="end"),
        amount("paid", _("수금액")),
        Column("left", _("미수"), lambda row, _look: won(row.left),
               reads=("total", "paid", "status"), align="r num", exported=False),
        Column("billed_on", _("청구일"), text=day, sort="-billed_on"),
        Column("due_on", _("지급 기한"), _due, reads=("due_on", "status", "total")),
        Column("late", _("연체"), _late, reads=("due_on", "status", "total"), align="r num",
               exported=False),
        Column("period_on", _("기간 시작"), text=day),
        Column("period_until", _("기간 끝"), text=day),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Bill.Status)),
        Choice("tax_kind", _("과세 구분"), options=options_of(TaxKind)),
        BY_OWNER,
        Won("total", _("합계")),
        Date("billed_on", _("청구일")),
        Date("due_on", _("지급 기한")),
        Text("title", _("내용")),
        *BY_CUSTOMER,
    )


REFUND_COLOURS = {"asked": "amber", "paid": "green", "returned": "red", "undone": "slate"}


def refund_badge(row: Refund) -> SafeString:
    """The state of a refund as a coloured word."""
    colour = REFUND_COLOURS[row.status]
    return format_html('<span class="badge {}">{}</span>', colour, row.get_status_display())


class RefundList(RecordList):
    """Every refund the user may see."""

    key = "orders.refund"
    model = Refund
    url_name = "orders:refund_list"
    title = _("환불")
    unit = _("%(n)s건")
    quick = ("status", "method", "owner")
    default_columns = ("customer", "status", "amount", "on", "method", "reason", "owner")
    empty_title = _("아직 환불이 없습니다.")
    empty_text = _("더 받은 돈이나 환입이 있는 고객의 거래 원장에서 ‘환불’을 누르세요.")
    first_steps = (FirstStep(_("수금 보기"), "orders:receipt_list", "orders.view_receipt"),)
    columns = (
        WHOSE,
        Column("status", _("상태"), lambda row, _look: refund_badge(row), reads=("status",),
               alike=True, phone="under"),
        amount("amount", _("금액"), phone="end"),
        Column("on", _("환불일"), text=day, sort="-on"),
        Column("method", _("방법"), text=lambda value: str(Receipt.Method(value).label)),
        Column("reason", _("이유")),
        OWNER,
    )  # fmt: skip
    attributes = (
        Choice("status", _("상태"), options=options_of(Refund.Status)),
        Choice("method", _("방법"), options=options_of(Receipt.Method)),
        BY_OWNER,
        Won("amount", _("금액")),
        Date("on", _("환불일")),
        Text("reason", _("이유")),
        *BY_CUSTOMER,
    )


OWN = {"order": _("주문"), "bill": _("청구"), "credit": _("환입")}


def _source(value: str) -> str:
    return str(OWN.get(value, value))


def _quantity(value: Decimal) -> str:
    return f"{value.normalize():,f}"


class RevenueList(RecordList):
    """거래이력 (F53): every sale and return, from here and from outside."""

    key = "orders.revenue"
    model = Revenue
    url_name = "orders:revenue_list"
    title = _("매출")
    unit = _("%(n)s건")
    quick = ("owner",)
    default_columns = ("customer", "on", "name", "quantity", "supply", "source", "external_id")
    default_sort = "-on"
    empty_title = _("아직 매출이 없습니다.")
    empty_text = _("주문과 청구에서 저절로 쌓이고, ERP와 쇼핑몰의 것은 파일이나 API로 가져옵니다.")
    first_steps = (
        FirstStep(_("주문 보기"), "orders:order_list", "orders.view_order"),
        FirstStep(_("가져오기"), "imports:import_list", "orders.add_order"),
    )
    columns = (
        WHOSE,
        Column("number", _("고객번호"), reads=("customer__number",), value="customer__number"),
        Column("on", _("매출일"), text=day, sort="-on", phone="under"),
        Column("name", _("품목"), phone="under"),
        Column("product", _("상품"), reads=("product__name",), value="product__name"),
        Column("quantity", _("수량"), text=_quantity, align="r num"),
        amount("supply", _("공급가액"), phone="end"),
        amount("tax", _("세액")),
        Column("source", _("출처"), text=_source, alike=True),
        Column("external_id", _("외부 번호")),
    )  # fmt: skip
    attributes = (
        Date("on", _("매출일")),
        Won("supply", _("공급가액")),
        Text("name", _("품목")),
        Text("product", _("상품"), "product__name"),
        Text("source", _("출처")),
        Text("external_id", _("외부 번호")),
        Person("owner", _("고객의 담당"), "customer__owner_id", options=people),
        *BY_CUSTOMER,
    )

    @cached_property
    def right(self) -> Callable[[str], str]:
        """Sales are seen and exported by whoever may do so with bills."""
        return lambda verb: f"orders.{verb}_bill"


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
    first_steps = (FirstStep(_("청구 보기"), "orders:bill_list", "orders.view_bill"),)
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
