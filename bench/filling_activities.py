"""Makes five activities for each customer, one customer with 2,000, one rep with 5,000 to-dos."""

import json
import random
import time
from datetime import datetime, timedelta

import django

django.setup()

from django.db import connection
from django.db.models import Max
from django.db.transaction import atomic
from django.utils import timezone

from bench.quick import dice, minutes_ago, run, values, writing_much
from dangol.accounts.models import User
from dangol.activities.acts.kinds import kinds
from dangol.activities.acts.times import Times, times_of
from dangol.activities.alerts.models import AlertRule
from dangol.activities.models import Activity
from dangol.codes.queries import code_by_key, codes_of
from dangol.customers.models import Customer
from dangol.imports import bulk

EACH, MANY, TODOS = 5, 2_000, 5_000
WINDOW = 50_000
OVER_DAYS = 600
DAYS = {"vip": 30, "a": 60, "b": 90}
ACTS = """WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < {each} - 1),
    {kinds}, {purposes},
    asked AS (SELECT c.id AS customer_id, c.owner_id, c.id * {each} + r.n AS seed
        FROM customers_customer c CROSS JOIN r
        WHERE c.id BETWEEN {first} AND {last} AND c.owner_id IS NOT NULL),
    made AS (SELECT customer_id, owner_id, kinds.id AS kind_id, purposes.id AS purpose_id,
            5 + {length} AS minutes, {at} AS at
        FROM asked CROSS JOIN kinds CROSS JOIN purposes
        WHERE kinds.n = {kind} AND purposes.n = {purpose})
    INSERT INTO activities_activity (customer_id, owner_id, kind_id, purpose_id, minutes,
        created_at, updated_at, occurred_at, recorded_at, version, status, text, title, result,
        next_step, direction, is_all_day, priority, made_by_rule, source, link_model, custom)
    SELECT customer_id, owner_id, kind_id, purpose_id, minutes, at, at, at, at, 1, 'done',
        '안부를 묻고 다음 방문을 잡았습니다.', '', '', '', '', {false}, 2, '', '', '', '{{}}'
    FROM made"""
ENTRIES = """INSERT INTO activities_entry (customer_id, actor_id, at, activity_id, kind, data, text)
    SELECT customer_id, owner_id, occurred_at, id, 'activities.activity', '{{}}', ''
    FROM activities_activity WHERE id > {after} AND customer_id IS NOT NULL"""


def main() -> dict[str, str]:
    """Fill, and switch on the rules that the pass is measured with."""
    now = timezone.now().replace(microsecond=0)
    started, before = time.perf_counter(), _last(Activity)
    # registered long ago, or nobody would have waited yet
    long_ago = now - timedelta(days=700)
    Customer.objects.filter(created_at__gt=long_ago).update(created_at=long_ago)
    with writing_much():
        for first in range(1, _last(Customer) + 1, WINDOW):
            _write(first, first + WINDOW - 1, EACH)
        busiest = Customer.objects.filter(owner__username="rep").order_by("pk")[0].pk
        _write(busiest, busiest, MANY)
    _todos(random.Random(20261128), now)  # noqa: S311 - made-up data
    _rules()
    if connection.vendor == "postgresql":  # as its autovacuum would
        run("analyze")
    took, made = time.perf_counter() - started, _last(Activity) - before
    return {"activities with entries": f"{made:,} made, {made / took:,.0f}/s ({took:,.0f} s)"}


def _last(model: type[Activity] | type[Customer]) -> int:
    return model.objects.aggregate(last=Max("pk"))["last"] or 0


@atomic
def _write(first: int, last: int, each: int) -> None:
    """What was done with these customers, `each` times with everybody, and their timelines."""
    after = _last(Activity)
    by_weight = [kind.id for kind in kinds() for _n in range(4 if kind.is_contact else 1)]
    purposes = [row.id for row in codes_of("contact_purpose")]
    run(
        ACTS.format(
            each=each, first=first, last=last,
            false="0" if connection.vendor == "sqlite" else "false",
            kinds=values("kinds", by_weight), purposes=values("purposes", purposes),
            kind=dice("seed", len(by_weight)), purpose=dice("seed + 7", len(purposes)),
            length=dice("seed + 13", 85),
            at=minutes_ago(f"60 + {dice('seed + 29', OVER_DAYS * 24 * 60)}"),
        )
    )  # fmt: skip
    run(ENTRIES.format(after=after))


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
