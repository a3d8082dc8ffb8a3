"""Files of a list: exact bytes, what gets lost, what is masked, who may fetch them."""

import csv
import io
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.utils import timezone
from python_calamine import CalamineWorkbook

from dangol.kit.personal import PersonalDataSeen
from dangol.workspace.lists.jobs import forget_old_runs
from dangol.workspace.models import ListRun

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]
URL = "/lists/test.people/export/"
ASK = {"format": "csv", "columns": "shown", "reason": "감사 자료"}


@pytest.fixture
def exported(browse):
    """Export and return the bytes: `exported(lee, ids, format="csv")`."""

    def get(user, *rows, **asked):
        client = browse(user)
        answer = client.post(URL, ASK | {"ids": [row.pk for row in rows]} | asked)
        assert answer.status_code == 302, answer.content.decode()
        return b"".join(client.get(answer["Location"] + "file/").streaming_content)

    return get


def test_csv_has_a_mark_and_harmless_cells(exported, make, kim, choi):
    one = make(kim, "=HYPERLINK(1)", stage="customer", phone="01012345678")
    two = make(kim, '쉼표, "따옴표"', stage="target")

    content = exported(choi, one, two)

    assert content.decode() == (
        "\ufeff이름,단계,전화,담당,메모\r\n"
        '"쉼표, ""따옴표""",고객유도,,김하늘,\r\n'
        "'=HYPERLINK(1),고객,01012345678,김하늘,\r\n"
    )


def test_cp949_says_what_it_lost(exported, make, kim, choi):
    one = make(kim, "뷁쀍 똠방각하 😀")

    content = exported(choi, one, format="cp949")

    assert content == "이름,단계,전화,담당,메모\r\n뷁쀍 똠방각하 ?,고객유도,,김하늘,\r\n".encode(
        "cp949"
    )
    assert ListRun.objects.get().note == "이 형식으로 쓸 수 없는 글자 1개를 ?로 바꾸었습니다: 😀"


def test_xlsx_opens_with_texts_and_no_formulas(exported, make, kim, choi):
    one = make(kim, "=1+1 <b>\x0b", phone="0212345678")

    content = exported(choi, one, format="xlsx", columns="all")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["이름", "단계", "전화", "담당", "최근 접촉", "메모"]
    assert rows[1] == ["=1+1 <b>", "고객유도", "0212345678", "김하늘", "", ""]


def test_masked_without_the_right_to_reveal(exported, make, kim, lee, choi):
    one = make(kim, "하나", phone="01012345678")
    lee.roles.get().grants.filter(permission="customers.reveal_customer").delete()

    assert "010-••••-5678" in exported(lee, one).decode()
    assert "01012345678" in exported(choi, one).decode()


def test_needs_a_reason_and_the_right(browse, make, kim, lee):
    one = make(kim, "하나")

    refused = browse(lee).post(URL, {"format": "csv", "columns": "shown", "ids": [one.pk]})

    assert refused.status_code == 422
    assert browse(kim).get(URL).status_code == 403
    assert not ListRun.objects.exists()


def test_everything_goes_as_a_job_newest_first(browse, make, kim, lee, run_jobs, monkeypatch):
    monkeypatch.setattr("dangol.workspace.lists.export.CHUNK", 2)
    seen = []
    monkeypatch.setattr("dangol.workspace.lists.export.publish", seen.append)
    rows = [make(kim, f"고객{number}", stage="prospect") for number in range(5)]
    make(kim, "아님", stage="target")
    client = browse(lee)

    answer = client.post(URL, ASK | {"all": "1", "address": "stage=prospect"})
    run_jobs()

    content = b"".join(client.get(answer["Location"] + "file/").streaming_content).decode()
    names = [line[0] for line in csv.reader(io.StringIO(content))]
    assert names[1:] == ["고객4", "고객3", "고객2", "고객1", "고객0"]
    assert all(isinstance(event, PersonalDataSeen) for event in seen)
    assert [event.record_ids for event in seen] == [
        [rows[4].pk, rows[3].pk], [rows[2].pk, rows[1].pk], [rows[0].pk],
    ]  # fmt: skip
    assert {(event.act, event.reason, event.address) for event in seen} == {
        ("export", "감사 자료", "127.0.0.1")
    }


def test_own_fields_keep_their_kinds(exported, make, kim, choi):
    fields = apps.get_model("codes", "CustomField").objects
    fields.create(record="customers.customer", key="budget", label="예산", kind="won")
    fields.create(record="customers.customer", key="code", label="코드", kind="text")
    one = make(kim, "하나", custom={"budget": 1000, "code": "007"})

    content = exported(choi, one, format="xlsx", columns="all")

    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [line[-2:] for line in rows] == [["예산", "코드"], [1000.0, "007"]]


def test_files_are_their_makers_and_go_after_a_week(browse, exported, make, kim, lee, choi):
    exported(lee, make(kim, "하나"))
    run = ListRun.objects.get()
    name = run.file.name

    assert browse(choi).get(f"/runs/{run.pk}/file/").status_code == 404
    ListRun.objects.update(created_at=timezone.now() - timedelta(days=8))
    forget_old_runs.call()

    assert not default_storage.exists(name)
    assert browse(lee).get(f"/runs/{run.pk}/file/").status_code == 404
