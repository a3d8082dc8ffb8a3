import pytest
from django.db import DatabaseError, connection, transaction

from dangol.accounts.models import Department, User
from dangol.audit.models import Access, Checkpoint, Head
from dangol.audit.queries import who_saw
from dangol.kit.errors import Refused
from dangol.kit.personal import seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rf):
    def make(user):
        request = rf.get("/", REMOTE_ADDR="10.0.0.7")
        request.user = user
        return request

    return make


def test_keeps_who_when_where_whose_what_and_why(kim, ask):
    seen(ask(kim), "reveal", User, [3, 9], reason="주소 확인 전화")

    access = Access.objects.get()
    assert (access.pk, access.actor, access.actor_name, access.address) == (
        1, kim, "김하늘", "10.0.0.7",
    )  # fmt: skip
    assert (access.act, access.model, access.record_ids, access.count, access.reason) == (
        "reveal", "accounts.user", [3, 9], 2, "주소 확인 전화",
    )  # fmt: skip
    assert (Head.objects.get().last_id, Head.objects.get().last_hash) == (1, access.hash)


def test_the_name_stays_as_it_was_then(kim, ask):
    seen(ask(kim), "view", User, [3])
    User.objects.update(name="김바다")

    assert Access.objects.get().actor_name == "김하늘"


@pytest.mark.parametrize("reason", ["", "  \0 "])
def test_refuses_an_export_without_a_reason(kim, ask, reason):
    with pytest.raises(Refused, match="사유"):
        seen(ask(kim), "export", User, [3], reason=reason)

    assert not Access.objects.exists()


def test_finds_who_saw_a_record(kim, lee, ask):
    seen(ask(kim), "list", User, [11, 12, 13])
    seen(ask(lee), "view", User, [12])
    seen(ask(lee), "view", User, [1])
    seen(ask(lee), "view", Department, [12])

    assert [access.actor for access in who_saw("accounts.User", 12)] == [lee, kim]
    assert [access.actor for access in who_saw("accounts.User", 1)] == [lee]


def test_costs_three_statements_in_a_transaction(kim, ask, django_assert_num_queries):
    seen(ask(kim), "list", User, [3])
    with django_assert_num_queries(5):
        seen(ask(kim), "list", User, [3])


@pytest.mark.parametrize("act", ["update audit_access set count = 0", "delete from audit_access"])
def test_the_database_refuses_to_rewrite_an_access(kim, ask, guarded, act):
    seen(ask(kim), "view", User, [3])

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(act)

    assert Access.objects.get().count == 1


def test_a_checkpoint_opens_only_the_rows_it_covers(kim, ask, guarded):
    for record_id in (1, 2):
        seen(ask(kim), "view", User, [record_id])
    first = Access.objects.get(pk=1)
    Checkpoint.objects.create(at=first.at, last_id=1, last_hash=first.hash, rows=1, signature="")

    Access.objects.filter(pk=1).delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Access.objects.filter(pk=2).delete()

    assert [access.pk for access in Access.objects.all()] == [2]
    assert [list(who_saw("accounts.User", pk)) for pk in (1, 2)] == [[], [Access.objects.get(pk=2)]]
