"""What the `dangol` command does and refuses."""

import json
import socket

import pytest

from dangol.activities.models import Effort, StaleDay
from dangol.activities.testing import make_done
from dangol.audit.models import Access
from dangol.config.command import main
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer


@pytest.fixture
def people(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # where the file of refused rows goes
    file = tmp_path / "people.csv"
    file.write_text(
        "이름,휴대폰\n김하늘,010-1234-5678\n이도윤,1012345679\n박지훈,전화없음\n", encoding="cp949"
    )
    return file


def test_imports_a_file_as_the_screen_does(kim, people, capsys):
    code = main(["import", str(people), "--owner", "kim", "--reason", "박람회 명함"])

    summary = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (summary["created"], summary["updated"], summary["refused"]) == (2, 0, 1)
    assert set(Customer.objects.values_list("name", "phone", "owner__username")) == {
        ("김하늘", "01012345678", "kim"),
        ("이도윤", "01012345679", "kim"),
    }


def test_refuses_an_unknown_owner(kim, people, capsys):
    code = main(["import", str(people), "--owner", "nobody", "--reason", "박람회 명함"])

    assert code == 1
    assert "‘nobody’ 아이디로 일하는 직원이 없습니다" in capsys.readouterr().err
    assert not Customer.objects.exists()


def test_says_what_file_is_missing(kim, capsys, tmp_path):
    gone = tmp_path / "gone.csv"

    assert main(["import", str(gone), "--owner", "kim", "--reason", "박람회"]) == 1
    assert f"{gone} 파일이 없습니다" in capsys.readouterr().err


def test_refuses_what_is_no_backup(db, people, capsys):
    assert main(["restore", str(people)]) == 1
    assert "백업 파일이 아닙니다" in capsys.readouterr().err


def test_says_that_the_port_is_taken(db, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["serve", "--port", str(port)]) == 1

    assert f"{port}번 포트를 열 수 없습니다" in capsys.readouterr().err


def test_exports_what_the_person_may_see_and_logs_it(lee, kim, park, tmp_path, capsys):
    make_customer(kim, name="김하늘", phones=["010-1234-5678"])
    make_customer(park, name="다른 부서 고객")
    file = tmp_path / "out.csv"

    code = main(
        ["export", "customers.customer", str(file), "--user", "lee", "--reason", "월말 보고"]
    )

    text = file.read_text(encoding="utf-8-sig")
    assert (code, json.loads(capsys.readouterr().out)["rows"]) == (0, 1)
    assert "김하늘" in text
    assert "010-1234-5678" in text
    assert "다른 부서 고객" not in text
    access = Access.objects.get(act="export")
    assert (access.actor_id, access.reason) == (lee.pk, "월말 보고")


def test_refuses_to_export_without_the_right(kim, tmp_path, capsys):
    make_customer(kim)
    file = tmp_path / "out.csv"

    code = main(["export", "customers.customer", str(file), "--user", "kim", "--reason", "보고"])

    assert (code, file.exists()) == (1, False)
    assert "권한이 없습니다" in capsys.readouterr().err


def test_check_finds_a_whole_chain(choi, capsys):
    assert main(["check", "audit"]) == 0


def test_recount_adds_every_activity_up_anew(kim, capsys):
    make_done(kim, minutes=25)
    Effort.objects.all().delete()
    StaleDay.objects.all().delete()

    assert main(["recount"]) == 0
    assert "새로 셌습니다" in capsys.readouterr().out
    assert set(Effort.objects.values_list("grain", "minutes")) == {("D", 25), ("M", 25)}
