import pytest
from django.db import DatabaseError, connection, transaction

from dangol.accounts.models import Department
from dangol.audit.models import Change, ChangeBlock
from dangol.audit.queries import changes_of
from dangol.kit import records
from dangol.kit.records import announce_many, change, create, remove

pytestmark = pytest.mark.django_db


def test_a_write_leaves_who_what_and_both_values(kim):
    department = create(Department, actor=kim, name="총무부")
    change(department, actor=kim, name="경영지원부")
    department_id = department.pk
    remove(department, actor=None)

    rows = Change.objects.filter(model="accounts.department", record_id=department_id).order_by(
        "pk"
    )
    assert [(row.verb, row.actor, row.values) for row in rows.order_by("pk")] == [
        ("create", kim, {"name": [None, "총무부"]}),
        ("change", kim, {"name": ["총무부", "경영지원부"]}),
        ("remove", None, {}),
    ]


def test_a_write_undone_leaves_no_trace(kim):
    with transaction.atomic():
        create(Department, actor=kim, name="총무부")
        transaction.set_rollback(True)

    assert not Change.objects.exists()


def test_a_bulk_change_is_one_row_found_from_each_record(kim):
    changed, other = (Department.objects.create(name=name) for name in ("가", "나"))
    change(other, actor=kim, order=3)
    records.change_many(Department.objects.filter(pk=changed.pk), actor=kim, order=7)

    assert [row.values for row in changes_of(changed)] == [{"order": [None, "7"]}]
    assert [row.values for row in changes_of(other)] == [{"order": ["0", "3"]}]
    assert [row.record_id for row in changes_of(changed, other)] == [None, other.pk]


def test_a_million_ids_in_a_row_take_a_row_per_thousand(kim):
    announce_many(Department, range(1, 100_001), "create", {}, actor=kim)

    assert Change.objects.get().count == 100_000
    assert ChangeBlock.objects.count() == 98
    for record_id, found in [(1, 1), (1023, 1), (1024, 1), (100_000, 1), (100_001, 0)]:
        assert changes_of(Department(pk=record_id)).count() == found


@pytest.mark.parametrize("act", ["update audit_change set verb = 'x'", "delete from audit_change"])
def test_the_database_refuses_to_rewrite_a_change(kim, guarded, act):
    create(Department, actor=kim, name="총무부")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(act)

    assert Change.objects.get().verb == "create"
