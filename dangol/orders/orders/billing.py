"""The billing run: every period of every contract that is due becomes a bill, exactly once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.transaction import atomic

from dangol.catalog.pricing import Amount, Item, TaxKind, reckon
from dangol.kit.jobs import progress
from dangol.kit.records import announce_many
from dangol.orders.money.models import Bill, Revenue
from dangol.orders.orders.schedule import ONE, Period
from dangol.orders.orders.terms import charge, full_period, period_from, place
from dangol.orders.subscriptions.models import Contract, ContractLine, Usage

BATCH = 1_000
NOTHING = Amount(0, 0)


class Due(NamedTuple):
    """A line with the days of it that are billed now, and what they come to."""

    line: ContractLine
    period: Period
    amount: Amount
    quantity: Decimal


def run_billing(*, today: date, batch: int = BATCH) -> int:
    """Bill everything due up to today; returns how many bills were made.

    A batch is one transaction that writes the bills and moves their lines on, so a killed run
    loses at most what it had not written, and the next one goes on there. A period that comes
    to nothing (no usage) makes no bill.
    """
    made = 0
    while (bills := _bill_batch(today, batch)) is not None:
        made += bills
        progress(0, f"{made:,}")
    return made


@atomic
def _bill_batch(today: date, size: int) -> int | None:
    """Bill the lines that are due longest; None when there are none."""
    rows = ContractLine.objects.filter(
        next_on__lte=today, contract__status=Contract.Status.ACTIVE
    ).order_by("next_on", "pk")
    lines = list(rows.select_related("contract").select_for_update(of=("self",))[:size])
    if not lines:
        return None
    dues = [due for due in _dues(lines) if sum(due.amount) > 0]
    bills = Bill.objects.bulk_create([_bill(due) for due in dues])
    Revenue.objects.bulk_create(
        revenue_of(bill, due.line, due.quantity) for bill, due in zip(bills, dues, strict=True)
    )
    _mark_usage(dues, bills)
    _move_on(lines)
    if bills:
        announce_many(Bill, [bill.pk for bill in bills], "create", {}, actor=None)
    return len(bills)


def _dues(lines: Sequence[ContractLine]) -> Iterator[Due]:
    """What each line comes to now; those whose usage is billed together are read together."""
    periods = {
        line.pk: period_from(line.contract, line, line.period_on)
        for line in lines
        if line.period_on is not None
    }
    metered = [line for line in lines if line.is_metered]
    used: dict[int, Decimal] = {}
    for last, ids in _by_last(metered, periods):
        used |= dict(_open_usage(ids, last).values_list("line").annotate(Sum("quantity")))
    for line in lines:
        period = periods[line.pk]
        if not line.is_metered:
            yield Due(line, period, charge(line.contract, line, period), line.quantity)
        elif quantity := used.get(line.pk):
            yield Due(line, period, usage_amount(line, quantity), quantity)


def _by_last(
    lines: Sequence[ContractLine], periods: dict[int, Period]
) -> Iterator[tuple[date, list[int]]]:
    found = defaultdict(list)
    for line in lines:
        found[periods[line.pk].last].append(line.pk)
    yield from found.items()


def _open_usage(ids: Sequence[int], last: date) -> "QuerySet[Usage]":
    return Usage.objects.filter(line__in=ids, bill=None, on__lte=last).order_by()


def usage_amount(line: ContractLine, quantity: Decimal) -> Amount:
    """What so much usage costs; below 0 (corrections) it costs nothing and waits."""
    if quantity <= 0:
        return NOTHING
    item = Item(quantity, line.price, TaxKind(line.tax_kind))
    return reckon([item]).lines[0]


def _mark_usage(dues: Sequence[Due], bills: Sequence[Bill]) -> None:
    """Note on the usage which bill it is in."""
    metered = [due for due in dues if due.line.is_metered]
    made = Bill.objects.filter(
        pk__in=[bill.pk for bill in bills], contract_line=OuterRef("line_id")
    )
    for last, ids in _by_last([d.line for d in metered], {d.line.pk: d.period for d in metered}):
        _open_usage(ids, last).update(bill_id=Subquery(made.values("pk")[:1]))


def _bill(due: Due) -> Bill:
    line, contract = due.line, due.line.contract
    if line.next_on is None:  # the query asked for those that have one
        raise ValueError(line.pk)
    return bill_of(contract, line, due.period, due.amount, on=line.next_on)


def bill_of(
    contract: Contract, line: ContractLine, part: Period, amount: Amount, *, on: date
) -> Bill:
    """The bill of some days of a line, not written yet."""
    return Bill(
        customer_id=contract.customer_id,
        owner_id=contract.owner_id,
        contract_line=line,
        title=title_of(contract, line, part),
        tax_kind=line.tax_kind,
        period_on=part.first,
        period_until=part.last,
        billed_on=on,
        due_on=on + timedelta(days=contract.due_days),
        supply=amount.supply,
        tax=amount.tax,
        total=amount.gross,
    )


def title_of(contract: Contract, line: ContractLine, part: Period) -> str:
    """The name of the line and the month, or the days where it is a part of a period."""
    if part == full_period(contract, line, part.first):
        return f"{line.name} {part.first:%Y.%m}"
    return f"{line.name[:170]} {part.first:%Y.%m.%d}–{part.last:%m.%d}"


def revenue_of(bill: Bill, line: ContractLine, quantity: Decimal) -> Revenue:
    """The sale a bill of a contract is, not written yet."""
    return Revenue(
        customer_id=bill.customer_id, product_id=line.product_id, source="bill",
        external_id=str(bill.pk), on=bill.billed_on, name=line.name, quantity=quantity,
        supply=bill.supply, tax=bill.tax,
    )  # fmt: skip


def _move_on(lines: Sequence[ContractLine]) -> None:
    """Let the next period of each begin, or none once it is over."""
    moves = defaultdict(list)
    for line in lines:
        moves[_next(line)].append(line.pk)
    for (period_on, next_on), ids in moves.items():  # few: most lines of a day move alike
        ContractLine.objects.filter(pk__in=ids).update(period_on=period_on, next_on=next_on)


def _next(line: ContractLine) -> tuple[date | None, date | None]:
    if line.period_on is None:
        return None, None
    start = full_period(line.contract, line, line.period_on).last + ONE
    moved = place(line.contract, line, start)
    return moved.period_on, moved.next_on
