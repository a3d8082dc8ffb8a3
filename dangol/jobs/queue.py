"""What workers do to the queue, each in one statement: take a job, keep it, give it back, end it.

A job is held by a lease. A worker that dies stops renewing it, and when it ends another worker
takes the job. Every write of a worker names the attempt it belongs to, so one that lost its lease
(a suspended machine) cannot overwrite its successor.
"""

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from dangol.jobs.models import Job
from dangol.kit.jobs import writable

FIRST_RETRY = timedelta(seconds=5)
LAST_RETRY = timedelta(minutes=10)
ERROR_LENGTH = 4_000

_new_job = threading.Condition()


def announce_new_job() -> None:
    """Wake the workers of this process; those of others look twice a second."""
    with _new_job:
        _new_job.notify_all()


def wait_for_job(seconds: float) -> None:
    with _new_job:
        _new_job.wait(seconds)


def retry_delay(attempts: int) -> timedelta:
    """How long to wait after this many failed attempts: 5, 15, 45 s … at most 10 minutes."""
    return min(FIRST_RETRY * 3 ** min(attempts - 1, 10), LAST_RETRY)


_CLAIM = """
UPDATE jobs_job
SET status = 'running', attempts = attempts + 1, worker = %s, started_at = %s, due_at = %s
WHERE id = (
    SELECT id FROM jobs_job
    WHERE finished_at IS NULL AND due_at <= %s {queues}
    ORDER BY priority DESC, due_at, id LIMIT 1 {lock}
)
RETURNING *
"""


# written out, because SQLite sees that the index fits only without parameters
_FIRST = """
SELECT due_at <= %s FROM jobs_job
WHERE NOT (status IN ('done', 'dead', 'cancelled')) ORDER BY due_at LIMIT 1
"""


def has_due(now: datetime) -> bool:
    """Whether there may be a job to claim; reading does not wait for SQLite's writers."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [connection.ops.adapt_datetimefield_value(now)])
        first = cursor.fetchone()
    return bool(first and first[0])


def claim(
    worker: str, *, now: datetime, lease: timedelta, queues: Sequence[str] = ()
) -> Job | None:
    """Take the most urgent due job, or one whose worker let its lease end."""
    statement = _CLAIM.format(
        queues=f"AND queue IN ({', '.join(['%s'] * len(queues))})" if queues else "",
        lock="FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else "",
    )
    start, end = map(connection.ops.adapt_datetimefield_value, (now, now + lease))
    with transaction.atomic():
        claimed = list(Job.objects.raw(statement, [worker, start, end, start, *queues]))
    return claimed[0] if claimed else None


def held(jobs: Sequence[Job], worker: str) -> "QuerySet[Job]":
    """Those of these jobs this worker still holds."""
    return Job.objects.filter(
        pk__in=[job.pk for job in jobs], worker=worker, status=Job.Status.RUNNING
    )


def end(job: Job, status: str, *, now: datetime, **values: Any) -> bool:
    """Finish the attempt that `job` is; nothing happens if another worker has taken it over."""
    with transaction.atomic():
        rows = Job.objects.filter(
            pk=job.pk, attempts=job.attempts, worker=job.worker, status=Job.Status.RUNNING
        )
        finished_at = now if status in Job.FINISHED else None
        return bool(rows.update(status=status, finished_at=finished_at, **values))


def fail(job: Job, *, now: datetime, exception: str, error: str) -> bool:
    """Plan the next attempt, or after the last one leave the job dead."""
    dead = job.attempts >= job.max_attempts
    return end(
        job,
        Job.Status.DEAD if dead else Job.Status.FAILED,
        now=now,
        due_at=now + retry_delay(job.attempts),
        exception=exception[:200],
        error=writable(error)[-ERROR_LENGTH:],
    )


def give_back(job: Job, *, now: datetime) -> bool:
    """Let another worker begin it again at once; the attempt does not count."""
    return end(job, Job.Status.READY, now=now, due_at=now, attempts=job.attempts - 1)
