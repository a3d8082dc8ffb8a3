"""A worker killed in the middle of a pass: the next one goes on, and every to-do is there once."""

import os
import signal
from contextlib import nullcontext

import pytest

from dangol.kit.testing.installation import installation
from dangol.kit.testing.postgres import fresh_database

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
DATABASES = [ON_POSTGRES] if os.environ.get("DANGOL_DATABASE_URL") else ["sqlite", ON_POSTGRES]
CUSTOMERS = 10_000  # five batches: killed after the first and the second of them

SET_UP = """
from datetime import timedelta
from django.utils import timezone
from dangol.accounts.models import User
from dangol.activities.alerts.jobs import run_alerts
from dangol.activities.alerts.models import AlertRule
from dangol.activities.testing import install_kinds
from dangol.codes.queries import code_by_key
from dangol.customers.models import Customer

install_kinds()
kim = User.objects.create_user("kim", "dangol!2026", name="김하늘")
Customer.objects.bulk_create(
    Customer(number=str(n), name="고객", owner=kim, stage="prospect") for n in range(%d)
)
Customer.objects.update(created_at=timezone.now() - timedelta(days=90))
call = code_by_key("activity_kind", "call").id
AlertRule.objects.create(stage="prospect", days=30, kind_id=call, is_active=True)
run_alerts.enqueue()
"""


@pytest.fixture(params=DATABASES)
def office(request, tmp_path):
    with (
        fresh_database() if request.param == "postgres" else nullcontext("") as url,
        installation(tmp_path, url, DANGOL_JOB_LEASE="3") as made,
    ):
        made.migrate()
        made.run(SET_UP % CUSTOMERS)
        yield made


def test_every_customer_gets_one_to_do(office):
    todos = "SELECT count(*), count(DISTINCT customer_id) FROM activities_activity"
    results = "SELECT made FROM activities_alertresult"

    def made():
        return office.rows(todos)[0][0]

    for least in (1, 2_001):
        worker = office.start("-m", "dangol.jobs")
        office.wait_for(lambda least=least: made() >= least, 120)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(60) == -signal.SIGKILL
        assert least <= made() < CUSTOMERS
        assert office.rows(results) == []
    office.start("-m", "dangol.jobs")
    office.wait_for(lambda: office.rows(results), 240)

    assert office.rows(todos) == [(CUSTOMERS, CUSTOMERS)]
    assert office.rows(results) == [(CUSTOMERS,)]
    notices = "SELECT text FROM workspace_notice"
    office.wait_for(lambda: office.rows(notices), 60)
    assert office.rows(notices) == [(f"자동영업알림이 할 일 {CUSTOMERS}건을 만들었습니다.",)]
