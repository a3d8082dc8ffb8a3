"""Plan changes (F46): another product, price, quantity or cycle from a day on, with proration.

What was billed ahead for the days from then on is credited, the new plan is charged for the same
days. Both are counted by days and cut so that the days before and after add up to the won.
Another cycle counts its periods from the first billing day on: up to there only days are charged.
"""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.catalog.pricing import Amount, Item, TaxKind, reckon
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import announce_many, change, create, lock
from dangol.orders.money.models import Bill, Revenue
from dangol.orders.money.services import issue_credit, settle_credit
from dangol.orders.orders.billing import bill_of, revenue_of, title_of
from dangol.orders.orders.schedule import MONTHS, ONE, Period, first_period
from dangol.orders.orders.terms import charge, full_period, last_of, period_from, place
from dangol.orders.quotes.models import Cycle
from dangol.orders.subscriptions.models import Contract, ContractLine
from dangol.orders.subscriptions.movements import remeasure


class Plan(NamedTuple):
    """What a line is to be: its name, how many, at which price without tax, how often paid."""

    name: str
    quantity: Decimal
    unit_price: Decimal
    product: Product | None = None
    cycle: str = ""


class Part(NamedTuple):
    """One bill of a change: the days of the old plan that are given back, or of the new one."""

    title: str
    period: Period
    amount: Amount
    bill: Bill | None = None


class Change(NamedTuple):
    """What a change of plan comes to: the line that takes over, what is billed for it at once,
    and what the next period is billed with and when.
    """

    line: ContractLine
    on: date
    parts: list[Part]
    then: Part | None
    then_on: date | None

    @property
    def total(self) -> int:
        """What the customer pays at once, below 0 what they get back; won with tax."""
        return sum(part.amount.gross for part in self.parts)


def next_start(line: ContractLine, *, today: date) -> date:
    """The first day of the period after the one that runs today."""
    at = max(today, line.starts_on)
    return full_period(line.contract, line, at).last + ONE


def planned(line: ContractLine, plan: Plan, *, on: date) -> Change:
    """Reckon a change without writing anything; the same refusals as `change_plan`."""
    contract = line.contract
    _refuse_unfit(contract, line, on)
    new = _successor(line, plan, on)
    parts: list[Part] = []
    free, is_whole = on, True
    for bill in line.bills.exclude(status=Bill.Status.VOID).order_by("period_on"):
        if bill.period_on is None or bill.period_until is None or bill.period_until < on:
            continue
        days = Period(max(on, bill.period_on), bill.period_until)
        parts += _back(contract, line, days, bill)
        if is_whole:
            taken = _taken_over(contract, new, days)
            parts += _charged(contract, new, taken)
            free, is_whole = max(free, taken.last + ONE), taken == days
    place(contract, new, free)
    then = None
    if new.period_on and not new.is_metered:
        days = period_from(contract, new, new.period_on)
        then = Part(title_of(contract, new, days), days, charge(contract, new, days))
    return Change(new, on, parts, then, new.next_on)


def _refuse_unfit(contract: Contract, line: ContractLine, on: date) -> None:
    if contract.status != Contract.Status.ACTIVE:
        raise Refused(_("진행 중인 계약만 바꿀 수 있습니다. 멈춘 계약은 먼저 다시 시작해 주세요."))
    if line.ends_on is not None:
        raise Refused(_("이미 다른 플랜으로 바뀐 품목입니다. 새 품목에서 바꿔 주세요."))
    if on < line.starts_on:
        text = _("바꿀 날은 이 품목의 시작일(%(day)s)부터입니다.")
        raise ValidationError({"on": text % {"day": f"{line.starts_on:%Y-%m-%d}"}})
    if (end := last_of(contract, line)) and on > end:
        text = _("계약이 %(day)s에 끝납니다. 그 안의 날을 골라 주세요.")
        raise ValidationError({"on": text % {"day": f"{end:%Y-%m-%d}"}})


