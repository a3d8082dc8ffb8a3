"""What happened to the demo company's contracts: more and fewer, pauses, ends that come near."""

from datetime import date, timedelta
from decimal import Decimal

from dangol.orders.models import Contract, ContractLine
from dangol.orders.orders.billing import run_billing
from dangol.orders.subscriptions.movements import book_moves
from dangol.orders.subscriptions.plans import Plan, change_plan
from dangol.orders.subscriptions.services import change_terms, pause_contract, resume_contract

HALVES = (Decimal("0.5"), Decimal(2), Decimal("1.5"))


def fill_subscriptions(today: date) -> None:
    """Each contract of the half year lives its own small life, up to today."""
    for place, contract in enumerate(Contract.objects.order_by("starts_on", "pk")):
        begun = contract.starts_on
        if place % 3 == 0:
            _change(contract, begun + timedelta(days=47), HALVES[place // 3 % 3], today)
        if place % 7 == 2:
            _pause(contract, begun + timedelta(days=75), back=place % 14 == 2, today=today)
        if place % 5 == 1:
            ends_on = today + timedelta(days=4 + place * 3 % 40)
            _end(contract, ends_on, today)
    book_moves(today=today)


def _change(contract: Contract, on: date, times: Decimal, today: date) -> None:
    line = contract.lines.filter(ends_on=None, cycle="monthly").order_by("-supply").first()
    if line is None or on > today or line.quantity * times != int(line.quantity * times):
        return
    run_billing(today=on)
    line = ContractLine.objects.select_related("product", "contract").get(pk=line.pk)
    plan = Plan(line.name, Decimal(int(line.quantity * times)), line.price, line.product)
    change_plan(line, plan, on=on, today=on, actor=None)


def _pause(contract: Contract, on: date, *, back: bool, today: date) -> None:
    if on > today:
        return
    run_billing(today=on)
    pause_contract(contract, today=on, actor=None)
    if back and on + timedelta(days=32) <= today:
        resume_contract(contract, today=on + timedelta(days=32), actor=None)


def _end(contract: Contract, on: date, today: date) -> None:
    last = contract.lines.filter(bills__isnull=False).order_by("-bills__period_until")
    until = last.values_list("bills__period_until", flat=True).first()
    change_terms(contract, ends_on=max(on, until or on), today=today, actor=None)
