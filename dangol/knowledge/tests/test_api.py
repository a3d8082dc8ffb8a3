"""The same rights and refusals over the API."""

import pytest

from dangol.knowledge.models import Article
from dangol.knowledge.testing import make_article, make_space

pytestmark = pytest.mark.django_db
URL = "/api/v1/articles"


@pytest.fixture
def call(client, kim):
    client.force_login(kim)

    def send(method, path="", **body):
        act = getattr(client, method)
        return act(f"{URL}{path}", body or None, content_type="application/json")

    return send


def test_an_article_is_written_changed_and_found(call, kim, choi, client):
    space = make_space()
    made = call("post", title="환불", body="**7일**", space_id=space.pk, tags="반품").json()
    assert (made["state"], made["html"]) == ("draft", "<p><strong>7일</strong></p>\n")

    changed = call("patch", f"/{made['id']}", body="10일", version=1)
    assert (changed.status_code, changed.json()["edition"]) == (200, 2)
    assert call("patch", f"/{made['id']}", body="1일", version=1).status_code == 409
    assert call("post", f"/{made['id']}/publish").status_code == 403
    assert client.get(f"{URL}/suggest", {"text": "환불"}).json() == []

    client.force_login(choi)
    assert call("post", f"/{made['id']}/publish").json()["state"] == "published"
    hits = client.get(f"{URL}/suggest", {"text": "환불 되나요?", "public": "true"}).json()
    assert [(hit["id"], hit["confidence"]) for hit in hits] == [(made["id"], 1.0)]
    assert call("delete", f"/{made['id']}").status_code == 409
    listed = client.get(URL, {"q": "ㅎㅂ"}).json()["items"]
    assert [row["id"] for row in listed] == [made["id"]]
    shelves = client.get("/api/v1/knowledge/spaces").json()
    assert [(row["name"], row["sections"]) for row in shelves] == [("도움말", [])]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "", "space_id": 0}, "space_id"),
        ({"title": "환불", "space_id": 999}, "space_id"),
        ({"title": " ", "space_id": "SPACE"}, "title"),
        ({"title": "환불", "space_id": "SPACE", "section_id": 999}, "section_id"),
        ({"title": "환불", "space_id": "SPACE", "body": "900101-1234568"}, "body"),
        ({"title": "환불", "space_id": "SPACE", "state": "published"}, "state"),
    ],
)
def test_refuses_and_writes_nothing(call, body, field):
    space = make_space()
    body = {name: space.pk if value == "SPACE" else value for name, value in body.items()}

    answer = call("post", **body)

    assert answer.status_code == 422
    assert field in answer.content.decode()
    assert not Article.objects.exists()


def test_another_departments_draft_is_not_there(call, lee, park, client):
    draft = make_article("초안", owner=lee, space=make_space(), published=False)
    client.force_login(park)

    for method, path in (("get", ""), ("patch", ""), ("delete", "")):
        assert call(method, f"/{draft.pk}{path}", title="x").status_code == 404
    assert Article.objects.get().title == "초안"
