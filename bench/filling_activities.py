"""Makes five activities for each customer, one customer with 2,000, one rep with 5,000 to-dos."""

import json
import random
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.db import connection
from django.db.transaction import atomic
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.acts.kinds import kinds
from dangol.activities.acts.times import Times, times_of
from dangol.activities.alerts.models import AlertRule
from dangol.activities.models import Activity, Entry
from dangol.codes.queries import code_by_key, codes_of
from dangol.customers.models import Customer
from dangol.imports import bulk

EACH, MANY, TODOS = 5, 2_000, 5_000
BATCH = 20_000
DAYS = {"vip": 30, "a": 60, "b": 90}
Row = tuple[Any, ...]


def main() -> dict[str, str]:
    """Fill, with a seed of its own, and switch on the rules that the pass is measured with."""
    dice = random.Random(20261128)  # noqa: S311 - made-up data
    now = timezone.now().replace(microsecond=0)
    started, made = time.perf_counter(), 0
    # registered long ago, or nobody would have waited yet
    Customer.objects.update(created_at=now - timedelta(days=700))
    for rows in _batches(dice, now):
        _write(rows, now)
        made += len(rows)
    _todos(dice, now)
    _rules()
    if connection.vendor == "postgresql":  # as its autovacuum would
        with connection.cursor() as cursor:
            cursor.execute("analyze")
    took = time.perf_counter() - started
    return {"activities with entries": f"{made:,} made, {made / took:,.0f}/s ({took:,.0f} s)"}


def _batches(dice: random.Random, now: datetime) -> Iterator[list[Row]]:
    by_weight = [kind.id for kind in kinds() for _n in range(4 if kind.is_contact else 1)]
    purposes = [row.id for row in codes_of("contact_purpose")]
    rep = User.objects.get(username="rep").pk
    busiest = Customer.objects.filter(owner=rep).order_by("pk").values_list("pk", flat=True)[0]
    batch: list[Row] = []
    owned = Customer.objects.exclude(owner=None).order_by("pk").values_list("pk", "owner")
    for customer, owner in owned.iterator(chunk_size=BATCH):
        for _n in range(MANY if customer == busiest else EACH):
            at = now - timedelta(minutes=dice.randrange(60, 600 * 24 * 60))
            kind, purpose = dice.choice(by_weight), dice.choice(purposes)
            batch.append((customer, owner, kind, purpose, at, at, dice.randrange(5, 90)))
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@atomic
def _write(rows: list[Row], now: datetime) -> None:
    names = ("customer", "owner", "kind", "purpose", "occurred_at", "recorded_at", "minutes", "id")
    ids = bulk.next_ids(Activity, len(rows))
    same = {"status": "done", "created_at": now, "updated_at": now, "version": 1}
    bulk.insert(
        Activity,
        names,
        [(*row, pk) for row, pk in zip(rows, ids, strict=True)],
        text="안부를 묻고 다음 방문을 잡았습니다.",
        **same,
    )
    entries = [(row[0], row[1], row[4], pk) for row, pk in zip(rows, ids, strict=True)]
    bulk.insert(Entry, ("customer", "actor", "at", "activity"), entries, kind="activities.activity")


@atomic
def _todos(dice: random.Random, now: datetime) -> None:
    """Open to-dos of one rep, around today."""
    rep = User.objects.get(username="rep").pk
    theirs = list(Customer.objects.filter(owner=rep).order_by("-pk").values_list("pk", flat=True))
    call = code_by_key("activity_kind", "call")
    today = timezone.localdate(now)
    rows = []
    for n in range(TODOS):
        times = times_of(today + timedelta(days=dice.randrange(-60, 120)))
        rows.append((theirs[n % len(theirs)], *times))
    bulk.insert(
        Activity,
        ("customer", *Times._fields),
        rows,
        owner=rep,
        kind=call.id if call else None,
        status="todo",
        title="안부 전화",
        created_at=now,
        updated_at=now,
        version=1,
    )


def _rules() -> None:
    for grade in codes_of("customer_grade"):
        for key, factor in (("call", 1), ("meeting", 3), ("mail", 2)):
            kind = code_by_key("activity_kind", key)
            if kind and grade.key in DAYS:
                days = DAYS[grade.key] * factor
                AlertRule.objects.update_or_create(
                    grade_id=grade.id, kind_id=kind.id, defaults={"days": days, "is_active": True}
                )
    for stage, days in (("target", 14), ("prospect", 30)):
        kind = code_by_key("activity_kind", "call")
        if kind:
            AlertRule.objects.update_or_create(
                stage=stage, defaults={"kind_id": kind.id, "days": days, "is_active": True}
            )


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
