"""What becomes of a job: done, tried again, dead; who goes first; who may take it over."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from dangol.jobs import queue
from dangol.jobs.models import Job
from dangol.jobs.tests import work
from dangol.jobs.tests.conftest import NOON
from dangol.jobs.worker import Worker
from dangol.kit.jobs import enqueue_once


def test_a_job_runs_once_and_keeps_its_result(worker, put):
    job = put(work.note, what="가나다")

    assert worker.run_next()
    assert not worker.run_next()

    job.refresh_from_db()
    assert work.done == ["가나다"]
    assert (job.status, job.result, job.attempts) == ("done", "가나다", 1)
    assert (job.started_at, job.finished_at, job.progress_percent) == (NOON, NOON, 100)


def test_a_rolled_back_change_leaves_no_job(db):
    with transaction.atomic():
        work.note.enqueue(what="never")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_speaks_djangos_tasks_interface(worker, put):
    result = work.note.get_result(str(put(work.note, what="x").pk))
    assert (result.status, result.kwargs) == (TaskResultStatus.READY, {"what": "x"})

    worker.run_next()
    result.refresh()

    assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, "x")
    assert (result.attempts, result.worker_ids) == (1, [worker.name])
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result("999999")
    with pytest.raises(TaskResultDoesNotExist):
        default_task_backend.get_result("no number")


def test_refuses_arguments_that_are_not_json(db):
    with pytest.raises(TypeError):
        work.note.enqueue(what=object())

    assert not Job.objects.exists()


def test_urgent_first_then_the_longest_due(worker, put, clock):
    put(work.note, what="later", due_at=NOON + timedelta(seconds=1))
    put(work.note, what="second", due_at=NOON)
    put(work.note, what="first", due_at=NOON - timedelta(minutes=1))
    put(work.urgent, what="urgent", due_at=NOON)

    while worker.run_next():
        pass
    assert work.done == ["urgent", "first", "second"]

    clock.forward(seconds=1)
    assert worker.run_next()
    assert work.done[-1] == "later"


def test_run_after_waits(worker, clock):
    work.note.using(run_after=NOON + timedelta(hours=1)).enqueue(what="at one")

    assert not worker.run_next()

    clock.forward(hours=1)
    assert worker.run_next()


def test_a_worker_of_some_queues_leaves_the_others(db, clock, put):
    put(work.note, what="default")
    put(work.post, what="mail")

    mail = Worker(1, clock=clock, queues=["mail", "fax"])

    assert mail.run_next()
    assert not mail.run_next()
    assert work.done == ["mail"]


def test_tries_again_ever_later_and_gives_up(worker, put, clock):
    job = put(work.fail, why="no line")

    for delay in (5, 15):
        assert worker.run_next()
        job.refresh_from_db()
        assert (job.status, job.due_at) == ("failed", clock.now + timedelta(seconds=delay))
        assert (job.exception, job.error.strip().splitlines()[-1]) == (
            "builtins.ValueError",
            "ValueError: no line",
        )
        clock.forward(seconds=delay - 1)
        assert not worker.run_next()
        clock.forward(seconds=1)
    assert worker.run_next()

    job.refresh_from_db()
    assert (job.status, job.attempts, job.finished_at) == ("dead", 3, clock.now)
    assert work.fail.get_result(str(job.pk)).status == TaskResultStatus.FAILED
    clock.forward(days=1)
    assert not worker.run_next()
    assert work.done == ["no line"] * 3


def test_waits_ten_minutes_at_most():
    seconds = [queue.retry_delay(attempts).total_seconds() for attempts in (1, 2, 3, 4, 5, 6, 99)]

    assert seconds == [5, 15, 45, 135, 405, 600, 600]


def test_a_job_that_exits_does_not_take_the_worker_along(worker, put):
    job = put(work.leave)

    assert worker.run_next()

    job.refresh_from_db()
    assert (job.status, job.exception) == ("failed", "builtins.SystemExit")


def test_another_worker_takes_over_when_the_lease_ends(db, put, clock):
    job = put(work.note, what="x")
    lost = queue.claim("dead worker", now=NOON, lease=timedelta(seconds=30))
    other = Worker(1, clock=clock)

    clock.forward(seconds=29)
    assert not other.run_next()
    clock.forward(seconds=1)
    assert other.run_next()

    job.refresh_from_db()
    assert (job.status, job.attempts, job.worker) == ("done", 2, other.name)
    assert not queue.fail(lost, now=clock.now, exception="", error="too late")
    job.refresh_from_db()
    assert job.status == "done"


def test_a_job_that_kills_every_worker_is_dead_in_the_end(db, put, clock):
    job = put(work.fail, why="never reached")
    for _ in range(3):
        assert queue.claim("doomed", now=clock.now, lease=timedelta(seconds=30))
        clock.forward(seconds=30)

    assert Worker(1, clock=clock).run_next()

    job.refresh_from_db()
    assert (job.status, job.error) == ("dead", "The worker died in every attempt.")
    assert work.done == []


def test_one_key_is_one_unfinished_job(worker, clock):
    first = enqueue_once(work.note, "night", what="x")
    again = enqueue_once(work.note, "night", what="y")
    other = enqueue_once(work.note, "day", what="z")

    assert first.id == again.id != other.id
    clock.now = timezone.now()
    while worker.run_next():
        pass
    assert work.done == ["x", "z"]
    assert enqueue_once(work.note, "night", what="w").id not in {first.id, other.id}


def test_a_key_does_not_spoil_the_callers_transaction(db):
    with transaction.atomic():
        enqueue_once(work.note, "k", what="1")
        enqueue_once(work.note, "k", what="2")
        work.note.enqueue(what="3")

    assert Job.objects.count() == 2


def test_claiming_is_one_statement(db, django_assert_num_queries, put, worker):
    put(work.note, what="x")

    with django_assert_num_queries(6):  # savepoint, claim, release; savepoint, end, release
        worker.run_next()


def test_claiming_and_looking_use_their_indexes(db):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # few rows it would rather read and sort
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} {queue._FIRST}", ["2026-03-02"])
        assert "job_due" in str(cursor.fetchall())
        claim = queue._CLAIM.format(queues="", lock="")
        cursor.execute(f"{explain} {claim}", ["w", "2026-03-02", "2026-03-02", "2026-03-02"])
        assert "job_claim" in str(cursor.fetchall())
