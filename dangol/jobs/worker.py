"""Threads that do jobs, and one that keeps their leases, their progress and the schedule."""

import contextlib
import logging
import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import default_task_backend
from django_tasks.base import TaskContext

from dangol.jobs import queue
from dangol.jobs.models import Job
from dangol.jobs.schedule import enqueue_due
from dangol.kit import memory, realtime
from dangol.kit.jobs import Cancelled, Interrupted, Run, current

LOOK = 0.5  # seconds between looks at an empty queue, and between writing down progress
SCHEDULE = timedelta(seconds=5)
LONGEST_NAP = 0.02
AGAIN = 3.0  # seconds until a database that was away is asked again
LAST_CALL = 2.0  # seconds a job has to stop at its next progress() when the grace is over

log = logging.getLogger("dangol.jobs")


class Worker:
    """Runs jobs until told to stop. `clock` is for tests."""

    def __init__(
        self,
        threads: int = 2,
        *,
        queues: Sequence[str] = (),
        lease: float | None = None,
        clock: Callable[[], datetime] = timezone.now,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.queues = queues
        self.lease = timedelta(seconds=lease or settings.JOB_LEASE)
        self.clock = clock
        self._stopping = threading.Event()
        self._idle = threading.Event()
        self._runs: dict[int, tuple[Job, Run]] = {}
        self._threads = [
            threading.Thread(target=self._loop, name=f"job-{n}", daemon=True)
            for n in range(threads)
        ]
        self._keeper = threading.Thread(target=self._keep, name="job-keeper", daemon=True)

    def start(self) -> "Worker":
        for thread in [*self._threads, self._keeper]:
            thread.start()
        return self

    def stop(self) -> None:
        """Take no more jobs; returns at once."""
        self._stopping.set()
        queue.announce_new_job()

    def shutdown(self, grace: float = 20) -> bool:
        """Let running jobs finish for `grace` seconds, then stop them at their next `progress`.

        True if all have ended. One that has not is begun again elsewhere when its lease ends.
        """
        self.stop()
        self._join(grace)
        for _job, run in list(self._runs.values()):
            run.stop = run.stop or Interrupted
        self._join(LAST_CALL)
        self._idle.set()
        self._keeper.join(LAST_CALL)
        return not any(thread.is_alive() for thread in self._threads)

    def _join(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0, end - time.monotonic()))

    def run_next(self) -> bool:
        """Claim one due job and run it here; False if none is due."""
        job = queue.claim(self.name, now=self.clock(), lease=self.lease, queues=self.queues)
        if job is None:
            return False
        run = Run(job.pk, job.progress_percent, job.progress_text)
        self._runs[job.pk] = (job, run)
        token = current.set(run)
        try:
            self._run(job, run)
        finally:
            current.reset(token)
            del self._runs[job.pk]
        announce_progress(job)
        return True

    def _run(self, job: Job, run: Run) -> None:
        if job.cancel_requested:
            queue.end(job, Job.Status.CANCELLED, now=self.clock())
            return
        if job.attempts > job.max_attempts:
            died = "The worker died in every attempt."
            queue.fail(job, now=self.clock(), exception="", error=died)
            return
        try:
            result = _call(job)
            queue.end(
                job,
                Job.Status.DONE,
                now=self.clock(),
                result=result,
                progress_percent=100,
                progress_text=run.text,
                error="",
                exception="",
            )
        except Cancelled:
            queue.end(job, Job.Status.CANCELLED, now=self.clock())
        except Interrupted:
            queue.give_back(job, now=self.clock())
        except BaseException as error:  # SystemExit too: it would end the thread without a word
            log.warning("%s failed, attempt %s", job, job.attempts, exc_info=error)
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            text = traceback.format_exc()
            queue.fail(job, now=self.clock(), exception=kind, error=text)

    def _loop(self) -> None:
        with _connections():
            while not self._stopping.is_set():
                with self._survive("The queue cannot be read."):
                    self._drain()
                if not self._stopping.is_set():
                    queue.wait_for_job(LOOK)

    def _drain(self) -> None:
        close_old_connections()
        if not queue.has_due(self.clock()):
            return
        while not self._stopping.is_set():
            began = time.monotonic()
            if not self.run_next():
                memory.give_back()  # a night of jobs left 100 MB behind else
                return
            close_old_connections()
            if connection.vendor == "sqlite":  # half of the write lock belongs to the pages
                time.sleep(min(time.monotonic() - began, LONGEST_NAP))

    def _keep(self) -> None:
        renewed = planned = self.clock() - self.lease
        with _connections():
            while not self._idle.wait(LOOK):
                now = self.clock()
                with self._survive("Leases cannot be renewed."):
                    close_old_connections()
                    if self._runs and now - renewed >= self.lease / 3:
                        self._renew(now)
                        renewed = now
                    if self._runs:
                        self._watch()
                    if now - planned >= SCHEDULE and not self._stopping.is_set():
                        planned = now
                        enqueue_due(now)

    def _renew(self, now: datetime) -> None:
        jobs = [job for job, _run in list(self._runs.values())]
        queue.held(jobs, self.name).update(due_at=now + self.lease)

    def _watch(self) -> None:
        """Write down progress, and stop what was cancelled or taken over."""
        runs = list(self._runs.values())
        held = {row.pk: row for row in queue.held([job for job, _run in runs], self.name)}
        for job, run in runs:
            row = held.get(job.pk)
            if row is None or row.attempts != job.attempts:
                run.stop = Interrupted
            elif row.cancel_requested:
                run.stop = Cancelled
            if row and (row.progress_percent, row.progress_text) != (run.percent, run.text):
                row.progress_percent, row.progress_text = run.percent, run.text
                queue.held([job], self.name).update(
                    progress_percent=run.percent, progress_text=run.text
                )
                announce_progress(row)

    @contextlib.contextmanager
    def _survive(self, complaint: str) -> Iterator[None]:
        """The database may be away for a while; the worker is still there when it is back."""
        try:
            yield
        except Exception:
            log.exception(complaint)
            connections.close_all()
            self._stopping.wait(AGAIN)


def announce_progress(job: Job) -> None:
    """Tell who watches this job, and its owner's open pages, to look again."""
    data = {"topic": f"job:{job.pk}", "percent": job.progress_percent}
    realtime.send(f"job:{job.pk}", data)
    if job.actor_id:
        realtime.send(f"user:{job.actor_id}", data)


def _call(job: Job) -> object:
    task = import_string(job.task)
    args = job.args
    if task.takes_context:
        args = [TaskContext(task_result=default_task_backend.get_result(str(job.pk))), *args]
    return task.call(*args, **job.kwargs)


@contextlib.contextmanager
def _connections() -> Iterator[None]:
    try:
        yield
    finally:
        connections.close_all()
