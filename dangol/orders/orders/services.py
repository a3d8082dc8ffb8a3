"""Acts on orders: taken from a quote or by hand, cancelled."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.numbers import next_number
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import change, change_many, create, lock
from dangol.kit.search import search_text
from dangol.orders.events import OrderCancelled, OrderMade
from dangol.orders.orders.models import (
    Bill,
    Contract,
    ContractLine,
    Order,
    OrderLine,
    Revenue,
)
from dangol.orders.orders.queries import bills_of
from dangol.orders.orders.terms import begin
from dangol.orders.quotes.models import Cycle, Quote, QuoteLine
from dangol.orders.quotes.reckoning import tax_kind_of
from dangol.orders.subscriptions.movements import remeasure
from dangol.sales.models import Deal
from dangol.sales.pipeline.services import LineGiven, edit_deal, set_lines, win_deal

RECORD, CONTRACT = "orders.order", "orders.contract"
DUE_DAYS = 30
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
    lines = list(quote.lines.select_related("product").order_by("place", "pk"))
    number = next_number(RECORD)
    recurring = [line for line in lines if line.cycle != Cycle.ONCE]
    order = create(
        Order, actor=actor, number=number, title=quote.title, customer=quote.customer,
        deal=quote.deal, quote=quote, owner=quote.owner, ordered_on=on, supply=quote.supply,
        tax=quote.tax, total=quote.total,
        kind=Order.Kind.MONTHLY if recurring else Order.Kind.ONCE,
        search=search_text(quote.title, number, notes=(quote.customer.name,)),
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        [_order_line(order, quote, line) for line in lines], batch_size=500
    )
    _bill_once(order, quote, lines, on)
    if recurring:
        is_cut = len(recurring) == len(lines)  # else the bill of what is paid once bears it
        _contract(order, quote, recurring, is_cut=is_cut, on=on, actor=actor)
    _win(quote.deal, quote, on=on, at=at, actor=actor)
    publish(
        OrderMade(
            customer_id=order.customer_id, order_id=order.pk, total=order.total,
            actor_id=actor.pk if actor else None,
        )
    )  # fmt: skip
    return order


def _order_line(order: Order, quote: Quote, line: QuoteLine) -> OrderLine:
    values = {name: getattr(line, name) for name in _LINE}
    price = (line.unit_price * (100 - line.discount) / 100).quantize(line.unit_price)
    return OrderLine(order=order, unit_price=price, tax_kind=tax_kind_of(quote, line), **values)


def _bill_once(order: Order, quote: Quote, lines: list[QuoteLine], on: date) -> None:
    """One bill for the lines paid once, with the 절사; their revenue by product."""
    once = [line for line in lines if line.cycle == Cycle.ONCE]
    supply = sum(line.supply for line in once) + quote.cut_supply
    tax = sum(line.tax for line in once) + quote.cut_tax
    if not once or supply + tax <= 0:
        return
    create(
        Bill, actor=None, customer=order.customer, owner=order.owner, order=order,
        title=order.title, billed_on=on, due_on=on + timedelta(days=DUE_DAYS), supply=supply,
        tax=tax, total=supply + tax,
    )  # fmt: skip
    rows = [
        Revenue(
            customer=order.customer, product=line.product, source="order", on=on, name=line.name,
            external_id=f"{order.pk}:{line.pk}", quantity=line.quantity, supply=line.supply,
            tax=line.tax,
        )
        for line in once
    ]  # fmt: skip
    if quote.cut_supply:
        rows.append(
            Revenue(
                customer=order.customer, source="order", on=on, name=_("단수조정(절사)"),
                external_id=f"{order.pk}:cut", supply=quote.cut_supply, tax=quote.cut_tax,
            )
        )  # fmt: skip
    Revenue.objects.bulk_create(rows, batch_size=500)


def _contract(
    order: Order, quote: Quote, lines: list[QuoteLine], *, is_cut: bool, on: date,
    actor: User | None,
) -> Contract:  # fmt: skip
    contract = create(
        Contract, actor=actor, number=next_number(CONTRACT), title=order.title,
        customer=order.customer, order=order, owner=order.owner, starts_on=on,
        billing_day=on.day, due_days=DUE_DAYS,
    )  # fmt: skip
    rows = [
        begin(contract, ContractLine(
            contract=contract, product=line.product, name=line.name, quantity=line.quantity,
            cycle=line.cycle, supply=line.supply, tax=line.tax,
            tax_kind=tax_kind_of(quote, line),
        ))
        for line in lines
    ]  # fmt: skip
    if is_cut:
        largest = max(rows, key=lambda row: row.total)
        largest.supply += quote.cut_supply
        largest.tax += quote.cut_tax
    ContractLine.objects.bulk_create(rows)
    remeasure(contract, on=on, today=on)
    return contract


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
def finish_order(order: Order, *, actor: User | None) -> Order:
    """Mark an open order as delivered."""
    order = lock(order)
    if order.status != Order.Status.OPEN:
        raise Refused(_("진행 중인 주문이 아닙니다."))
    return change(order, actor=actor, status=Order.Status.DONE)


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
