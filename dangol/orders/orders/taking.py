"""What every new order does, from a quote or by hand: its lines, a bill, a contract."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.pricing import Amount
from dangol.codes.numbers import next_number
from dangol.customers.models import Customer
from dangol.kit.events import publish
from dangol.kit.records import announce_many, create
from dangol.kit.search import search_text
from dangol.orders.events import OrderMade
from dangol.orders.money.models import Bill, Revenue
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.orders.terms import begin
from dangol.orders.quotes.models import Cycle
from dangol.orders.subscriptions.models import Contract, ContractLine
from dangol.orders.subscriptions.movements import remeasure

RECORD, CONTRACT = "orders.order", "orders.contract"
DUE_DAYS = 30
NO_CUT = Amount(0, 0)


@dataclass(frozen=True)
class Agreed:
    """What was agreed: lines with their amounts, not written yet, and the 절사 on all of them."""

    lines: list[OrderLine]
    cut: Amount = NO_CUT
    due_days: int = DUE_DAYS

    @property
    def once(self) -> list[OrderLine]:
        return [line for line in self.lines if line.cycle == Cycle.ONCE]

    @property
    def recurring(self) -> list[OrderLine]:
        return [line for line in self.lines if line.cycle != Cycle.ONCE]

    @property
    def sums(self) -> Amount:
        """Supply and tax of all lines with the 절사."""
        supply = sum(line.supply for line in self.lines) + self.cut.supply
        return Amount(supply, sum(line.tax for line in self.lines) + self.cut.tax)


def take(
    customer: Customer, agreed: Agreed, *, title: str, on: date, owner: User, actor: User | None,
    **values: Any,
) -> Order:  # fmt: skip
    """Write an order with its lines, a bill for what is paid once, and a contract for the rest."""
    number, sums = next_number(RECORD), agreed.sums
    order = create(
        Order, actor=actor, number=number, title=title, customer=customer, owner=owner,
        ordered_on=on, supply=sums.supply, tax=sums.tax, total=sums.gross,
        kind=Order.Kind.MONTHLY if agreed.recurring else Order.Kind.ONCE,
        search=search_text(title, number, notes=(customer.name,)), **values,
    )  # fmt: skip
    for place, line in enumerate(agreed.lines, 1):
        line.order, line.place = order, line.place or place
    OrderLine.objects.bulk_create(agreed.lines, batch_size=500)
    is_cut = not agreed.once  # else the bill of what is paid once bears it
    write_bill(customer, agreed, title=title, on=on, owner=owner, actor=None, order=order)
    if agreed.recurring:
        contract = create(
            Contract, actor=actor, number=next_number(CONTRACT), title=title, customer=customer,
            order=order, owner=owner, starts_on=on, billing_day=on.day, due_days=agreed.due_days,
        )  # fmt: skip
        lines = [_contract_line(contract, line) for line in agreed.recurring]
        write_lines(contract, lines, cut=agreed.cut if is_cut else NO_CUT, today=on)
    publish(
        OrderMade(
            customer_id=order.customer_id, order_id=order.pk, total=order.total,
            actor_id=actor.pk if actor else None,
        )
    )  # fmt: skip
    return order


def write_bill(
    customer: Customer, agreed: Agreed, *, title: str, on: date, owner: User,
    actor: User | None, order: Order | None = None,
) -> Bill | None:  # fmt: skip
    """One bill for the lines paid once, with the 절사; their revenue by product."""
    once = agreed.once
    supply = sum(line.supply for line in once) + agreed.cut.supply
    tax = sum(line.tax for line in once) + agreed.cut.tax
    if not once or supply + tax <= 0:
        return None
    bill = create(
        Bill, actor=actor, customer=customer, owner=owner, order=order, title=title,
        billed_on=on, due_on=on + timedelta(days=agreed.due_days), supply=supply, tax=tax,
        total=supply + tax,
    )  # fmt: skip
    sold = [(line.name, line.product_id, line.quantity, line.supply, line.tax) for line in once]
    if agreed.cut.supply:
        sold.append((_("단수조정(절사)"), None, Decimal(1), *agreed.cut))
    source, key = ("order", order.pk) if order else ("bill", bill.pk)
    Revenue.objects.bulk_create(
        [
            Revenue(
                customer=customer, source=source, external_id=f"{key}:{n}", on=on, name=name,
                product_id=product, quantity=quantity, supply=amount, tax=vat,
            )
            for n, (name, product, quantity, amount, vat) in enumerate(sold, 1)
        ],
        batch_size=500,
    )  # fmt: skip
    return bill


def _contract_line(contract: Contract, line: OrderLine) -> ContractLine:
    return ContractLine(
        contract=contract, product=line.product, name=line.name, quantity=line.quantity,
        cycle=line.cycle, supply=line.supply, tax=line.tax, tax_kind=line.tax_kind,
    )  # fmt: skip


def write_lines(
    contract: Contract, lines: list[ContractLine], *, today: date, cut: Amount = NO_CUT
) -> None:
    """The lines of a new contract with their first period; the largest bears the 절사."""
    largest = max(lines, key=lambda line: line.total)
    largest.supply, largest.tax = largest.supply + cut.supply, largest.tax + cut.tax
    made = ContractLine.objects.bulk_create([begin(contract, line) for line in lines])
    announce_many(ContractLine, [line.pk for line in made], "create", {}, actor=None)
    remeasure(contract, on=contract.starts_on, today=today)
