import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from dangol.accounts.models import ApiToken, Department
from dangol.accounts.signin.security import security
from dangol.api import auth
from dangol.codes.preferences import put

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.api.tests.urls")]
URL = "/api/test/departments"


def post(client, headers, body=None, **extra):
    body = {"name": "총무부"} if body is None else body
    return client.post(URL, body, content_type="application/json", headers=headers | extra)


def test_a_token_acts_as_its_person(client, choi, bearer):
    answer = post(client, bearer(choi))

    assert answer.status_code == 201
    assert answer.json() == {"id": Department.objects.get(name="총무부").pk}


def test_without_a_token_nothing_is_answered(client, db):
    answer = client.get(URL)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert "API 토큰" in answer.json()["detail"]
    assert client.post(URL).status_code == 401


@pytest.mark.parametrize(
    "broken",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
    ],
)
def test_an_ended_token_is_refused(client, choi, bearer, broken):
    headers = bearer(choi)
    ApiToken.objects.update(**broken)

    assert post(client, headers).status_code == 401
    assert not Department.objects.filter(name="총무부").exists()


@pytest.mark.parametrize("header", ["Bearer x", "Bearer dgl_x", "Basic a:b", "Bearer", "\xff"])
def test_a_wrong_header_is_refused_even_with_a_session(client, choi, header):
    client.force_login(choi)

    assert client.get(URL, headers={"Authorization": header}).status_code == 401


def test_the_session_of_the_pages_needs_the_csrf_token(choi):
    client = Client(enforce_csrf_checks=True)
    client.force_login(choi)

    assert client.get(URL).status_code == 200
    assert client.post(URL, {"name": "총무부"}, content_type="application/json").status_code == 403
    assert not Department.objects.filter(name="총무부").exists()


def test_without_the_right_it_is_403(client, kim, bearer):
    answer = post(client, bearer(kim))

    assert answer.status_code == 403
    assert answer.json() == {"detail": "이 일을 할 권한이 없습니다.", "fields": {}}
    assert not Department.objects.filter(name="총무부").exists()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"name": ["필수 항목입니다."]}),
        ({"name": 3}, {"name": ["글로 적으세요."]}),
        ({"name": "가" * 10_000}, {"name": ["200자까지 적을 수 있습니다."]}),
        (
            {"name": "가" * 101},
            {"name": ["이 값이 최대 100 개의 글자인지 확인하세요(입력값 101 자)."]},
        ),
        ({"name": "가", "order": 2**70}, {"order": ["1000 이하여야 합니다."]}),
        ({"name": "가", "order": "x"}, {"order": ["정수로 적으세요."]}),
        ({"name": "가", "nome": 1}, {"nome": ["없는 항목입니다. 이름을 확인해 주세요."]}),
        ({"name": "가", "order": 998}, {"name": ["같은 이름이 있습니다."]}),
        ({"name": "\ud800"}, {"name": ["읽을 수 없는 문자가 있습니다. UTF-8로 보내 주세요."]}),
    ],
)
def test_wrong_values_are_named_in_korean(client, choi, bearer, body, fields):
    answer = post(client, bearer(choi), json.dumps(body))

    assert (answer.status_code, answer.json()["fields"]) == (422, fields)
    assert not Department.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("{", "application/json"),
        ('{"name": "a\\u0000b"}', "application/json"),
        ("name=총무부", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "text/plain"),
        ("[" * 100_000, "application/json"),
    ],
)
def test_a_body_that_cannot_be_read_is_400(client, choi, bearer, body, kind):
    answer = client.post(URL, body, content_type=kind, headers=bearer(choi))

    assert answer.status_code == 400
    assert not Department.objects.exists()


def test_an_empty_or_array_body_is_422(client, choi, bearer):
    for body in ("[]", "3", "null"):
        assert post(client, bearer(choi), body).status_code == 422


def test_a_refusal_is_409_and_leaves_nothing(client, choi, bearer):
    answer = post(
        client, bearer(choi), {"name": "총무부", "order": 999}, **{"Idempotency-Key": "1"}
    )

    assert answer.status_code == 409
    assert answer.json()["detail"] == "999번은 쓰지 않습니다."
    assert not Department.objects.exists()


@pytest.mark.parametrize("department_id", ["0", "-1", str(2**63), str(10**40), "x", "%00"])
def test_an_id_no_table_can_hold_is_no_error_of_ours(client, choi, bearer, department_id):
    answer = client.get(f"{URL}/{department_id}", headers=bearer(choi))

    assert answer.status_code in (404, 422)


def test_parts_follow_each_other_to_the_end(client, choi, bearer):
    ids = [Department.objects.create(name=str(number)).pk for number in range(5)]
    headers = bearer(choi)

    first = client.get(f"{URL}?limit=3", headers=headers).json()
    second = client.get(first["next"], headers=headers).json()

    assert [item["id"] for item in first["items"] + second["items"]] == ids[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "after=0", "page=-1"])
def test_a_part_that_cannot_be_is_422(client, choi, bearer, query):
    assert client.get(f"{URL}?{query}", headers=bearer(choi)).status_code == 422


def test_a_token_has_its_minute_full_of_requests(client, choi, bearer, monkeypatch):
    monkeypatch.setattr(auth, "PER_MINUTE", 3)
    headers = bearer(choi)

    answers = [client.get(URL, headers=headers) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3]["Retry-After"] == "60"
    assert client.get(URL, headers=bearer(choi)).status_code == 200


def test_guessing_keys_is_stopped(client, choi, bearer):
    for _ in range(auth.BAD_KEYS_PER_MINUTE):
        assert client.get(URL, headers={"Authorization": "Bearer dgl_no"}).status_code == 401

    assert client.get(URL, headers=bearer(choi)).status_code == 429


def test_the_allowed_addresses_hold_for_tokens_too(client, choi, bearer):
    headers = bearer(choi)
    put(replace(security(), addresses=("10.0.0.0/8",), outside="refuse"), actor=choi)

    assert client.get(URL, headers=headers).status_code == 403
    assert client.get(URL, headers=headers, REMOTE_ADDR="10.1.2.3").status_code == 200
