"""Django's Tasks interface on a table of our own."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json

from dangol.jobs.models import Job
from dangol.jobs.queue import announce_new_job
from dangol.kit.jobs import options

STATUSES = {
    Job.Status.READY: TaskResultStatus.READY,
    Job.Status.FAILED: TaskResultStatus.READY,
    Job.Status.RUNNING: TaskResultStatus.RUNNING,
    Job.Status.DONE: TaskResultStatus.SUCCESSFUL,
    Job.Status.DEAD: TaskResultStatus.FAILED,
    Job.Status.CANCELLED: TaskResultStatus.FAILED,
}


class DatabaseBackend(BaseTaskBackend):
    """A job is a row of the caller's transaction: rolled back, it never was."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, {"QUEUES": [], **params})

    def enqueue(self, task: "Task[..., Any]", args: Any, kwargs: Any) -> "TaskResult[Any]":
        row = self._row(task, args, kwargs)
        row.save(force_insert=True)
        transaction.on_commit(announce_new_job)
        return self._result(row, task)

    def enqueue_once(
        self, task: "Task[..., Any]", key: str, kwargs: dict[str, Any]
    ) -> "TaskResult[Any]":
        """Enqueue unless an unfinished job has this key; returns the one that has it."""
        while True:  # the other may finish between the two statements
            Job.objects.bulk_create([self._row(task, (), kwargs, key)], ignore_conflicts=True)
            if row := Job.objects.filter(key=key, finished_at=None).first():
                transaction.on_commit(announce_new_job)
                return self._result(row, task)

    def get_result(self, result_id: str) -> "TaskResult[Any]":
        try:
            row = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValueError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return self._result(row, import_string(row.task))

    def _row(self, task: "Task[..., Any]", args: Any, kwargs: Any, key: str | None = None) -> Job:
        self.validate_task(task)
        now = timezone.now()
        declared = options.get(task.module_path)
        return Job(
            task=task.module_path,
            args=normalize_json(args),
            kwargs=normalize_json(kwargs),
            queue=task.queue_name,
            priority=task.priority,
            key=key,
            actor_id=kwargs.get("actor_id"),
            due_at=task.run_after or now,
            max_attempts=declared.retries + 1 if declared else 1,
            created_at=now,
        )

    def _result(self, row: Job, task: "Task[..., Any]") -> "TaskResult[Any]":
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(row.pk),
            status=STATUSES[Job.Status(row.status)],
            enqueued_at=row.created_at,
            started_at=row.started_at,
            finished_at=row.finished_at,
            last_attempted_at=row.started_at,
            args=row.args,
            kwargs=row.kwargs,
            backend=self.alias,
            errors=[TaskError(exception_class_path=row.exception, traceback=row.error)]
            if row.error
            else [],
            worker_ids=[row.worker] * row.attempts,
        )
        object.__setattr__(result, "_return_value", row.result)
        return result
