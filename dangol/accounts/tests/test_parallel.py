"""Many at once, on either database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from dangol.accounts.models import SignIn, User
from dangol.accounts.roles.services import assign_roles
from dangol.accounts.signin.services import Locked, begin_try
from dangol.codes.numbers import next_number
from dangol.codes.registry import NumberedRecord, numbered_records
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)
RECORD = "codes.codenothing"


def at_once(count, act):
    """Run the same act in eight threads and gather what each says."""

    def run(_n):
        try:
            return act(_n)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(run, range(count)))


def test_nobody_gets_the_number_of_another(monkeypatch):
    monkeypatch.setitem(numbered_records._items, RECORD, NumberedRecord("시험", "T-{seq:03}"))
    monkeypatch.setattr("dangol.codes.numbers._used", lambda record, numbers: set())

    numbers = at_once(80, lambda n: next_number(RECORD))

    assert sorted(numbers) == [f"T-{n:03}" for n in range(1, 81)]


def test_a_storm_of_guesses_is_judged_five_times(kim):
    def guess(_n):
        try:
            return begin_try(login="kim", step=SignIn.Step.PASSWORD, address="192.0.2.1").outcome
        except Locked:
            return "locked"

    said = at_once(40, guess)

    assert said.count("wrong") == 5
    assert said.count("locked") == 35


def test_two_administrators_do_not_take_each_others_rights(choi, kim):
    admin = choi.roles.get()
    kim.roles.set([admin])

    def dismiss(n):
        me, other = (choi, kim) if n == 0 else (kim, choi)
        try:
            assign_roles(User.objects.get(pk=other.pk), [], actor=User.objects.get(pk=me.pk))
        except Refused:
            return "refused"
        return "done"

    assert sorted(at_once(2, dismiss)) == ["done", "refused"]
    assert admin.people.count() == 1
