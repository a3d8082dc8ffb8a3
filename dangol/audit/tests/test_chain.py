from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone

from dangol.accounts.models import Department
from dangol.audit.models import Access, Change, Checkpoint, Head, Seal
from dangol.audit.services import (
    blank_values,
    prune_accesses,
    record_access,
    seal_changes,
    sign_off_review,
    verify_chain,
)
from dangol.audit.testing import MODEL, make_access
from dangol.kit.errors import Refused
from dangol.kit.records import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(kim):
    return [make_access(kim, [number]) for number in range(1, 6)]


def tampered(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    return verify_chain().problems


def test_an_untouched_log_is_whole(five):
    report = verify_chain()

    assert (report.is_whole, report.accesses, report.problems) == (True, 5, [])
    assert "접속기록 5건" in str(report)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "홍길동"),
        ("address", "1.2.3.4"),
        ("act", "list"),
        ("record_ids", "[9]"),
        ("count", 7),
        ("reason", "몰라요"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("actor_id", None),
        ("hash", "0" * 64),
    ],
)
def test_finds_a_changed_value_and_names_its_row(five, column, value):
    problems = tampered(f"UPDATE audit_access SET {column} = %s WHERE id = 3", value)

    assert problems[0] == "접속기록 3번: 내용이나 순서가 바뀌었습니다."


def test_finds_a_row_taken_out(five):
    assert tampered("DELETE FROM audit_access WHERE id = 2") == ["접속기록 2번이 없습니다."]


def test_finds_the_first_and_the_last_row_taken_out(five):
    assert tampered("DELETE FROM audit_access WHERE id = 1") == ["접속기록 1번이 없습니다."]
    assert tampered("DELETE FROM audit_access WHERE id >= 4") == [
        "접속기록 1번이 없습니다.",
        "접속기록 4번부터 5번까지 없습니다.",
    ]


def test_finds_the_whole_log_taken_out(five):
    assert tampered("DELETE FROM audit_access") == ["접속기록 1번부터 5번까지 없습니다."]


def test_finds_a_row_put_in(five):
    last = Access.objects.get(pk=5)
    last.pk = 6
    Access.objects.bulk_create([last])

    assert verify_chain().problems == ["접속기록 6번: 끼워 넣은 기록입니다."]


def test_finds_two_rows_that_changed_places(five):
    tampered("UPDATE audit_access SET id = 100 WHERE id = 2")
    tampered("UPDATE audit_access SET id = 2 WHERE id = 3")
    problems = tampered("UPDATE audit_access SET id = 3 WHERE id = 100")

    assert problems[0] == "접속기록 2번: 내용이나 순서가 바뀌었습니다."


def test_finds_a_log_written_anew_after_a_review(five, choi):
    month = timezone.localdate().replace(day=1)
    sign_off_review(month=month, note="이상 없음", today=month + timedelta(days=40), actor=choi)
    Access.objects.all().delete()
    Head.objects.all().delete()
    for number in range(1, 6):
        make_access(choi, [number])

    assert verify_chain().problems == ["접속기록 5번: 월간 점검 때 적어 둔 값과 다릅니다."]


def test_a_page_undone_takes_its_link_with_it(five, kim):
    with transaction.atomic():
        make_access(kim, [9])
        transaction.set_rollback(True)
    make_access(kim, [10])

    assert verify_chain().is_whole
    assert Access.objects.count() == 6


def test_pruning_leaves_a_chain_that_can_be_checked(kim, guarded):
    old = datetime(2024, 1, 1, tzinfo=timezone.get_current_timezone())
    for day in range(4):
        make_access(kim, at=old + timedelta(days=day))

    assert prune_accesses(before=old + timedelta(days=2)) == 2
    make_access(kim)

    assert list(Access.objects.values_list("pk", flat=True)) == [3, 4, 5]
    assert verify_chain().is_whole
    assert prune_accesses(before=old) == 0


def test_a_broken_log_is_not_pruned(five):
    tampered("UPDATE audit_access SET reason = 'x' WHERE id = 2")

    with pytest.raises(Refused, match="2번"):
        prune_accesses(before=timezone.now())

    assert not Checkpoint.objects.exists()
    assert Access.objects.count() == 5


def test_a_checkpoint_somebody_else_wrote_is_found(five):
    third = Access.objects.get(pk=3)
    Checkpoint.objects.create(at=third.at, last_id=3, last_hash=third.hash, rows=3, signature="x")
    Access.objects.filter(pk__lte=3).delete()

    assert verify_chain().problems == ["접속기록 3번까지 지웠다는 표시의 서명이 맞지 않습니다."]


def test_a_checkpoint_of_an_earlier_key_holds(five, settings):
    prune_accesses(before=timezone.now())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one"

    assert verify_chain().is_whole


@pytest.fixture
def sealed(kim):
    for number in range(4):
        create(Department, actor=kim, name=f"{number}부")
    seal_changes(before=timezone.now() + timedelta(days=1))
    return list(Change.objects.order_by("pk"))


def test_sealed_changes_are_whole_and_sealed_once(sealed):
    assert seal_changes(before=timezone.now() + timedelta(days=1)) == 0
    assert (Seal.objects.get().rows, verify_chain().is_whole) == (4, True)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM audit_change WHERE id = %s",
        "UPDATE audit_change SET address = 'x' WHERE id = %s",
        "UPDATE audit_change SET actor_id = NULL WHERE id = %s",
    ],
)
def test_finds_a_sealed_change_rewritten_or_removed(sealed, change):
    [problem] = tampered(change, sealed[1].pk)

    assert problem.startswith(f"변경 이력 1–{sealed[-1].pk}번: 봉인한 4건과 다릅니다")


def test_finds_altered_values_and_names_the_row(kim):
    create(Department, actor=kim, name="총무부")
    row = Change.objects.get()

    assert tampered("""UPDATE audit_change SET "values" = '{}' WHERE id = %s""", row.pk) == [
        f"변경 이력 {row.pk}번: 값이 바뀌었습니다."
    ]


def test_values_of_a_destroyed_record_are_blanked_and_the_seal_holds(sealed, guarded):
    assert blank_values("accounts.Department", [sealed[0].record_id]) == 1

    first = Change.objects.get(pk=sealed[0].pk)
    assert (first.values, first.is_blanked) == ({"name": [None, None]}, True)
    assert Change.objects.get(pk=sealed[1].pk).values == {"name": [None, "1부"]}
    assert verify_chain().is_whole


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(choi):
    start, people = Barrier(6), [choi.pk] * 6

    def see(person_id):
        start.wait()
        for number in range(15):
            record_access(
                act="view", actor_id=person_id, address="", model=MODEL, record_ids=[number]
            )
        connection.close()

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(see, people))

    assert Access.objects.count() == 90
    assert verify_chain().is_whole
