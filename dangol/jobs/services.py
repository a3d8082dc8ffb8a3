"""What people do with jobs."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from dangol.jobs.models import Job
from dangol.jobs.queue import announce_new_job
from dangol.kit.errors import Refused
from dangol.kit.records import announce_many

KEEP_DONE = timedelta(days=7)
KEEP_DEAD = timedelta(days=90)
BATCH = 1_000


@transaction.atomic
def cancel_job(job: Job, *, now: datetime, actor: Any) -> None:
    """End a waiting job at once, a running one at its next `progress`; finished ones are refused.

    One statement, so that a worker claiming it in the same moment either sees the request or
    finds the job ended.
    """
    waiting = ~Q(status=Job.Status.RUNNING)
    changed = Job.objects.filter(pk=job.pk, finished_at=None).update(
        cancel_requested=True,
        finished_at=Case(When(waiting, then=Value(now)), default=None),
        status=Case(When(waiting, then=Value(Job.Status.CANCELLED)), default=F("status")),
    )
    if not changed:
        raise Refused(_("이미 끝난 작업이라 취소할 수 없습니다."))
    announce_many(Job, [job.pk], "change", {"status": _("취소")}, actor=actor)


def retry_job(job: Job, *, now: datetime, actor: Any) -> None:
    """Begin a failed, dead or cancelled job again, now and with all its attempts."""
    again = [Job.Status.FAILED, Job.Status.DEAD, Job.Status.CANCELLED]
    try:
        with transaction.atomic():
            changed = Job.objects.filter(pk=job.pk, status__in=again).update(
                status=Job.Status.READY,
                due_at=now,
                attempts=0,
                finished_at=None,
                cancel_requested=False,
            )
            if not changed:
                raise Refused(_("실패하거나 취소된 작업만 다시 실행할 수 있습니다."))
            announce_many(Job, [job.pk], "change", {"status": _("재시도")}, actor=actor)
    except IntegrityError as error:
        raise Refused(_("같은 작업이 이미 기다리고 있습니다.")) from error
    announce_new_job()


def prune_jobs(*, now: datetime) -> int:
    """Delete done and cancelled jobs after a week, dead ones after three months; how many."""
    kept = Q(status=Job.Status.DEAD, finished_at__gte=now - KEEP_DEAD)
    old = Job.objects.filter(finished_at__lt=now - KEEP_DONE).exclude(kept)
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        total += _delete(old.model.objects.filter(pk__in=ids))
    return total


def _delete(rows: "QuerySet[Job]") -> int:
    with transaction.atomic():
        return rows.delete()[0]
