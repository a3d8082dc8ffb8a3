"""What a quote on paper, a billing run that is killed and a list of all sales cost."""

import json
import statistics
import subprocess
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import django

django.setup()

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench.bare import bare_application
from bench.measure import Browser, Figures, backend_cpu, timed, timed_in_turn
from bench.pages import signed_in
from bench.quick import numbers, rounds, run, without_indexes, writing_much
from dangol.accounts.models import User
from dangol.catalog.testing import make_product
from dangol.customers.models import Customer
from dangol.kit.typesetting import typeset
from dangol.orders.models import Bill, Contract, ContractLine, Movement, Quote, Revenue
from dangol.orders.orders.billing import run_billing
from dangol.orders.quotes.lines import LineGiven, add_lines
from dangol.orders.quotes.printing import quote_pdf
from dangol.orders.quotes.services import open_quote

BARE = Path(__file__).parent / "bare.typ"
LINES, ROUNDS, MOST = 20, 20, 100_000
KILLED_AT = (0.2, 0.6)


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
    """CPU, the median of some rounds, after a first one that reads the fonts."""
    times = []
    for _round in range(ROUNDS + 1):
        start = time.process_time()
        act()  # type: ignore[operator]
        times.append((time.process_time() - start) * 1_000)
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


def fill_revenue(count: int) -> int:
    """Sales of three years, five for each customer asked for, by one statement; once.

    Where there are fewer customers, each has as many more: it is rows that cost.
    """
    start = timezone.localdate() - timedelta(days=1_095)
    if not Revenue.objects.filter(source="bench").exists():
        with writing_much(), without_indexes(Revenue):
            run(
                "INSERT INTO orders_revenue"  # noqa: S608 - our own numbers
                ' (customer_id, source, external_id, "on", name, quantity, supply, tax)'
                f" SELECT c.id, 'bench', k.n || '-' || c.id, {_day(start)}, 'bench', 1,"
                " 1000 * (1 + (c.id * 13 + k.n) % 900), 100 * (1 + (c.id * 13 + k.n) % 900)"
                f" FROM customers_customer c CROSS JOIN {numbers(5 * rounds(count))}"
            )
    return Revenue.objects.filter(source="bench").count()


def fill_movements() -> int:
    """Three changes of each contract's MRR in three years; once."""
    start = timezone.localdate() - timedelta(days=1_095)
    if not Movement.objects.filter(contract__title="bench").exists():
        run(
            'INSERT INTO orders_movement (contract_id, customer_id, owner_id, "on", kind, amount,'  # noqa: S608 - our own numbers
            f" created_at) SELECT c.id, c.customer_id, c.owner_id, {_day(start)},"
            " CASE k.n WHEN 0 THEN 'new' WHEN 1 THEN 'expansion' ELSE 'contraction' END,"
            " CASE k.n WHEN 2 THEN -5000 ELSE 89000 END, CURRENT_TIMESTAMP"
            f" FROM orders_contract c CROSS JOIN {numbers(3)} WHERE c.title = 'bench'"
        )
    return Movement.objects.filter(contract__title="bench").count()


def _day(start: date) -> str:
    days = "(c.id * 7 + k.n * 331) % 1095"
    if connection.vendor == "sqlite":
        return f"date('{start}', ({days}) || ' days')"
    return f"('{start}'::date + (({days})::int))"


def bill_through_kills(count: int) -> str:
    """A billing run killed at a fifth and at three fifths; what it cost to go on and end it."""
    bills = Bill.objects.filter(contract_line__name="bench").order_by()
    before = bills.count()
    for part in KILLED_AT:
        process = subprocess.Popen([sys.executable, "-m", "bench.orders", "bill"])
        while bills.count() - before < part * count:
            time.sleep(0.1)
        process.kill()
        process.wait()
    left = count + before - bills.count()
    start, spent = time.perf_counter(), time.process_time() + backend_cpu()
    made = run_billing(today=timezone.localdate())
    seconds = time.perf_counter() - start
    cpu = time.process_time() + backend_cpu() - spent
    every, once = bills.count(), bills.values("contract_line", "period_on").distinct().count()
    return (
        f"{count:,} contracts, killed twice: {every - before:,} bills, {every - once} twice; the "
        f"last {left:,} ({made:,} made) in {seconds:.0f} s, {cpu * 1_000 / made:.2f} s of CPU "
        "for 1,000"
    )


def main(count: int) -> dict[str, Figures | str]:
    quote = a_quote()
    whole = milliseconds(lambda: quote_pdf(quote))
    bare_paper = milliseconds(lambda: typeset(BARE, {}))
    made, sold = fill(min(count, MOST)), fill_revenue(count)
    moved, billed = fill_movements(), bill_through_kills(made)
    admin, bare = signed_in("admin"), Browser(bare_application())
    one = Contract.objects.filter(title="bench").values_list("customer_id", flat=True)[:1].get()
    pages = timed_in_turn({
        "bare page": lambda: bare.get("/bare/"),
        f"list of {sold:,} sales": lambda: admin.get(reverse("orders:revenue_list")),
        "bill list": lambda: admin.get(reverse("orders:bill_list")),
        "statement of account": lambda: admin.get(reverse("orders:account", args=[one])),
    }, times=20)  # fmt: skip
    return {
        **pages,
        f"report MRR, {moved:,} changes": timed(
            lambda: admin.get("/reports/mrr/"), times=3, warm=1
        ),
        "report receivables": timed(lambda: admin.get("/reports/receivables/"), times=3, warm=1),
        "quote of 20 lines as PDF": f"{whole:.0f} ms CPU, {whole / bare_paper:.1f} × an empty page",
        "billing run": billed,
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["bill"]:
        run_billing(today=timezone.localdate())
    else:
        print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
