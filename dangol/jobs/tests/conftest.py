from datetime import datetime, timedelta

import pytest

from dangol.jobs.models import Job
from dangol.jobs.tests import work
from dangol.jobs.worker import Worker

NOON = datetime.fromisoformat("2026-03-02T12:00:00+09:00")


class Clock:
    """Now is what the test says."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now

    def forward(self, **values):
        self.now += timedelta(**values)


@pytest.fixture(autouse=True)
def table(settings, _queue, monkeypatch):
    """The real queue instead of the dummy one."""
    monkeypatch.setattr(work, "before_progress", lambda: None)
    monkeypatch.setattr(work, "after_progress", lambda: None)
    settings.TASKS = {"default": {"BACKEND": "dangol.jobs.backend.DatabaseBackend"}}
    work.done.clear()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def worker(db, clock):
    return Worker(1, clock=clock, lease=30)


@pytest.fixture
def put(db):
    """Enqueue on the real table, due at noon unless told otherwise."""

    def enqueue(task, *, due_at=NOON, **kwargs):
        job = Job.objects.get(pk=task.enqueue(**kwargs).id)
        Job.objects.filter(pk=job.pk).update(due_at=due_at, created_at=NOON)
        job.refresh_from_db()
        return job

    return enqueue
