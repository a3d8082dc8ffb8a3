"""Real workers in processes of their own: killed, stopped, competing. On both databases."""

import json
import os
import signal
from contextlib import nullcontext

import pytest

from dangol.kit.testing.installation import installation
from dangol.kit.testing.postgres import fresh_database

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
DATABASES = [ON_POSTGRES] if os.environ.get("DANGOL_DATABASE_URL") else ["sqlite", ON_POSTGRES]
LEASE = 3
TABLES = (
    "CREATE TABLE effect (source text, half int, UNIQUE (source, half))",
    "CREATE TABLE signed (number int, pid int)",
)


@pytest.fixture(scope="module", params=DATABASES)
def database(request, tmp_path_factory):
    with (
        fresh_database() if request.param == "postgres" else nullcontext("") as url,
        installation(tmp_path_factory.mktemp("office"), url, DANGOL_JOB_LEASE=str(LEASE)) as made,
    ):
        made.migrate("jobs")
        for table in TABLES:
            made.execute(table)
        yield made


@pytest.fixture
def office(database):
    yield database
    database.stop()
    for table in ("jobs_job", "effect", "signed"):
        database.execute(f"DELETE FROM {table}")


def enqueue(office, name, **kwargs):
    office.execute(
        "INSERT INTO jobs_job (task, args, kwargs, queue, priority, status, due_at, attempts,"
        " max_attempts, worker, progress_percent, progress_text, cancel_requested, exception,"
        " error, created_at) VALUES ('dangol.jobs.tests.work." + name + "', '[]', '"
        f"{json.dumps(kwargs)}', 'default', 0, 'ready', CURRENT_TIMESTAMP, 0, 4, '', 0, '', FALSE,"
        " '', '', CURRENT_TIMESTAMP)"
    )


def jobs(office):
    return office.rows("SELECT status, attempts FROM jobs_job ORDER BY id")


def test_a_killed_job_runs_again_and_its_effect_is_there_once(office):
    enqueue(office, "write_two_halves", source="order:7")
    first = office.start("-m", "dangol.jobs")
    halves = "SELECT source, half FROM effect ORDER BY half"
    office.wait_for(lambda: office.rows(halves) == [("order:7", 1)])

    first.send_signal(signal.SIGKILL)
    assert first.wait(60) == -signal.SIGKILL
    assert jobs(office) == [("running", 1)]
    office.start("-m", "dangol.jobs")

    office.wait_for(lambda: jobs(office) == [("done", 2)])
    assert office.rows(halves) == [("order:7", 1), ("order:7", 2)]


def test_two_workers_run_every_job_once_keep_long_ones_and_hear_a_cancel(office):
    for number in range(200):
        enqueue(office, "sign", number=number)
    for _ in range(2):
        office.start("-m", "dangol.jobs")

    office.wait_for(lambda: jobs(office) == [("done", 1)] * 200)
    assert office.rows("SELECT count(*), count(DISTINCT number) FROM signed") == [(200, 200)]
    assert len(office.rows("SELECT DISTINCT pid FROM signed")) == 2

    office.execute("DELETE FROM jobs_job")
    enqueue(office, "take_time", seconds=LEASE * 1.7)
    enqueue(office, "report_for_ever")
    office.wait_for(lambda: office.rows("SELECT 1 FROM jobs_job WHERE progress_percent > 5"))
    office.execute("UPDATE jobs_job SET cancel_requested = TRUE WHERE progress_percent > 5")

    office.wait_for(lambda: jobs(office)[1] == ("cancelled", 1))
    office.wait_for(lambda: jobs(office)[0] == ("done", 1))


def test_sigterm_lets_the_running_jobs_finish(office):
    for _ in range(2):
        enqueue(office, "take_time", seconds=2)
    worker = office.start("-m", "dangol.jobs")
    office.wait_for(lambda: jobs(office) == [("running", 1)] * 2)
    enqueue(office, "sign", number=1)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(60) == 0
    assert jobs(office) == [("done", 1), ("done", 1), ("ready", 0)]


GRACE_OF_ONE_SECOND = """
import django
django.setup()
from dangol.jobs.__main__ import run_worker
raise SystemExit(run_worker(1, grace=1))
"""


def test_a_job_longer_than_the_grace_is_given_back(office):
    enqueue(office, "report_for_ever")
    worker = office.start("-c", GRACE_OF_ONE_SECOND)
    office.wait_for(lambda: jobs(office) == [("running", 1)])

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(60) == 0
    assert jobs(office) == [("ready", 0)]
