"""Acts on orders: taken from a quote or by hand, cancelled."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.pricing import Amount
from dangol.codes.custom import clean_custom
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, change_many, lock
from dangol.kit.search import search_text
from dangol.orders.events import OrderCancelled, OrderDelivered
from dangol.orders.money.models import Bill, Revenue
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.orders.queries import bills_of
from dangol.orders.orders.taking import RECORD, Agreed, take
from dangol.orders.quotes.models import Quote, QuoteLine
from dangol.orders.quotes.reckoning import tax_kind_of
from dangol.orders.subscriptions.models import Contract, ContractLine
from dangol.orders.subscriptions.movements import remeasure
from dangol.sales.models import Deal
from dangol.sales.pipeline.services import LineGiven, edit_deal, set_lines, win_deal

_LINE = (
    "place", "product", "name", "spec", "unit", "quantity", "cycle", "supply", "tax", "note",
)  # fmt: skip


@atomic
def order_quote(quote: Quote, *, on: date, at: datetime, actor: User | None) -> Order:
    """Make the order of an accepted quote: its lines, a bill for what is paid once, a contract for
    what is paid again and again; an open deal is won. A second time gives the same order.
    """
    if order := Order.objects.filter(quote=quote).first():
        return order
    if quote.status != Quote.Status.ACCEPTED:
        raise Refused(_("수락된 견적만 주문이 됩니다."))
    lines = quote.lines.select_related("product").order_by("place", "pk")
    agreed = Agreed([_order_line(quote, line) for line in lines],
                    Amount(quote.cut_supply, quote.cut_tax))  # fmt: skip
    order = take(
        quote.customer, agreed, title=quote.title, on=on, owner=quote.owner, deal=quote.deal,
        quote=quote, actor=actor,
    )  # fmt: skip
    _win(quote.deal, quote, on=on, at=at, actor=actor)
    return order


def _order_line(quote: Quote, line: QuoteLine) -> OrderLine:
    values = {name: getattr(line, name) for name in _LINE}
    price = (line.unit_price * (100 - line.discount) / 100).quantize(line.unit_price)
    return OrderLine(unit_price=price, tax_kind=tax_kind_of(quote, line), **values)


def _win(deal: Deal | None, quote: Quote, *, on: date, at: datetime, actor: User | None) -> None:
    if deal and deal.is_open:
        if deal.lines.exists():
            set_lines(deal, _sold(quote), on=on, at=at, actor=actor)
        else:
            edit_deal(deal, amount=quote.supply, at=at, actor=actor)
        win_deal(deal, on=on, at=at, actor=actor)


def _sold(quote: Quote) -> list[LineGiven]:
    """The products of a quote as lines of its deal, at their prices without tax."""
    lines = quote.lines.filter(product__isnull=False).select_related("product")
    return [
        LineGiven(
            line.product,
            line.quantity,
            (line.supply / line.quantity).quantize(line.unit_price, ROUND_HALF_UP),
        )
        for line in lines.order_by("place", "pk")
        if line.product
    ]


@atomic
def edit_order(
    order: Order, *, actor: User | None, version: int | None = None, **values: Any
) -> Order:
    """Correct what an order is called, its note and own fields; what was agreed stays."""
    order = lock(order)
    if "title" in values:
        values["title"] = refuse_resident_number(clean(values["title"])) or order.title
        notes = (order.customer.name,)
        values["search"] = search_text(values["title"], order.number, notes=notes)
    if "text" in values:
        values["text"] = refuse_resident_number(clean_text(values["text"]))
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=order.custom)
    return change(order, actor=actor, version=version, **values)


@atomic
def finish_order(order: Order, *, actor: User | None) -> Order:
    """Mark an open order as delivered."""
    order = lock(order)
    if order.status != Order.Status.OPEN:
        raise Refused(_("진행 중인 주문이 아닙니다."))
    change(order, actor=actor, status=Order.Status.DONE)
    publish(
        OrderDelivered(
            customer_id=order.customer_id, order_id=order.pk, actor_id=actor.pk if actor else None
        )
    )
    return order


@atomic
def cancel_order(order: Order, *, today: date, actor: User | None) -> Order:
    """Call an order off: its bills become void and its contracts end.

    Refused once something was paid: then the money goes back by a credit (환입) instead.
    """
    order = lock(order)
    if order.status == Order.Status.CANCELLED:
        raise Refused(_("이미 취소한 주문입니다."))
    bills = bills_of(order)
    if bills.exclude(paid=0).exists():
        raise Refused(_("이미 수금한 주문입니다. 환입으로 돌려주고 나서 정리해 주세요."))
    ids = list(bills.values_list("pk", flat=True))
    change_many(Bill.objects.filter(pk__in=ids), actor=actor, status=Bill.Status.VOID)
    Revenue.objects.filter(source="order", external_id__startswith=f"{order.pk}:").delete()
    Revenue.objects.filter(source="bill", external_id__in=[str(pk) for pk in ids]).delete()
    ContractLine.objects.filter(contract__order=order).update(next_on=None)
    change_many(Contract.objects.filter(order=order), actor=actor, status=Contract.Status.ENDED)
    for contract in Contract.objects.filter(order=order):
        remeasure(contract, on=today, today=today)
    change(order, actor=actor, status=Order.Status.CANCELLED)
    publish(
        OrderCancelled(
            customer_id=order.customer_id, order_id=order.pk, actor_id=actor.pk if actor else None
        )
    )
    return order
