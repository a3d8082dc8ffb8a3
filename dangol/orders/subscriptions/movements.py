"""구독 변동: every change of a contract's monthly revenue, written down once on its day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet, Sum
from django.db.transaction import atomic

from dangol.orders.orders.schedule import MONTHS, ONE
from dangol.orders.quotes.models import Cycle
from dangol.orders.subscriptions.models import Contract, ContractLine, Movement

BATCH = 500
Kind = Movement.Kind


def mrr_of(line: ContractLine) -> int:
    """What a line comes to in a month, half up to whole won; what is metered is not counted."""
    months = MONTHS[Cycle(line.cycle)]
    return 0 if line.is_metered else (2 * line.supply + months) // (2 * months)


def mrr_on(contract: Contract, lines: Iterable[ContractLine], day: date) -> int:
    """The MRR of a contract on a day as it stands now; a paused one has none."""
    if contract.status != Contract.Status.ACTIVE or _is_past(contract.ends_on, day):
        return 0
    return sum(
        mrr_of(line) for line in lines if line.starts_on <= day and not _is_past(line.ends_on, day)
    )


def _is_past(last: date | None, day: date) -> bool:
    return last is not None and last < day


def _next_move(contract: Contract, lines: Iterable[ContractLine], after: date) -> date | None:
    """The next day on which its lines begin or end."""
    if contract.status != Contract.Status.ACTIVE:
        return None
    days = [contract.ends_on and contract.ends_on + ONE]
    for line in lines:
        days += [line.starts_on, line.ends_on and line.ends_on + ONE]
    return min((day for day in days if day and day > after), default=None)


@atomic
def remeasure(contract: Contract, *, on: date, today: date) -> None:
    """Something about a contract holds from a day on: book the difference, also what followed."""
    rows = Contract.objects.filter(pk=contract.pk)
    rows.update(moves_on=max(on, contract.starts_on))
    book_moves(today=today, among=rows)


def book_moves(*, today: date, among: "QuerySet[Contract] | None" = None) -> int:
    """Write down the changes due up to today; a second time finds none. Returns how many.

    A batch is one transaction; of one customer's day what begins is counted before what ends,
    so that a contract that follows another is no churn.
    """
    rows = Contract.objects.all() if among is None else among
    made = 0
    while (moved := _book_batch(rows.filter(moves_on__lte=today))) is not None:
        made += moved
    return made


class _Step(NamedTuple):
    contract: Contract
    on: date
    amount: int


@atomic
def _book_batch(rows: "QuerySet[Contract]") -> int | None:
    lines = Prefetch("lines", ContractLine.objects.order_by("pk"))
    locked = rows.order_by("moves_on", "pk").select_for_update().prefetch_related(lines)
    contracts = list(locked[:BATCH])
    if not contracts:
        return None
    moves = [move for move in _named(_steps(contracts)) if move.amount]
    Movement.objects.bulk_create(moves)
    Contract.objects.bulk_update(contracts, ["mrr", "moves_on"])
    return len(moves)


def _steps(contracts: Sequence[Contract]) -> list[_Step]:
    """The difference each contract makes on its day; moves the contracts on to their next."""
    found = []
    for contract in contracts:
        on = contract.moves_on
        if on is None:
            continue
        now = mrr_on(contract, contract.lines.all(), on)
        found.append(_Step(contract, on, now - contract.mrr))
        contract.moves_on = _next_move(contract, contract.lines.all(), on)
    return sorted(found, key=lambda step: (step.on, -step.amount))


def _named(steps: Sequence[_Step]) -> Iterable[Movement]:
    """Say of each difference what it is for the customer as a whole."""
    ids = {step.contract.customer_id for step in steps}
    sums = Contract.objects.filter(customer__in=ids).order_by().values_list("customer")
    held = dict(sums.annotate(Sum("mrr")))
    known = set(
        Movement.objects.filter(customer__in=ids).order_by().values_list("customer", flat=True)
    )
    for contract, on, amount in steps:
        customer = contract.customer_id
        before, after = held[customer], held[customer] + amount
        held[customer] = after
        contract.mrr += amount
        kind = _kind(before, after, is_known=customer in known)
        if amount:
            known.add(customer)
        yield Movement(
            contract=contract, customer_id=customer, owner_id=contract.owner_id, on=on,
            kind=kind, amount=amount,
        )  # fmt: skip


def _kind(before: int, after: int, *, is_known: bool) -> str:
    if after > before:
        if before:
            return Kind.EXPANSION
        return Kind.REACTIVATION if is_known else Kind.NEW
    return Kind.CONTRACTION if after else Kind.CHURNED
