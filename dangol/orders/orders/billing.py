"""The billing run: every period of every contract that is due becomes a bill, exactly once."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.transaction import atomic

from dangol.kit.records import announce_many
from dangol.orders.orders.models import Bill, Contract, ContractLine, Revenue
from dangol.orders.orders.schedule import billed_on, last_day, next_period

BATCH = 1_000


def run_billing(*, today: date, batch: int = BATCH) -> int:
    """Bill everything due up to today; returns how many bills were made.

    A batch is one transaction that writes the bills and moves their lines on, so a killed run
    loses at most what it had not written, and the next one goes on there.
    """
    made = 0
    while count := _bill_batch(today, batch):
        made += count
    return made


@atomic
def _bill_batch(today: date, size: int) -> int:
    rows = ContractLine.objects.filter(
        next_on__lte=today, contract__status=Contract.Status.ACTIVE
    ).order_by("next_on", "pk")
    lines = list(rows.select_related("contract").select_for_update(of=("self",))[:size])
    bills = Bill.objects.bulk_create([_bill(line) for line in lines])
    Revenue.objects.bulk_create(
        Revenue(
            customer_id=bill.customer_id, product_id=line.product_id, source="bill",
            external_id=str(bill.pk), on=bill.billed_on, name=line.name, quantity=line.quantity,
            supply=line.supply, tax=line.tax,
        )
        for bill, line in zip(bills, lines, strict=True)
    )  # fmt: skip
    moves = defaultdict(list)
    for line in lines:
        moves[_next(line)].append(line.pk)
    for (period_on, next_on), ids in moves.items():  # few: most lines of a day move alike
        ContractLine.objects.filter(pk__in=ids).update(period_on=period_on, next_on=next_on)
    if bills:
        announce_many(Bill, [bill.pk for bill in bills], "create", {}, actor=None)
    return len(bills)


def _bill(line: ContractLine) -> Bill:
    contract, start, on = line.contract, line.period_on, line.next_on
    if start is None or on is None:  # the query asked for those that have both
        raise ValueError(line.pk)
    return Bill(
        customer_id=contract.customer_id,
        owner_id=contract.owner_id,
        contract_line=line,
        title=f"{line.name} {start:%Y.%m}",
        period_on=start,
        period_until=last_day(start, line.cycle, contract.billing_day),
        billed_on=on,
        due_on=on + timedelta(days=contract.due_days),
        supply=line.supply,
        tax=line.tax,
        total=line.supply + line.tax,
    )


def _next(line: ContractLine) -> tuple[date | None, date | None]:
    """The period after the one that is billed now and its day; nothing once the contract ends."""
    contract = line.contract
    if line.period_on is None:
        return None, None
    start = next_period(line.period_on, line.cycle, contract.billing_day)
    if contract.ends_on is not None and start > contract.ends_on:
        return None, None
    on = billed_on(start, line.cycle, contract.billing_day, postpaid=contract.is_postpaid)
    return start, on
