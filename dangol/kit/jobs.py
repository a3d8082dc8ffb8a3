"""Background jobs: the queue is a table, so a job exists exactly if its change was committed."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django_tasks import task
from django_tasks.base import Task, TaskResult


class Options(NamedTuple):
    """What a job declares beyond Django's Tasks interface."""

    retries: int
    label: str | Promise


schedule: list[tuple[str, "Task[..., Any]"]] = []
options: dict[str, Options] = {}


class Cancelled(BaseException):
    """Somebody cancelled the job. Like `asyncio.CancelledError`, no `except Exception` stops it."""


class Interrupted(BaseException):
    """The server stops or another worker has taken the job over; it will begin again."""


@dataclass
class Run:
    """A job being run: what it tells its worker, and why the worker wants it to stop."""

    job_id: int
    percent: int = 0
    text: str = ""
    stop: type[BaseException] | None = None


current: ContextVar[Run | None] = ContextVar("current_job", default=None)


def job(
    *,
    cron: str | None = None,
    queue: str = "default",
    priority: int = 0,
    retries: int = 3,
    label: str | Promise = "",
) -> Callable[[Callable[..., Any]], "Task[..., Any]"]:
    """Make a keyword-only function a job; with `cron` (Asia/Seoul), the scheduler enqueues it.

    Arguments are JSON values: ids, never rows. A job may run twice after a crash, so its effect
    must be safe to repeat. One that fails is tried again `retries` times, ever later. A job with
    an argument `actor_id` belongs to that person, who may watch and cancel it. `label` is what
    people see it called. Among waiting jobs the highest `priority` (-100 to 100) goes first.
    """

    def register(function: Callable[..., Any]) -> "Task[..., Any]":
        made = task(queue_name=queue, priority=priority)(function)
        options[made.module_path] = Options(retries, label)
        if cron:
            schedule.append((cron, made))
        return made

    return register


def enqueue_once(task: "Task[..., Any]", key: str, **kwargs: Any) -> "TaskResult[Any]":
    """Enqueue unless a job with this key waits or runs; returns that one then.

    Task backends other than ours know no keys and enqueue always: jobs are safe to repeat.
    """
    backend = task.get_backend()
    if once := getattr(backend, "enqueue_once", None):
        return once(task, key, kwargs)
    return task.enqueue(**kwargs)


def progress(percent: int, text: str = "") -> None:
    """Tell whoever watches how far the job is, and stop here if it was cancelled.

    Costs nothing: the worker writes it down twice a second. Call it between batches, outside a
    transaction that must not be lost. Does nothing outside a worker.
    """
    if run := current.get():
        run.percent, run.text = min(max(percent, 0), 100), writable(text)[:200]
        if run.stop:
            raise run.stop


def current_job_id() -> int | None:
    """The id of the job this code runs in, None outside a worker."""
    run = current.get()
    return run.job_id if run else None


def writable(text: str) -> str:
    """Without what a database refuses: it may come from any file or any other server."""
    return text.replace("\0", "").encode(errors="replace").decode()
