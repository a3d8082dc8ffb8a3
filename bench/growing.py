"""Multiplies the customers there are, with their activities: a million in minutes, not hours.

Where `filling` makes every customer as the product would, this copies rows by one statement for
each doubling; enough for what only counts, joins and sorts them: `python -m bench.growing 1000000`.
"""

import json
import sys
import time

import django

django.setup()

from django.core.management.color import no_style
from django.db import connection, models
from django.db.transaction import atomic

from dangol.activities.models import Activity
from dangol.config import prepare
from dangol.config.demo import company
from dangol.customers.models import Customer

SEED = 1_000


def main(count: int) -> dict[str, str]:
    """Fill the demo company of a thousand, then double it until there are `count` customers."""
    prepare.prepare(demo=False)
    started = time.perf_counter()
    if not Customer.objects.exists():
        company.fill(min(SEED, count), say=lambda text: None)
    while (there := Customer.objects.count()) < count:
        with atomic():
            _double(min(there, count - there))
    if connection.vendor == "postgresql":  # as its autovacuum would
        with connection.cursor() as cursor:
            cursor.execute("analyze")
    return {"customers copied": f"{count:,} in {time.perf_counter() - started:,.0f} s"}


def _double(most: int) -> None:
    """Copy customers and their activities; what is unique gets the distance added."""
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    upto = Customer.objects.order_by("pk").values_list("pk", flat=True)[most - 1]
    _copy(Customer, f"id <= {upto}", last, number=f"number || '-{last}'")
    acts = Activity.objects.order_by("-pk").values_list("pk", flat=True)[0]
    _copy(
        Activity, f"customer_id <= {upto}", acts, customer_id=f"customer_id + {last}",
        counterpart_id="NULL", chained_from_id="NULL", source="''",
    )  # fmt: skip


def _copy(model: type[models.Model], where: str, far: int, **changed: str) -> None:
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    # quoted, as "order" and the like are words of SQL too
    values = ", ".join(changed.get(name, f'"{name}"') for name in columns)
    names, table = ", ".join(f'"{name}"' for name in columns), model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (id, {names}) SELECT id + {far}, {values} FROM {table}"  # noqa: S608 - our own names
            f" WHERE {where}"
        )
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1])), ensure_ascii=False))
