"""A worker killed in the middle of a round: everybody is touched, and nobody twice."""

import os
import signal
from contextlib import nullcontext

import pytest

from dangol.kit.testing.installation import installation
from dangol.kit.testing.postgres import fresh_database

ON_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
DATABASES = [ON_POSTGRES] if os.environ.get("DANGOL_DATABASE_URL") else ["sqlite", ON_POSTGRES]
COUNT = 3_000

SET_UP = """
from django.utils import timezone
from dangol.accounts.models import Grant, Role, User
from dangol.automation.services import save_rule, switch_rule
from dangol.customers.events import CustomerRegistered, publish_many
from dangol.customers.models import Customer
from dangol.kit.access import Scope, permissions

role = Role.objects.get_or_create(name="관리자")[0]
for name, _permission in permissions:
    Grant.objects.get_or_create(role=role, permission=name, defaults={"scope": Scope.ALL})
choi = User.objects.create_user("choi", "dangol!2026", name="최관리")
choi.roles.add(role)
steps = [
    {"action": "stage", "values": {"to": "prospect"}},
    {"action": "notify", "values": {"to": "person", "person": choi.pk, "text": "규칙"}},
]
rule = save_rule(name="환영", trigger="registered", actions=steps, actor=choi)
switch_rule(rule, is_on=True, actor=choi, at=timezone.now())
Customer.objects.bulk_create(Customer(number=f"C-{n}", name=f"고객{n}") for n in range(%d))
ids = list(Customer.objects.values_list("pk", flat=True))
publish_many(CustomerRegistered, ids, actor=choi)
"""
MOVED = "SELECT count(*), count(DISTINCT customer_id) FROM customers_stagechange"
DONE = "SELECT count(*), count(DISTINCT customer_id) FROM automation_touch WHERE state = 'done'"
TOLD = "SELECT count(*), count(DISTINCT url) FROM workspace_notice WHERE kind = 'rule'"
LEFT = "SELECT count(*) FROM automation_touch WHERE state = 'waiting'"


@pytest.fixture(params=DATABASES)
def office(request, tmp_path):
    with (
        fresh_database() if request.param == "postgres" else nullcontext("") as url,
        installation(tmp_path, url, DANGOL_JOB_LEASE="3") as made,
    ):
        made.migrate()
        made.run(SET_UP % COUNT)
        yield made


def test_everybody_is_touched_once_after_a_kill(office):
    def done():
        return office.rows(DONE)[0][0]

    for least in (1, 1_000):
        worker = office.start("-m", "dangol.jobs")
        office.wait_for(lambda least=least: done() >= least, 120)
        worker.send_signal(signal.SIGKILL)
        assert worker.wait(60) == -signal.SIGKILL
        assert least <= done() < COUNT
        assert office.rows(MOVED) == [(done(), done())]
    office.start("-m", "dangol.jobs")
    office.wait_for(lambda: done() == COUNT, 240)

    assert office.rows(LEFT) == [(0,)]
    assert office.rows(DONE) == office.rows(MOVED) == [(COUNT, COUNT)]
    batches = COUNT // 500
    assert office.rows(TOLD)[0] == (batches * 21, batches * 20 + 1)  # 20 by name, then one line
    counts = "SELECT touched, failed FROM automation_rulerun"
    assert office.rows(counts) == [(COUNT, 0)]
