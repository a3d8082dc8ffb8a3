"""What F104 costs over a year of activities, and the exact size of segments of three conditions.

Where there are fewer activities than asked for, they are written by SQL, spread over all staff and
three years: `python -m bench.reports 5000000` alone does that.
"""

import json
import statistics
import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.acts.kinds import KINDS, PURPOSES
from dangol.activities.models import Effort, StaleDay
from dangol.activities.reports.queries import spent_between
from dangol.activities.reports.services import refresh_efforts
from dangol.codes.models import Code
from dangol.codes.services import install_codes
from dangol.segments.language import vocabulary
from dangol.segments.queries import matching_condition
from dangol.segments.testing import leaf
from dangol.workspace.reports.asks import Days

YEARS = 3
SEGMENTS = {
    "stage, recency, consent": [
        leaf("stage", "is", ["customer"]),
        leaf("recency", "is", ["dormant"]),
        leaf("permit_email", "is", ["1"]),
    ],
    "stage, grade, region": [
        leaf("stage", "is", ["customer"]),
        leaf("grade", "filled"),
        leaf("region", "starts", "서울"),
    ],
    "stage, activities of 30 days, open to-do": [
        leaf("stage", "is", ["prospect"]),
        leaf("activities_30", "gte", 1),
        leaf("open_todos", "is", True),
    ],
}
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


def counted(groups: dict[str, Any]) -> dict[str, str]:
    """Milliseconds of the exact size of each segment, the median of five."""
    choi, found = User.objects.get(username="admin"), {}
    for name, leaves in groups.items():
        condition = vocabulary().read({"all": leaves})
        walls, size = [], 0
        for _run in range(5):
            began = time.perf_counter()
            size = matching_condition(condition, seen_by=choi).count()
            walls.append((time.perf_counter() - began) * 1000)
        found[f"segment: {name}"] = f"{size:,} customers in {statistics.median(walls):,.0f} ms"
    return found


def main(count: int) -> dict[str, str]:
    """Fill where needed, add up, measure."""
    if _one("SELECT COUNT(*) FROM activities_activity") < count:
        fill(count)
    began = time.perf_counter()
    while refresh_efforts():
        pass
    summed = time.perf_counter() - began
    today = timezone.localdate()
    year = Days(today - timedelta(days=364), today)
    one = [User.objects.values_list("pk", flat=True)[0]]
    report = {
        "F104, adding up all activities once": f"{summed:.1f} s, {Effort.objects.count():,} totals",
        "F104, a year of everybody": f"{timed(year, None)} ms",
        "F104, a year of one person": f"{timed(year, one)} ms",
    }
    with connection.cursor() as cursor:
        cursor.execute("UPDATE activities_activity SET minutes = minutes + 1 WHERE id % 50000 = 0")
    noted = StaleDay.objects.count()
    report[f"F104, a year with {noted:,} days changed since"] = f"{timed(year, None)} ms"
    return report | counted(SEGMENTS)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[-1])), ensure_ascii=False))
