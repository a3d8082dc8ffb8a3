"""Cancelling, trying again, forgetting; and what a job may tell while it runs."""

import logging
from datetime import timedelta

import pytest

from dangol.jobs import queue, services
from dangol.jobs.models import Job
from dangol.jobs.tests import work
from dangol.jobs.tests.conftest import NOON
from dangol.kit.errors import Refused
from dangol.kit.jobs import Run, current, current_job_id, enqueue_once, progress


def test_a_waiting_job_ends_at_once(worker, put):
    job = put(work.note, what="x")

    services.cancel_job(job, now=NOON, actor=None)

    job.refresh_from_db()
    assert (job.status, job.finished_at) == ("cancelled", NOON)
    assert not worker.run_next()
    assert work.done == []


def test_a_running_job_stops_at_its_next_progress(worker, put):
    job = put(work.stubborn)
    work.before_progress = lambda: (
        services.cancel_job(job, now=NOON, actor=None),
        worker._watch(),
    )

    worker.run_next()

    job.refresh_from_db()
    assert (job.status, job.finished_at) == ("cancelled", NOON)
    assert work.done == ["cleaned up"]


def test_a_cancelled_job_whose_worker_died_is_not_begun_again(worker, put, clock):
    job = put(work.note, what="x")
    queue.claim("dead worker", now=NOON, lease=timedelta(seconds=30))
    services.cancel_job(job, now=NOON, actor=None)

    clock.forward(seconds=30)
    worker.run_next()

    job.refresh_from_db()
    assert (job.status, work.done) == ("cancelled", [])


def test_a_job_taken_over_by_another_worker_stops_quietly(worker, put, clock):
    job = put(work.stubborn)
    work.before_progress = lambda: (
        clock.forward(seconds=31),
        queue.claim("successor", now=clock.now, lease=timedelta(seconds=30)),
        worker._watch(),
    )

    worker.run_next()

    job.refresh_from_db()
    assert (job.status, job.worker, job.attempts) == ("running", "successor", 2)
    assert work.done == []


@pytest.mark.parametrize("end", ["done", "dead", "cancelled"])
def test_refuses_to_cancel_what_has_ended(put, end):
    job = put(work.note, what="x")
    Job.objects.update(status=end, finished_at=NOON)

    with pytest.raises(Refused, match="이미 끝난 작업"):
        services.cancel_job(job, now=NOON, actor=None)

    job.refresh_from_db()
    assert (job.status, job.cancel_requested) == (end, False)


def test_a_dead_job_begins_again_with_all_its_attempts(worker, put, clock):
    job = put(work.fail, why="no line")
    for _ in range(3):
        worker.run_next()
        clock.forward(minutes=10)

    services.retry_job(job, now=clock.now, actor=None)

    job.refresh_from_db()
    assert (job.status, job.attempts, job.finished_at) == ("ready", 0, None)
    assert worker.run_next()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("failed", 1)


@pytest.mark.parametrize("status", ["ready", "running"])
def test_refuses_to_retry_what_has_not_failed(put, status):
    job = put(work.note, what="x")
    Job.objects.update(status=status)

    with pytest.raises(Refused, match="실패하거나 취소된"):
        services.retry_job(job, now=NOON, actor=None)

    job.refresh_from_db()
    assert job.status == status


def test_refuses_to_retry_beside_one_with_the_same_key(db):
    first = Job.objects.get(pk=enqueue_once(work.note, "k", what="x").id)
    services.cancel_job(first, now=NOON, actor=None)
    enqueue_once(work.note, "k", what="y")

    with pytest.raises(Refused, match="같은 작업"):
        services.retry_job(first, now=NOON, actor=None)

    first.refresh_from_db()
    assert first.status == "cancelled"


def test_old_jobs_are_forgotten_dead_ones_later(put):
    for status, days in [("done", 6), ("done", 8), ("cancelled", 8), ("dead", 89), ("dead", 91)]:
        job = put(work.note, what=f"{status} {days}")
        ended = NOON - timedelta(days=days)
        Job.objects.filter(pk=job.pk).update(status=status, finished_at=ended)
    put(work.note, what="waits")

    assert services.prune_jobs(now=NOON) == 3

    left = [
        kwargs["what"] for kwargs in Job.objects.order_by("pk").values_list("kwargs", flat=True)
    ]
    assert left == ["done 6", "dead 89", "waits"]


def test_progress_is_written_and_announced_while_it_runs(worker, put, monkeypatch):
    sent = []
    monkeypatch.setattr("dangol.kit.realtime.send", lambda topic, data: sent.append((topic, data)))
    job = put(work.count_to_three, actor_id=7)
    work.after_progress = worker._watch

    worker.run_next()

    event = f"job:{job.pk}"
    told = [(topic, data["percent"]) for topic, data in sent]
    assert told[:4] == [(event, 30), ("user:7", 30), (event, 60), ("user:7", 60)]
    assert {data["topic"] for _topic, data in sent} == {event}
    job.refresh_from_db()
    assert (job.progress_percent, job.progress_text, job.result) == (100, "3/3", 3)
    assert work.done == [(job.pk, 1), (job.pk, 2), (job.pk, 3)]


def test_progress_keeps_to_its_bounds():
    token = current.set(run := Run(1))
    progress(140, "가" * 300)
    over = (run.percent, len(run.text))
    progress(-1)
    current.reset(token)

    assert (over, run.percent) == ((100, 200), 0)


@pytest.fixture
def unlogged():
    """Half a character in a captured log breaks the reports of tests that run in parallel."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("unlogged")
def test_progress_and_errors_may_say_what_no_database_takes(worker, put):
    job = put(work.choke, letters=[*map(ord, "\0파\ud800일")])
    work.after_progress = worker._watch

    worker.run_next()

    job.refresh_from_db()
    assert (job.progress_text, job.complaint) == ("파?일", "ValueError: 파?일")


def test_outside_a_worker_progress_says_nothing():
    progress(50, "nobody listens")

    assert current_job_id() is None
