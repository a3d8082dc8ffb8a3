"""Jobs as people see them."""

from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from dangol.jobs.models import Job

PERMISSION = "jobs.manage_jobs"
PAGE = 50
STATES: dict[str, tuple[str, ...]] = {
    "running": (Job.Status.RUNNING,),
    "waiting": (Job.Status.READY,),
    "failed": (Job.Status.FAILED,),
    "dead": (Job.Status.DEAD,),
    "ended": (Job.Status.DONE, Job.Status.CANCELLED),
}


class Page(NamedTuple):
    """A stretch of a list by falling ids; `newer` and `older` are the ids to go on from."""

    rows: list[Job]
    newer: int | None
    older: int | None


def jobs_seen_by(user: Any) -> "QuerySet[Job]":
    """All for who manages jobs, else the own ones."""
    return Job.objects.all() if user.has_perm(PERMISSION) else Job.objects.filter(actor_id=user.pk)


def counts() -> dict[str, int]:
    """How many jobs are in each state; not of the ended ones, which are many."""
    lively = [status for name, states in STATES.items() if name != "ended" for status in states]
    rows = Job.objects.filter(status__in=lively).order_by().values_list("status")
    found = dict(rows.annotate(Count("pk")))
    return {name: sum(found.get(status, 0) for status in states) for name, states in STATES.items()}


def page_of(state: str, *, before: int | None = None, after: int | None = None) -> Page:
    """Fifty jobs in this state, newest first: those before or after an id, or the newest."""
    jobs = Job.objects.filter(status__in=STATES[state])
    if after is not None:
        rows = list(jobs.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return Page(rows, rows[0].pk if more else None, rows[-1].pk if rows else None)
    if before is not None:
        jobs = jobs.filter(pk__lt=before)
    rows = list(jobs.order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    newer = rows[0].pk if rows and before is not None else None
    return Page(rows, newer, rows[-1].pk if more else None)
