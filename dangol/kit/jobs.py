"""Background jobs: the queue is a table, so a job exists exactly if its change was committed."""

from collections.abc import Callable
from typing import Any

from django_tasks import task
from django_tasks.base import Task

schedule: list[tuple[str, "Task[..., Any]"]] = []


def job(
    *, cron: str | None = None, queue: str = "default", priority: int = 0
) -> Callable[[Callable[..., Any]], "Task[..., Any]"]:
    """Make a keyword-only function a job; with `cron` (Asia/Seoul), the scheduler enqueues it.

    Arguments are JSON values: ids, never rows. A job may run twice after a crash, so its effect
    must be safe to repeat.
    """

    def register(function: Callable[..., Any]) -> "Task[..., Any]":
        made = task(queue_name=queue, priority=priority)(function)
        if cron:
            schedule.append((cron, made))
        return made

    return register
