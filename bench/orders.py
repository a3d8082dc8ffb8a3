"""What a quote on paper and a billing run cost: `python -m bench.orders 100000` contracts."""

import json
import statistics
import sys
import time
from decimal import Decimal
from pathlib import Path

import django

django.setup()

from django.utils import timezone

from dangol.accounts.models import User
from dangol.catalog.testing import make_product
from dangol.customers.models import Customer
from dangol.kit.typesetting import typeset
from dangol.orders.models import Bill, Contract, ContractLine, Quote
from dangol.orders.orders.billing import run_billing
from dangol.orders.quotes.lines import LineGiven, add_lines
from dangol.orders.quotes.printing import quote_pdf
from dangol.orders.quotes.services import open_quote

BARE = Path(__file__).parent / "bare.typ"
LINES, ROUNDS, MOST = 20, 20, 100_000


def a_quote() -> Quote:
    """One of twenty lines."""
    owner = User.objects.order_by("pk")[0]
    customer = Customer.objects.order_by("pk")[0]
    today = timezone.localdate()
    quote = open_quote(customer, title="bench", owner=owner, on=today, actor=owner)
    product = make_product("bench", 1_000)
    given = [LineGiven(product, Decimal(n)) for n in range(1, LINES + 1)]
    return add_lines(quote, given, actor=owner)


def milliseconds(act: object) -> float:
    """The median of some rounds, after a first one that reads the fonts."""
    times = []
    for _round in range(ROUNDS + 1):
        start = time.perf_counter()
        act()  # type: ignore[operator]
        times.append((time.perf_counter() - start) * 1_000)
    return statistics.median(times[1:])


def fill(count: int) -> int:
    """Contracts of one line each, due today."""
    owner = User.objects.order_by("pk")[0]
    today = timezone.localdate()
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[:count])
    contracts = Contract.objects.bulk_create(
        [
            Contract(
                number=f"BENCH-{place}", title="bench", customer_id=ids[place % len(ids)],
                owner=owner, starts_on=today, billing_day=today.day,
            )
            for place in range(count)
        ],
        batch_size=2_000,
    )  # fmt: skip
    ContractLine.objects.bulk_create(
        [
            ContractLine(
                contract=contract, name="bench", supply=89_000, tax=8_900, period_on=today,
                next_on=today, starts_on=today, anchor_on=today,
            )
            for contract in contracts
        ],
        batch_size=2_000,
    )  # fmt: skip
    return len(contracts)


def main(count: int) -> dict[str, str]:
    quote = a_quote()
    whole = milliseconds(lambda: quote_pdf(quote))
    bare = milliseconds(lambda: typeset(BARE, {}))
    made = fill(count)
    before = Bill.objects.count()
    start = time.perf_counter()
    run_billing(today=timezone.localdate())
    seconds = time.perf_counter() - start
    billed = Bill.objects.count() - before
    speed = f"{seconds:.1f} s, {billed / seconds:,.0f} bills a second"
    return {
        "quote of 20 lines as PDF": f"{whole:.0f} ms ({whole / bare:.1f} × an empty page)",
        f"billing run of {made:,} contracts": speed,
    }


if __name__ == "__main__":
    figures = main(min(int(sys.argv[1]) if len(sys.argv) > 1 else MOST, MOST))
    print(json.dumps(figures, ensure_ascii=False))
