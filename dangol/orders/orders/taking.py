"""What every new order does, from a quote or by hand: its lines, its bills, a contract."""

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
from dangol.orders.money.services import settle_credit
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.orders.terms import begin
from dangol.orders.quotes.models import Cycle, TaxKind
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
    def parts(self) -> dict[str, Amount]:
        """What is paid once by tax kind, with the 절사 where it is borne there."""
        found: dict[str, Amount] = {}
        for line in self.once:
            supply, tax = found.get(line.tax_kind, NO_CUT)
            found[line.tax_kind] = Amount(supply + line.supply, tax + line.tax)
        if kind := self.cut_of_once:
            supply, tax = found[kind]
            found[kind] = Amount(supply + self.cut.supply, tax + self.cut.tax)
        return found

    @property
    def cut_of_once(self) -> str:
        """The tax kind of what is paid once that bears the 절사; empty where the contract does.

        That is the largest, among taxed ones only where the 절사 has tax.
        """
        gross: dict[str, int] = {}
        for line in self.once:
            if line.tax_kind == TaxKind.TAXED or not self.cut.tax:
                gross[line.tax_kind] = gross.get(line.tax_kind, 0) + line.supply + line.tax
        kind = max(gross, key=gross.__getitem__, default="")
        is_enough = bool(kind) and gross[kind] + self.cut.gross >= 0
        return kind if is_enough or not self.recurring else ""

    @property
    def sums(self) -> Amount:
        """Supply and tax of all lines with the 절사."""
        supply = sum(line.supply for line in self.lines) + self.cut.supply
        return Amount(supply, sum(line.tax for line in self.lines) + self.cut.tax)


def take(
    customer: Customer, agreed: Agreed, *, title: str, on: date, owner: User, actor: User | None,
    **values: Any,
) -> Order:  # fmt: skip
    """Write an order with its lines, bills for what is paid once, and a contract for the rest."""
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
    cut = agreed.cut_of_once
    write_bills(customer, agreed, title=title, on=on, owner=owner, actor=None, order=order)
    if agreed.recurring:
        contract = create(
            Contract, actor=actor, number=next_number(CONTRACT), title=title, customer=customer,
            order=order, owner=owner, starts_on=on, billing_day=on.day, due_days=agreed.due_days,
        )  # fmt: skip
        lines = [_contract_line(contract, line) for line in agreed.recurring]
        write_lines(contract, lines, cut=NO_CUT if cut else agreed.cut, today=on)
    publish(
        OrderMade(
            customer_id=order.customer_id, order_id=order.pk, total=order.total,
            actor_id=actor.pk if actor else None,
        )
    )  # fmt: skip
    return order


def write_bills(
    customer: Customer, agreed: Agreed, *, title: str, on: date, owner: User,
    actor: User | None, order: Order | None = None, **values: Any,
) -> list[Bill]:  # fmt: skip
    """Bill the lines paid once, each tax kind by itself; their revenue by product.

    What comes to less than 0 of a kind (a discount) is a credit that settles the others.
    """
    parts = agreed.parts
    if sum(amount.gross for amount in parts.values()) <= 0:
        return []
    due_on = on + timedelta(days=agreed.due_days)
    bills = [
        create(
            Bill, actor=actor, customer=customer, owner=owner, order=order, tax_kind=kind,
            title=title if len(parts) == 1 else f"{title[:180]} ({TaxKind(kind).label})",
            billed_on=on, due_on=due_on, supply=amount.supply, tax=amount.tax,
            total=amount.gross, **values,
        )
        for kind, amount in parts.items() if amount.gross
    ]  # fmt: skip
    source, key = ("order", order.pk) if order else ("bill", bills[0].pk)
    _write_revenue(customer, agreed, source, key, on)
    for bill in bills:
        if bill.total < 0:
            settle_credit(bill, first=max(bills, key=lambda one: one.total))
    return bills


def _write_revenue(customer: Customer, agreed: Agreed, source: str, key: int, on: date) -> None:
    sold = [
        (line.name, line.product_id, line.quantity, line.supply, line.tax) for line in agreed.once
    ]
    if agreed.cut_of_once and agreed.cut.supply:
        sold.append((_("단수조정(절사)"), None, Decimal(1), *agreed.cut))
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


def _contract_line(contract: Contract, line: OrderLine) -> ContractLine:
    return ContractLine(
        contract=contract, product=line.product, name=line.name, quantity=line.quantity,
        cycle=line.cycle, supply=line.supply, tax=line.tax, tax_kind=line.tax_kind,
    )  # fmt: skip


def write_lines(
    contract: Contract, lines: list[ContractLine], *, today: date, cut: Amount = NO_CUT
) -> None:
    """The lines of a new contract with their first period; the largest bears the 절사."""
    taxed = [line for line in lines if line.tax_kind == TaxKind.TAXED]
    largest = max((cut.tax and taxed) or lines, key=lambda line: line.total)
    largest.supply, largest.tax = largest.supply + cut.supply, largest.tax + cut.tax
    made = ContractLine.objects.bulk_create([begin(contract, line) for line in lines])
    announce_many(ContractLine, [line.pk for line in made], "create", {}, actor=None)
    remeasure(contract, on=contract.starts_on, today=today)
