"""Makes the customers the other parts measure with.

The demo company has 10,000; what goes beyond are copies of these written by SQL, with numbers and
e-mail addresses of their own. They keep names, telephones and what these are found by.
"""

import json
import sys
import time

import django

django.setup()

from django.db import connection
from django.db.models import Max
from django.db.transaction import atomic

from bench.quick import copy_rows, go_on_numbering, writing_much
from dangol.activities.models import Entry
from dangol.config import prepare
from dangol.config.demo import company
from dangol.customers import models
from dangol.customers.models import Customer

BASE = 10_000
BESIDE = (
    models.ContactPoint, models.Address, models.Consent, models.StageChange, models.GradeChange,
    models.CompanyType, Customer.tags.through,
)  # fmt: skip


def copy_customers(times: int) -> None:
    """All customers so many times more, each time in one transaction."""
    last = Customer.objects.aggregate(last=Max("pk"))["last"]
    for n in range(1, times + 1):
        with atomic():
            _copy(n, n * last, last)
    go_on_numbering(Customer)


def _copy(n: int, shift: int, last: int) -> None:
    mail = f"CASE WHEN {{0}} = '' THEN '' ELSE 'c{n}.' || {{0}} END"
    own = {
        "id": f"id + {shift}",
        "number": f"number || '-{n}'",
        "email": mail.format("email"),
        "household_id": "NULL",
    }
    copy_rows(Customer, shift, where=f"id <= {last}", said=own)
    for model in BESIDE:
        said = {"value": f"CASE WHEN medium = 'email' THEN 'c{n}.' || value ELSE value END"}
        copy_rows(
            model,
            shift,
            where=f"customer_id <= {last}",
            said=said if model is models.ContactPoint else {},
        )
    copy_rows(models.Affiliation, shift, where=f"person_id <= {last}")
    copy_rows(Entry, shift, where=f"customer_id <= {last} AND activity_id IS NULL")


def main(count: int) -> dict[str, str]:
    """The demo company, copied until there are about so many customers."""
    prepare.prepare(demo=False)
    started = time.perf_counter()
    company.fill(min(count, BASE), say=lambda text: None)
    if count > BASE:
        with writing_much():
            copy_customers(count // BASE - 1)
    if connection.vendor == "postgresql":  # as its autovacuum would; SQLite's planner it misleads
        with connection.cursor() as cursor:
            cursor.execute("analyze")
    took = time.perf_counter() - started
    made = Customer.objects.count()
    return {"demo company made": f"{made:,} customers, {made / took:,.0f}/s ({took:,.0f} s)"}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
