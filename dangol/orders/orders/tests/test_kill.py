"""A billing run killed in the middle: every period once, nothing lost."""

import os
from contextlib import nullcontext

import pytest

from dangol.kit.testing.installation import installation
from dangol.kit.testing.postgres import fresh_database

COUNT = int(os.environ.get("DANGOL_KILL_COUNT", "400"))
FILL = """
import django
django.setup()
from datetime import date
from dangol.accounts.models import User
from dangol.customers.testing import make_company
from dangol.orders.models import Contract, ContractLine
kim = User.objects.create(username="kim", name="김하늘")
day, company = date(2026, 3, 1), make_company(kim)
contracts = Contract.objects.bulk_create([Contract(
    number=f"K{{n}}", title="임대", customer=company, owner=kim, starts_on=day, billing_day=1,
) for n in range({count})])
ContractLine.objects.bulk_create([ContractLine(
    contract=row, name="머신", supply=89_000, tax=8_900, starts_on=day, anchor_on=day,
    period_on=day, next_on=day,
) for row in contracts])
"""
BILL = """
import time
import django
django.setup()
from datetime import date
from dangol.orders.orders import billing
whole = billing._bill_batch
def slowly(*given):
    time.sleep({pause})
    return whole(*given)
billing._bill_batch = slowly
for _time in range({times}):
    billing.run_billing(today=date(2026, 3, 31), batch=20)
"""


def _billed(made):
    return made.rows("SELECT count(*) FROM orders_bill")[0][0]


def _killed_and_billed(made):
    """Killed at a half; then one process goes on, and runs once more: each start costs seconds."""
    made.migrate()
    fill = FILL.format(count=COUNT)
    process = made.start("-c", fill + BILL.format(pause=0.05, times=1))
    made.wait_for(lambda: _billed(made) >= COUNT // 2, 300)
    process.kill()
    process.wait()
    killed_at = _billed(made)
    made.python("-c", BILL.format(pause=0, times=2))
    return killed_at


@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_a_killed_billing_run_bills_every_period_once(tmp_path, database):
    with (
        fresh_database() if database == "postgres" else nullcontext("") as url,
        installation(tmp_path, url) as made,
    ):
        killed_at = _killed_and_billed(made)
        periods = "SELECT DISTINCT contract_line_id, period_on FROM orders_bill"
        once = made.rows(periods)
        bills, won = made.rows("SELECT count(*), sum(total) FROM orders_bill")[0]
        revenue = made.rows("SELECT count(*) FROM orders_revenue WHERE source = 'bill'")[0][0]
        left = "SELECT count(*) FROM orders_contractline WHERE next_on <= '2026-03-31'"
        due = made.rows(left)[0][0]

    assert COUNT // 2 <= killed_at < COUNT
    assert bills == len(once) == revenue == COUNT
    assert won == COUNT * 97_900
    assert due == 0
