"""A list of another program's activities moves in: history, to-dos, twice is once, taken back."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.utils import timezone

from dangol.activities.models import Activity, Entry
from dangol.activities.testing import install_kinds
from dangol.customers.testing import make_customer, moment
from dangol.imports import running, services
from dangol.imports.importers import importers
from dangol.imports.models import Import, Refusal
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
HEAD = "활동번호,일시,시각,유형,고객명,담당자,제목,상담내용,소요시간,상태,목적\n"


def bring(text, actor, **options):
    """Import a file from start to end with the options a command would give."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_text(text)
        run = services.open_import(path, name="file.csv", into="activities", actor=actor)
    given = importers["activities"].options_for(
        run, on_duplicate="skip", reason="시험", owner=actor
    )
    run = services.set_mapping(run, mapping=run.mapping, options=given | options)
    services.start_import(run, actor=actor)
    return running.work(run.pk, actor=actor)


@pytest.fixture
def hong(choi, kim):
    install_kinds()
    return make_customer(kim, "홍길동")


def test_history_and_todos_with_owner_moment_and_kind(hong, choi, kim):
    run = bring(
        HEAD
        + "T1,2026-01-05,14:30,전화 상담,홍길동,김하늘,단가,문의 @이도윤,25,완료,파이프라인 영업\n"
        + "T2,2026-01-06,,방문,홍길동,퇴사자,,매장 방문,,,\n"
        + "T3,2099-01-06,,Task,홍길동,김하늘,계약서,,,예정,\n"
        + "T4,2026-01-07,,메일,,김하늘,내부 정리,,,완료,\n",
        choi,
    )

    assert (run.created, run.refused) == (4, 0)
    call, visit, todo, inner = Activity.objects.order_by("source")
    assert (call.kind.key, call.owner, call.customer, call.minutes) == ("call", kim, hong, 25)
    assert call.occurred_at == moment("2026-01-05T14:30")
    assert (call.purpose.key, call.text) == ("pipeline", "문의 @이도윤")
    assert (visit.kind.key, visit.owner, visit.text) == (
        "visit", choi, "매장 방문\n(담당: 퇴사자)",
    )  # fmt: skip
    assert timezone.localtime(visit.occurred_at).hour == 12
    assert (todo.is_open, todo.title) == (True, "계약서")
    assert timezone.localdate(todo.due_at) == date(2099, 1, 6)
    assert (inner.customer, inner.is_done) == (None, True)
    hong.refresh_from_db()
    assert hong.last_contact_at == visit.occurred_at
    assert Entry.objects.filter(activity=call).exists()
    assert not Notice.objects.filter(kind="todo").exists()


def test_words_with_a_hash_mark_what_moves_in(hong, choi):
    bring(
        "활동번호,일시,유형,고객명,제목,상담내용,결과,상태\n"
        "S1,2026-01-05,전화,홍길동,#새수요 문의,#가격 인하 요청,#경쟁사 견적이 있음,완료\n",
        choi,
    )

    marked = Activity.objects.get().signals.values_list("key", flat=True)
    assert sorted(marked) == ["demand", "price", "rival"]


def test_says_of_every_row_why_it_stays_out(hong, choi, kim):
    make_customer(kim, "두 사람")
    make_customer(kim, "두 사람")
    run = bring(
        HEAD
        + "A1,언젠가,,전화,홍길동,김하늘,,글,,,\n"
        + "A2,2026-01-05,,텔레파시,홍길동,김하늘,,글,,,\n"
        + "A3,2026-01-05,,전화,없는 사람,김하늘,,글,,,\n"
        + "A4,2026-01-05,,전화,두 사람,김하늘,,글,,,\n"
        + "A5,2099-01-05,,전화,홍길동,김하늘,,글,,완료,\n"
        + "A6,2026-01-05,,전화,홍길동,김하늘,,글,9999,,\n"
        + "A7,2026-01-05,,전화,홍길동,김하늘,,900101-1234568,,,\n"
        + "A8,2026-01-05,25시,전화,홍길동,김하늘,,글,,,\n"
        + "A9,2026-01-05,,전화,홍길동,김하늘,,글,,취소,\n",
        choi,
    )

    said = [
        " ".join(row.values())
        for row in Refusal.objects.filter(run=run).order_by("row").values_list("reasons", flat=True)
    ]
    for words, reason in zip(
        (
            "언젠가",
            "텔레파시",
            "찾지 못했",
            "2명",
            "오늘보다 뒤",
            "1,440분",
            "주민등록번호",
            "25시",
        ),
        said,
        strict=True,
    ):
        assert words in reason
    assert (run.created, run.refused, run.skipped) == (0, 8, 1)
    assert not Activity.objects.exists()


def test_the_same_file_again_makes_nothing_and_is_taken_back_whole(hong, choi):
    text = "날짜,구분,고객,메모\n2026-01-05,통화,홍길동,첫 통화\n2026-01-05,통화,홍길동,둘째 통화\n"
    first, again = bring(text, choi), bring(text, choi)

    assert (first.created, again.created, again.skipped) == (2, 0, 2)
    hong.refresh_from_db()
    assert hong.last_contact_at is not None
    importer = importers["activities"]
    assert importer.undo_created(Import.objects.get(pk=first.pk), actor=choi) == (2, [])
    assert not Activity.objects.exists()
    hong.refresh_from_db()
    assert hong.last_contact_at is None


def test_a_rep_brings_in_only_for_themselves_and_their_customers(hong, kim, park):
    make_customer(park, "먼 고객")
    run = bring(
        HEAD
        + "R1,2026-01-05,,전화,홍길동,최관리,,글,,,\n"
        + "R2,2026-01-05,,전화,먼 고객,김하늘,,글,,,\n",
        kim,
    )

    assert (run.created, run.refused) == (1, 1)
    assert Activity.objects.get().owner == kim
