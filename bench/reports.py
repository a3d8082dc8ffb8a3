"""What F104 costs over a year of activities, and the exact size of segments of three conditions."""

import json
import statistics
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.models import Effort, StaleDay
from dangol.activities.reports.queries import spent_between
from dangol.activities.reports.services import refresh_efforts
from dangol.segments.language import vocabulary
from dangol.segments.queries import matching_condition
from dangol.segments.testing import leaf
from dangol.workspace.reports.asks import Days

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


def main() -> dict[str, str]:
    """Add up, measure."""
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
    print(json.dumps(main(), ensure_ascii=False))
