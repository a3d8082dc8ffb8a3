"""Customers that are there already: skip, fill, overwrite, create; and undo puts all back."""

import pytest

from dangol.customers.importing.testing import actions, bring
from dangol.customers.lifecycle.models import StageChange
from dangol.customers.models import Affiliation, ContactPoint, Customer
from dangol.customers.parties.services import edit_customer
from dangol.customers.relations.services import affiliate
from dangol.customers.testing import make_customer
from dangol.imports import services
from dangol.imports.running import undo
from dangol.kit import events
from dangol.kit.records import RecordChanged

pytestmark = pytest.mark.django_db

ROW = (
    "고객명,휴대폰,이메일,회사명,직책,단계,메모\n"
    "홍길동,010-1234-5678,new@a.co,나래,부장,고객,새 메모\n"
)


@pytest.fixture
def hong(choi):
    return make_customer(choi, phones=["010-1234-5678"], memo="옛 메모")


def undone(run, actor):
    services.begin_undo(run)
    return undo(run.pk, actor=actor)


def state():
    """Everything an import may touch, as it stands."""
    columns = [
        field.attname
        for field in Customer._meta.concrete_fields
        if field.name not in ("version", "updated_at")
    ]
    return (
        list(Customer.objects.order_by("pk").values(*columns)),
        list(
            ContactPoint.objects.order_by("customer", "value").values(
                "customer", "value", "is_main"
            )
        ),
        list(Affiliation.objects.values("person", "company", "is_main")),
        list(Customer.tags.through.objects.values("customer_id", "tag_id")),
    )


def test_skip_leaves_the_customer_alone(choi, hong):
    before = state()

    run = bring(ROW, choi, actions=actions("skip"))

    assert (run.created, run.updated, run.skipped) == (0, 0, 1)
    assert state() == before


def test_fill_only_fills_what_is_empty(choi, hong):
    run = bring(ROW, choi, actions=actions("fill"))

    hong.refresh_from_db()
    assert (run.updated, run.created) == (1, 0)
    assert (hong.memo, hong.email, hong.stage, hong.version) == ("옛 메모", "new@a.co", "target", 2)
    assert hong.company_name == "나래"
    assert "new" in hong.search.split()


def test_overwrite_changes_what_the_file_says(choi, hong):
    run = bring(ROW, choi, actions=actions("overwrite"))

    hong.refresh_from_db()
    assert run.updated == 1
    assert (hong.memo, hong.email, hong.stage) == ("새 메모", "new@a.co", "customer")
    assert StageChange.objects.get(customer=hong).reason == "가져오기: 명단.csv"


def test_create_makes_another(choi, hong):
    run = bring(ROW, choi, actions=actions("create"))

    assert (run.created, Customer.objects.filter(name="홍길동").count()) == (1, 2)


@pytest.mark.parametrize("action", ["fill", "overwrite"])
def test_undo_restores_exactly(choi, hong, action):
    before = state()
    run = bring(ROW + "김하늘,010-9999-8888,,한빛,,,\n", choi, actions=actions(action))
    assert run.created == 1
    assert state() != before

    run = undone(run, choi)

    assert (run.status, run.kept) == ("undone", [])
    assert state() == before


def test_undo_keeps_what_was_changed_since(choi, hong):
    run = bring(ROW + "김하늘,010-9999-8888,,,,,\n", choi, actions=actions("fill"))
    kim = Customer.objects.get(name="김하늘")
    edit_customer(kim, memo="다녀가심", actor=choi)
    edit_customer(hong, homepage="https://a.co", actor=choi)

    run = undone(run, choi)

    company = Customer.objects.get(name="나래")
    assert [kept["id"] for kept in run.kept] == [hong.pk, kim.pk, company.pk]
    assert Customer.objects.filter(pk=kim.pk).exists()
    hong.refresh_from_db()
    assert hong.email == "new@a.co"


def test_undo_keeps_a_company_somebody_else_works_for(choi, hong):
    run = bring("회사명,전화\n한빛,02-123-4567\n", choi)
    company = Customer.objects.get(name="한빛")
    affiliate(hong, company, actor=choi)

    run = undone(run, choi)

    assert [kept["id"] for kept in run.kept] == [company.pk]
    assert Affiliation.objects.count() == 1


def test_the_same_file_twice_makes_nobody_twice(choi):
    text = "이름,휴대폰,이메일\n홍길동,010-1234-5678,\n김하늘,,k@a.co\n"

    bring(text, choi)
    run = bring(text, choi)

    assert (run.created, run.skipped, Customer.objects.count()) == (0, 2, 2)


def test_rows_that_repeat_within_a_file(choi):
    text = "이름,휴대폰,메모\n홍길동,010-1234-5678,\n홍길동,01012345678,둘째\n"

    run = bring(text, choi, actions=actions("fill"))

    assert (run.created, run.updated) == (1, 1)
    assert Customer.objects.get().memo == "둘째"


def test_another_reps_customer_is_neither_changed_nor_doubled(kim, park):
    theirs = make_customer(park, phones=["010-1234-5678"])

    run = bring(ROW, kim, actions=actions("overwrite"))

    theirs.refresh_from_db()
    assert (run.created, run.updated, run.refused) == (0, 0, 1)
    assert theirs.memo == ""
    assert "권한" in run.refusals.get().reasons["-1"]


def test_two_customers_with_one_phone_are_not_guessed_between(choi, hong):
    make_customer(choi, phones=["010-1234-5678"])

    run = bring(ROW, choi, actions=actions("fill"))

    assert run.refused == 1
    assert "2명" in run.refusals.get().reasons["-1"]


def test_a_number_that_is_taken_is_never_used_twice(choi, hong):
    run = bring(
        f"고객번호,이름\n{hong.number},다른 사람\nX-1,가\nX-1,나\n", choi, actions=actions("create")
    )

    assert (run.created, run.refused + run.skipped) == (1, 2)
    assert Customer.objects.filter(number="X-1").count() == 1


def test_changes_are_told_with_before_and_after(choi, hong, monkeypatch):
    told = []
    monkeypatch.setitem(events._subscribers, RecordChanged, [told.append])

    bring(ROW, choi, actions=actions("fill"))

    event = next(event for event in told if event.model == "customers.Customer")
    assert event.record_id == hong.pk
    assert event.actor_id == choi.pk