def _successor(line: ContractLine, plan: Plan, on: date) -> ContractLine:
    amount = Amount(0, 0)
    if not line.is_metered:
        item = Item(plan.quantity, plan.unit_price, TaxKind(line.tax_kind))
        amount = reckon([item]).lines[0]
    cycle, anchor = plan.cycle or line.cycle, line.anchor_on
    if cycle != line.cycle:
        anchor = first_period(on, line.contract.billing_day)
    return ContractLine(
        contract=line.contract, product=plan.product, name=plan.name, quantity=plan.quantity,
        unit_price=plan.unit_price, tax_kind=line.tax_kind, cycle=cycle,
        is_metered=line.is_metered, supply=amount.supply, tax=amount.tax, starts_on=on,
        anchor_on=anchor,
    )  # fmt: skip


def scaled(price: Decimal, before: str, after: str) -> Decimal:
    """A unit price for another cycle at the same price a month, to a hundredth of a won."""
    exact = price * MONTHS[Cycle(after)] / MONTHS[Cycle(before)]
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _taken_over(contract: Contract, new: ContractLine, days: Period) -> Period:
    """The days of a bill that are charged at once: as far as the new plan's own period goes."""
    return Period(days.first, min(days.last, full_period(contract, new, days.first).last))


def _back(contract: Contract, old: ContractLine, days: Period, bill: Bill) -> Iterator[Part]:
    """The days that were billed ahead, given back at the old price."""
    if old.is_metered:
        return
    back = _given_back(contract, old, days, bill)
    if back.gross:
        title = _("플랜 변경: %(title)s") % {"title": title_of(contract, old, days)}
        yield Part(title[:200], days, back, bill)


def _charged(contract: Contract, new: ContractLine, days: Period) -> Iterator[Part]:
    """The same days at the new price."""
    if (amount := charge(contract, new, days)).gross:
        yield Part(title_of(contract, new, days), days, amount)


def _given_back(contract: Contract, old: ContractLine, days: Period, bill: Bill) -> Amount:
    """What was billed less the days that stay, so that the bill and its credit add up."""
    stays = Amount(0, 0)
    if bill.period_on is not None and bill.period_on < days.first:
        stays = charge(contract, old, Period(bill.period_on, days.first - ONE))
    amount = Amount(stays.supply - bill.supply, stays.tax - bill.tax)
    given = -int(bill.credits.aggregate(sum=Sum("total", default=0))["sum"])
    if given - amount.gross > bill.total:
        text = _("‘%(title)s’은(는) 이미 환입했습니다. 다음 기간부터 바꿔 주세요.")
        raise Refused(text % {"title": bill.title})
    return amount


@atomic
def change_plan(
    line: ContractLine, plan: Plan, *, on: date, today: date, actor: User | None
) -> ContractLine:
    """End a line the day before and begin its successor; bill the difference of what was billed.

    Refused for contracts that do not run, before the line began and after the contract ends.
    """
    contract = lock(line.contract)
    line = lock(line)
    line.contract = contract
    plan = plan._replace(name=refuse_resident_number(clean(plan.name)))
    found = planned(line, plan, on=on)
    values = {
        field.name: getattr(found.line, field.name)
        for field in ContractLine._meta.concrete_fields
        if field.name not in ("id", "version", "created_at", "updated_at", "replaced")
    }
    new = create(ContractLine, actor=actor, replaced=line, **values)
    _end(line, on - ONE, actor)
    _write_parts(line, new, found.parts, today=today, actor=actor)
    remeasure(contract, on=on if on <= today else today, today=today)
    return new


def _end(line: ContractLine, last: date, actor: User | None) -> None:
    line = change(line, actor=actor, ends_on=last)
    place(line.contract, line, line.period_on)
    rows = ContractLine.objects.filter(pk=line.pk)
    rows.update(period_on=line.period_on, next_on=line.next_on)


def _write_parts(
    old: ContractLine, new: ContractLine, parts: list[Part], *, today: date, actor: User | None
) -> None:
    bills = [
        bill_of(old.contract, new, part.period, part.amount, on=today)
        for part in parts
        if part.bill is None
    ]
    Bill.objects.bulk_create(bills)
    Revenue.objects.bulk_create(revenue_of(bill, new, new.quantity) for bill in bills)
    if bills:
        announce_many(Bill, [bill.pk for bill in bills], "create", {}, actor=actor)
    for part in parts:
        if part.bill is not None:
            credit = issue_credit(
                part.bill, part.amount, title=part.title, on=today, actor=actor,
                product_id=old.product_id,
            )  # fmt: skip
            settle_credit(credit, first=next(iter(bills), part.bill))
