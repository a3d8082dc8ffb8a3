"""What activities cost at this size: timelines, homes, calendars, and a full pass of the alerts."""

import json
import resource
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from bench.bare import bare_application
from bench.measure import Browser, Figures, timed_in_turn
from bench.pages import signed_in
from dangol.accounts.models import User
from dangol.activities.alerts.services import run_alerts
from dangol.activities.models import Activity
from dangol.customers.models import Customer


def main() -> dict[str, Figures | str]:
    call_command("migrate", verbosity=0)
    rep = signed_in("rep")
    busiest = Customer.objects.filter(owner__username="rep").order_by("pk")[0]
    month = reverse("activities:calendar") + "?view=month"
    timeline = reverse("activities:timeline", args=[busiest.pk])
    bare = Browser(bare_application())
    acts = {
        "bare page": lambda: bare.get("/bare/"),
        f"timeline of a customer with {busiest.entries.count():,} entries": lambda: rep.get(
            timeline, hx_request="true"
        ),
        f"home of a rep with {_open('rep'):,} to-dos": lambda: rep.get("/"),
        "calendar, a month of that rep": lambda: rep.get(month),
        "calendar, a week of that rep": lambda: rep.get(month.replace("month", "week")),
    }
    report: dict[str, Figures | str] = {**timed_in_turn(acts)}
    for name in ("first night", "next night"):
        report[f"자동영업알림, {name}"] = _night(1 if name == "first night" else 2)
    return report


def _open(username: str) -> int:
    return Activity.objects.open().filter(owner=User.objects.get(username=username)).count()


def _night(days: int) -> str:
    before, started = _memory(), time.perf_counter()
    cpu = time.process_time()
    run = run_alerts(at=timezone.now() + timedelta(days=days), tell=lambda percent, text: None)
    took = time.perf_counter() - started
    return (
        f"{run.made:,} made, {run.results.count()} rules, {took:.1f} s, "
        f"{time.process_time() - cpu:.1f} s CPU here, +{_memory() - before:.0f} MB"
    )


def _memory() -> float:
    """The most this process ever held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
