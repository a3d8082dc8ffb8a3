"""What reports cost over a year of many activities: `python -m bench.reports 1000000 [5000000]`.

The activities are written in one statement, spread over all staff and three years.
"""

import json
import statistics
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from dangol.accounts.models import User  # noqa: E402
from dangol.activities.acts.kinds import KINDS, PURPOSES  # noqa: E402
from dangol.activities.models import Effort, StaleDay  # noqa: E402
from dangol.activities.reports.queries import spent_between  # noqa: E402
from dangol.activities.reports.services import refresh_efforts  # noqa: E402
from dangol.codes.models import Code  # noqa: E402
from dangol.codes.services import install_codes  # noqa: E402
from dangol.workspace.reports.asks import Days  # noqa: E402

YEARS = 3
STEP = 100_000


def fill(count: int) -> float:
    """Write activities by SQL; returns the seconds it took."""
    install_codes("b2b")
    kinds = list(Code.objects.filter(group=KINDS).values_list("pk", flat=True))
    purposes = [None, *Code.objects.filter(group=PURPOSES).values_list("pk", flat=True)]
    staff = list(User.objects.values_list("pk", flat=True))
    customers = _one("SELECT MAX(id) FROM customers_customer") or 1
    began = time.perf_counter()
    spread = f"(n * 7919 % {YEARS * 365 * 24 * 60})"
    if connection.vendor == "sqlite":
        moment = f"datetime('now', '-' || {spread} || ' minutes')"
    else:
        moment = f"now() - {spread} * interval '1 minute'"
    columns = """created_at, updated_at, version, customer_id, kind_id, purpose_id, owner_id,
        minutes, status, occurred_at, recorded_at, direction, title, text, result, next_step,
        is_all_day, priority, made_by_rule, source, link_model, custom"""
    values = f"""{moment}, {moment}, 1, 1 + n * 104729 % {customers}, {_pick(kinds, 13)},
        {_pick(purposes, 31)}, {_pick(staff, 17)}, 5 + n % 90, 'done', {moment}, {moment},
        '', '', '', '', '', {_false()}, 2, '', '', '', '{{}}'"""
    for start in range(0, count, STEP):
        rows = f"""WITH RECURSIVE r(n) AS (SELECT CAST({start} AS bigint)
            UNION ALL SELECT n + 1 FROM r WHERE n < {start + STEP - 1})"""  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(
                f"{rows} INSERT INTO activities_activity ({columns}) SELECT {values} FROM r"  # noqa: S608
            )
    return time.perf_counter() - began


def _pick(ids: list[int | None], prime: int) -> str:
    cases = " ".join(f"WHEN {n} THEN {'NULL' if pk is None else pk}" for n, pk in enumerate(ids))
    return f"CASE (n / {prime}) % {len(ids)} {cases} END"


def _false() -> str:
    return "0" if connection.vendor == "sqlite" else "false"


def _one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0] or 0)


def timed(days: Days, owners: list[int] | None) -> float:
    """The median of five runs in milliseconds."""
    found = []
    for _run in range(5):
        began = time.perf_counter()
        spent_between(days, owners)
        found.append((time.perf_counter() - began) * 1000)
    return round(statistics.median(found), 1)


def main(count: int) -> None:
    """Fill, add up, measure."""
    if _one("SELECT COUNT(*) FROM activities_activity") < count:
        print(f"filled in {fill(count):.0f} s", flush=True)  # noqa: T201
    began = time.perf_counter()
    while refresh_efforts():
        pass
    summed = time.perf_counter() - began
    today = timezone.localdate()
    year = Days(today - timedelta(days=364), today)
    one = [User.objects.values_list("pk", flat=True)[0]]
    report = {
        "activities": count,
        "adding all up s": round(summed, 1),
        "rows of totals": Effort.objects.count(),
        "year, everybody ms": timed(year, None),
        "year, one person ms": timed(year, one),
        "month, everybody ms": timed(Days(today.replace(day=1), today), None),
    }
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET minutes = minutes + 1 WHERE id % 50000 = 0")
    report["noted days"] = StaleDay.objects.count()
    report["year with noted days ms"] = timed(year, None)
    print(json.dumps(report, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[-1]))
