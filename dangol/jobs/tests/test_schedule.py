"""Cron jobs: each slot once, however many workers look."""

from datetime import datetime

import pytest

from dangol.jobs.models import Job, Schedule
from dangol.jobs.schedule import enqueue_due
from dangol.jobs.tests import work
from dangol.jobs.tests.conftest import NOON
from dangol.kit import jobs as kit_jobs
from dangol.kit.jobs import schedule

NIGHT = datetime.fromisoformat("2026-03-03T03:10:00+09:00")


@pytest.fixture
def nightly(db, monkeypatch):
    """One job every night at 03:10 in Seoul, seen for the first time at noon."""
    monkeypatch.setattr("dangol.jobs.schedule.schedule", [("10 3 * * *", work.tick)])
    enqueue_due(NOON)


def test_the_first_sight_plans_and_does_not_run(nightly):
    assert not Job.objects.exists()
    assert Schedule.objects.get().next_at == NIGHT


def test_a_slot_is_enqueued_once(nightly, clock):
    clock.now = NIGHT
    for _worker in range(3):
        enqueue_due(NIGHT)

    assert [job.task for job in Job.objects.all()] == ["dangol.jobs.tests.work.tick"]
    assert Schedule.objects.get().next_at.isoformat() == "2026-03-03T18:10:00+00:00"


def test_of_two_workers_that_saw_the_same_slot_one_enqueues(nightly, monkeypatch):
    seen = list(Schedule.objects.all())
    enqueue_due(NIGHT)
    Job.objects.all().delete()

    monkeypatch.setattr(Schedule.objects, "all", lambda: seen)
    enqueue_due(NIGHT)

    assert not Job.objects.exists()


def test_nights_missed_while_nothing_ran_are_made_up_once(nightly, clock):
    clock.now = NIGHT
    clock.forward(days=9, hours=6)

    enqueue_due(clock.now)

    assert Job.objects.count() == 1
    assert Schedule.objects.get().next_at > clock.now


def test_a_slot_is_left_out_while_the_last_one_still_runs(nightly, clock, worker):
    enqueue_due(NIGHT)
    clock.now = NIGHT
    clock.forward(days=1)
    enqueue_due(clock.now)

    assert Job.objects.count() == 1


def test_a_changed_time_is_planned_anew(nightly, monkeypatch):
    monkeypatch.setattr("dangol.jobs.schedule.schedule", [("0 * * * *", work.tick)])
    enqueue_due(NOON)

    assert Schedule.objects.get().next_at.isoformat() == "2026-03-02T04:00:00+00:00"


def test_the_queue_cleans_up_every_night():
    assert ("40 3 * * *", "dangol.jobs.jobs.prune_jobs") in [
        (cron, task.module_path) for cron, task in schedule
    ]
    assert kit_jobs.options["dangol.jobs.jobs.prune_jobs"].retries == 3
