"""Templates over the API."""

import json

import pytest

from dangol.audit.models import Access
from dangol.customers.testing import make_customer
from dangol.messaging.models import Template
from dangol.messaging.templating.testing import TEXT, make_template

URL = "/api/v1/templates"


@pytest.fixture
def ask(client, kim):
    client.force_login(kim)

    def send(verb, path="", **body):
        call = getattr(client, verb)
        if verb == "get":
            return call(URL + path, body)
        return call(URL + path, json.dumps(body), content_type="application/json")

    return send


def test_write_read_change_and_remove(ask):
    made = ask("post", name="소식", medium="email", kind="ad", subject="#{고객명}님", blocks=[TEXT])
    assert made.status_code == 201
    pk = made.json()["id"]

    changed = ask("patch", f"/{pk}", subject="#{호칭}께", version=made.json()["version"])
    read = ask("get", f"/{pk}").json()
    stale = ask("patch", f"/{pk}", name="다른", version=1)

    assert (changed.status_code, stale.status_code) == (200, 409)
    assert (read["number"], read["subject"], read["blocks"][0]["kind"]) == (2, "#{호칭}께", "text")
    assert [row["id"] for row in ask("get").json()["items"]] == [pk]
    assert ask("delete", f"/{pk}").status_code == 204
    assert Template.objects.count() == 0


def test_what_is_wrong_is_said_by_field(ask):
    refused = ask("post", name="소식", medium="sms", body="#{고객이름}")

    assert refused.status_code == 422
    assert "고객이름" in refused.json()["fields"]["body"][0]
    assert Template.objects.count() == 0
    assert ask("post", name="가", medium="pigeon", body="가").status_code == 422


def test_a_preview_for_a_customer(ask, kim, park):
    template = make_template(kim, body="#{고객명}님, #{직책}")
    hong, other = make_customer(kim, "홍길동"), make_customer(park, "남")

    seen = ask("get", f"/{template.pk}/preview/{hong.pk}").json()

    assert seen["text"] == "홍길동님, ‹직책 없음›"
    assert seen["lacking"] == ["직책"]
    assert seen["price_class"] == "sms"
    assert ask("get", f"/{template.pk}/preview/{other.pk}").status_code == 404
    assert Access.objects.filter(act="api", count=1).exists()
    mail = make_template(kim, medium="email")
    assert "홍길동님" in ask("get", f"/{mail.pk}/preview/{hong.pk}").json()["html"]


def test_others_templates_are_not_there(ask, park):
    template = make_template(park, is_shared=False)
    shared = make_template(park)

    assert ask("get", f"/{template.pk}").status_code == 404
    assert ask("get", f"/{shared.pk}").status_code == 200
    assert ask("patch", f"/{shared.pk}", name="가").status_code == 404
    assert ask("delete", f"/{shared.pk}").status_code == 404


def test_fields_to_merge(ask):
    names = {row["name"] for row in ask("get", "/fields").json()}

    assert {"호칭", "고객명", "오늘"} <= names
