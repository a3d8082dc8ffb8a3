import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from dangol.api.testing import token_headers
from dangol.codes.models import Code
from dangol.customers.models import Customer
from dangol.customers.testing import make_code
from dangol.imports.models import Import
from dangol.workspace.registry import Report, reports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cold():
    cache.clear()


@pytest.fixture
def call(client, choi):
    def make(person, verb, url, body=None, **extra):
        headers = token_headers(person, by=choi)
        if body is not None:
            extra |= {"data": body, "content_type": "application/json"}
        answer = getattr(client, verb)(url, headers=headers, **extra)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    return make


def upload(text, name="고객.csv"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def test_codes_are_read_by_all_and_changed_with_the_right(call, kim, choi):
    url = "/api/v1/codes/source"
    make_code("source", "fair", "박람회")

    assert [row["key"] for row in call(kim, "get", url)[1]] == ["fair"]
    assert call(kim, "post", url, {"label": "소개"})[0] == 403
    status, made = call(choi, "post", url, {"label": "소개", "color": "green"})
    assert (status, made["label"], made["group"]) == (201, "소개", "source")
    changed = call(choi, "patch", f"{url}/{made['id']}", {"is_active": False})[1]
    assert changed["is_active"] is False
    assert call(choi, "delete", f"{url}/{made['id']}") == (204, None)
    assert list(Code.objects.filter(group="source").values_list("key", flat=True)) == ["fair"]


def test_a_code_in_use_is_kept(call, choi, kim):
    code = make_code("source", "fair", "박람회")
    call(kim, "post", "/api/v1/customers", {"name": "홍길동", "source": "fair"})

    assert call(choi, "delete", f"/api/v1/codes/source/{code.pk}")[0] == 409
    assert call(choi, "delete", f"/api/v1/codes/customer_grade/{code.pk}")[0] == 404
    assert call(choi, "get", "/api/v1/codes/nope")[0] == 404


def test_own_fields_are_described(call, kim):
    assert call(kim, "get", "/api/v1/custom-fields/customers.customer") == (200, [])
    assert call(kim, "get", "/api/v1/custom-fields/nope")[0] == 404


def test_a_list_is_imported_and_its_refused_rows_come_back(client, choi, kim, run_jobs):
    headers = token_headers(kim, by=choi)
    text = "이름,휴대전화\n홍길동,010-1234-5678\n,010-2222-3333\n"
    answer = client.post(
        "/api/v1/imports", {"file": upload(text), "reason": "박람회 명단"}, headers=headers
    )
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    run_jobs()

    url = f"/api/v1/imports/{answer.json()['id']}"
    done = client.get(url, headers=headers).json()
    assert (done["status"], done["created"], done["refused"]) == ("done", 1, 1)
    assert Customer.objects.get().phone == "01012345678"
    refused = client.get(f"{url}/refused", headers=headers)
    assert "010-2222-3333" in refused.getvalue().decode("utf-8-sig")


def test_the_same_upload_with_a_key_is_one_import(client, choi, kim):
    headers = token_headers(kim, by=choi) | {"Idempotency-Key": "upload-1"}
    answers = [
        client.post(
            "/api/v1/imports",
            {"file": upload("이름\n홍길동\n"), "reason": "명단"},
            headers=headers,
        ).json()
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert Import.objects.count() == 1


def test_somebody_elses_import_is_not_there(client, choi, kim, park):
    made = client.post(
        "/api/v1/imports",
        {"file": upload("이름\n홍길동\n"), "reason": "명단"},
        headers=token_headers(kim, by=choi),
    ).json()
    headers = token_headers(park, by=choi)

    assert client.get(f"/api/v1/imports/{made['id']}", headers=headers).status_code == 404
    assert client.get("/api/v1/imports", headers=headers).json()["items"] == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"file": upload("이름\n홍길동\n")}, "reason"),
        ({"reason": "명단"}, "file"),
        ({"file": upload("이름\n홍\n"), "reason": "명단", "into": "nope"}, "into"),
        ({"file": upload(""), "reason": "명단"}, "file"),
        ({"file": upload(b"\x00\x01\xff" * 500, "x.bin"), "reason": "명단"}, "file"),
        ({"file": upload("이름\n홍\n"), "reason": "명단", "mapping": "{"}, "mapping"),
        ({"file": upload("이름\n홍\n"), "reason": "명단", "mapping": "[1]"}, "mapping"),
        ({"file": upload("이름\n홍\n"), "reason": "명단", "on_duplicate": "x"}, "on_duplicate"),
    ],
)
def test_a_file_that_is_none_is_refused_and_leaves_nothing(client, choi, kim, data, field):
    if "file" in data:
        data["file"].seek(0)
    answer = client.post("/api/v1/imports", data, headers=token_headers(kim, by=choi))

    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert not Import.objects.exists()


def test_reports_answer_by_name_with_the_same_parameters(call, kim, choi, monkeypatch):
    report = Report(
        "방문",
        {"day": "날짜", "n": "수"},
        lambda user, params: [{"day": params.get("day"), "n": 3}],
        permission="audit.view_access",
    )
    monkeypatch.setattr(reports, "_items", {"visits": report})

    assert call(kim, "get", "/api/v1/reports") == (200, [])
    assert call(kim, "get", "/api/v1/reports/visits")[0] == 403
    answer = call(choi, "get", "/api/v1/reports/visits?day=2026-01-02")[1]
    assert (answer["name"], answer["label"]) == ("visits", "방문")
    assert answer["columns"] == {"day": "날짜", "n": "수"}
    assert answer["rows"] == [{"key": "0", "day": "2026-01-02", "n": 3}]
    assert call(choi, "get", "/api/v1/reports/nope")[0] == 404
