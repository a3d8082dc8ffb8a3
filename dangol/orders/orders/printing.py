"""Orders on paper: 거래명세서 with the balance."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.kit.korean.phones import format_phone
from dangol.kit.money import won
from dangol.orders.money.models import Bill
from dangol.orders.money.queries import balance_of
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.orders.queries import bills_of
from dangol.orders.papers.paper import (
    Paper,
    Row,
    day_of,
    figure,
    kind_of,
    kinds_of,
    paper_pdf,
    quantity_of,
    receiver,
)
from dangol.orders.papers.queries import seal_bytes


def statement_pdf(order: Order, *, language: str = "ko", at: datetime | None = None) -> bytes:
    """The 거래명세서 of an order as PDF, with 전잔액, 입금액 and 현잔액."""
    with override(language):
        return paper_pdf(statement_paper(order), at=at)


def statement_paper(order: Order) -> Paper:
    """The 거래명세서 before it is typeset."""
    customer, owner = order.customer, order.owner
    lines = list(order.lines.order_by("place", "pk"))
    return Paper(
        title=_("거 래 명 세 서"),
        to=customer.name,
        facts=[
            (_("문서번호"), order.number),
            (_("거래일"), day_of(order.ordered_on)),
            (_("건명"), order.title),
        ],
        rows=_rows(order, lines),
        supply=order.supply,
        tax=order.tax,
        sum_label=_("합계 금액 (공급가액 + 세액)") if order.tax else _("합계 금액"),
        receiver=receiver(customer),
        balance=[(label, won(amount)) for label, amount in balances_of(order)],
        terms=[(_("과세 구분"), kinds_of(lines)), (_("비고"), order.text)],
        contact=" · ".join(filter(None, (owner.name, format_phone(owner.phone)))),
        seal=seal_bytes(),
        first_head=_("월일"),
    )


def balances_of(order: Order) -> list[tuple[str, int]]:
    """전잔액 (all but this order's bills), 금액, 입금액 and 현잔액; they add up to the balance."""
    bills = bills_of(order).exclude(status=Bill.Status.VOID)
    billed, paid = 0, 0
    for total, part in bills.values_list("total", "paid"):
        billed, paid = billed + total, paid + part
    now = balance_of(order.customer)
    return [
        (_("전잔액"), now - billed + paid),
        (_("청구액"), billed),
        (_("입금액"), paid),
        (_("현잔액"), now),
    ]


def _rows(order: Order, lines: list[OrderLine]) -> list[Row]:
    day = f"{order.ordered_on:%m/%d}"
    rows = [
        Row(
            day, line.name, line.spec, f"{quantity_of(line.quantity)} {line.unit}".strip(),
            figure(line.unit_price), figure(line.supply), figure(line.tax),
            ", ".join(filter(None, (kind_of(line), line.note))),
        )
        for line in lines
    ]  # fmt: skip
    cut_supply = order.supply - sum(line.supply for line in lines)
    cut_tax = order.tax - sum(line.tax for line in lines)
    if cut_supply or cut_tax:
        cut = figure(cut_supply), figure(cut_tax)
        rows.append(Row("", _("단수조정(절사)"), "", "", "", *cut, ""))
    return rows
