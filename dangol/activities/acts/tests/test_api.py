import pytest

from dangol.activities.models import Activity
from dangol.activities.testing import install_kinds, make_done, make_todo
from dangol.api.testing import token_headers
from dangol.customers.testing import make_customer

ROOT = "/api/v1"


@pytest.fixture
def call(client, kim, choi):
    """Ask the API as kim: `call("post", "/activities", {…})`."""
    install_kinds()
    headers = token_headers(kim, by=choi)

    def ask(method, path, body=None, **more):
        return getattr(client, method)(
            f"{ROOT}{path}", body, content_type="application/json", headers=headers | more
        )

    return ask


def test_a_call_is_recorded_once_by_its_key(call, kim):
    body = {"kind": "call", "purpose": "care", "customer_id": make_customer(kim).pk, "text": "안부"}

    for _n in range(2):
        answer = call("post", "/activities", body, **{"Idempotency-Key": "k-1"})

    assert answer.status_code == 201, answer.text
    assert answer.json()["id"] == Activity.objects.get().pk
    assert (answer.json()["status"], answer.json()["minutes"]) == ("done", 10)
    assert answer.json()["purpose"]["key"] == "care"


def test_a_todo_is_planned_moved_completed_and_reopened(call, kim):
    made = call("post", "/activities", {"kind": "meeting", "title": "협의", "due": "2026-12-01"})
    path = f"/activities/{made.json()['id']}"

    moved = call("post", f"{path}/move", {"starts_at": "2026-12-02T15:00:00+09:00"})
    assert moved.json()["starts_at"] == "2026-12-02T15:00:00+09:00"
    completed = call("post", f"{path}/complete", {"result": "합의", "minutes": 50})
    assert (completed.json()["status"], completed.json()["minutes"]) == ("done", 50)
    assert completed.json()["proposed"]["kind"] == "mail"
    assert call("post", f"{path}/complete", {}).status_code == 409
    assert call("post", f"{path}/reopen").json()["status"] == "todo"
    assert call("post", f"{path}/cancel", {"reason": "미룸"}).json()["status"] == "cancelled"
    assert call("delete", path).status_code == 204


def test_the_lists_narrow_as_the_pages_do(call, kim):
    make_done(kim, text="끝")
    todo = make_todo(kim, title="할 일")
    late = '{"field":"when","op":"is","value":["late"]}'

    assert [row["text"] for row in call("get", "/activities").json()["items"]] == ["끝"]
    found = call("get", f"/todos?filter={late}").json()["items"]
    assert [row["id"] for row in found] == [todo.pk]
    assert call("get", "/todos?sort=nonsense").status_code == 422


def test_somebody_elses_is_not_there(call, kim, park):
    theirs = make_todo(park, kind="todo")

    assert call("get", f"/activities/{theirs.pk}").status_code == 404
    assert call("patch", f"/activities/{theirs.pk}", {"title": "x"}).status_code == 404
    assert call("post", f"/activities/{theirs.pk}/complete", {}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.is_open


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "nonsense"},
        {"kind": "call", "minutes": -1},
        {"kind": "call", "minutes": 99_999},
        {"kind": "call", "text": "번호 900101-1234568"},
        {"kind": "call", "occurred_at": "2999-01-01T00:00:00+09:00"},
        {"kind": "call", "starts_at": "2026-12-01T10:00:00", "ends_at": "2026-12-01T09:00:00"},
        {"kind": "call", "due": "2026-12-01", "occurred_at": "2026-01-01T00:00:00"},
        {"kind": "call", "customer_id": 999_999},
        {"kind": "call", "nobody": 1},
        {"kind": "", "due": "2026-03-02"},
    ],
)
def test_what_is_wrong_is_refused(call, body):
    assert call("post", "/activities", body).status_code == 422
    assert not Activity.objects.exists()


def test_a_change_of_an_older_version_is_refused(call, kim):
    todo = make_todo(kim)

    assert call("patch", f"/activities/{todo.pk}", {"title": "가", "version": 1}).status_code == 200
    assert call("patch", f"/activities/{todo.pk}", {"title": "나", "version": 1}).status_code == 409
    todo.refresh_from_db()
    assert todo.title == "가"
