"""A server killed in mid-import: the next one goes on, and every row is there exactly once."""

import os
import signal
from contextlib import nullcontext

import pytest

from dangol.kit.testing.installation import installation
from dangol.kit.testing.postgres import fresh_database

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
DATABASES = [ON_POSTGRES] if os.environ.get("DANGOL_DATABASE_URL") else ["sqlite", ON_POSTGRES]
ROWS = 12_000

SET_UP = """
from pathlib import Path
from dangol.accounts.models import Grant, Role, User
from dangol.customers.importing.testing import ready
from dangol.imports import services
from dangol.imports.jobs import work_import
from dangol.kit.access import Scope, permissions

role = Role.objects.get_or_create(name="관리자")[0]
for name, _permission in permissions:
    Grant.objects.get_or_create(role=role, permission=name, defaults={"scope": Scope.ALL})
choi = User.objects.create_user("choi", "dangol!2026", name="최관리")
choi.roles.add(role)
lines = ["이름,휴대폰,메모,쓰지 않는 열"]
filler = "가" * 100  # so much that a process of its own cleans ahead, and its death is tried too
lines += [f"고객{n},010-{n // 10000 + 1000}-{n %% 10000:04},메모 {n},{filler}" for n in range(%d)]
run = ready("\\n".join(lines), choi)
services.start_import(run, actor=choi)
work_import.enqueue(import_id=run.pk, actor_id=choi.pk)
"""


@pytest.fixture(params=DATABASES)
def office(request, tmp_path):
    with (
        fresh_database() if request.param == "postgres" else nullcontext("") as url,
        installation(tmp_path, url, DANGOL_JOB_LEASE="3") as made,
    ):
        made.migrate()
        made.run(SET_UP % ROWS)
        yield made


def test_every_row_is_there_once_after_a_kill(office):
    counts = "SELECT status, created, refused FROM imports_import"
    customers = "SELECT count(*), count(DISTINCT memo) FROM customers_customer"
    points = "SELECT count(*), count(DISTINCT value) FROM customers_contactpoint"

    def committed():
        return office.rows(counts)[0][1]

    for least in (1, 4_000):
        worker = office.start("-m", "dangol.jobs")
        office.wait_for(lambda least=least: committed() >= least, 120)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(60) == -signal.SIGKILL
        assert least <= committed() < ROWS
        assert office.rows(customers) == [(committed(), committed())]
    office.start("-m", "dangol.jobs")
    office.wait_for(lambda: office.rows(counts)[0][0] == "done", 240)

    assert office.rows(counts) == [("done", ROWS, 0)]
    assert office.rows(customers) == [(ROWS, ROWS)]
    assert office.rows(points) == [(ROWS, ROWS)]
