import json

import pytest
from django.core.cache import cache

from dangol.accounts.models import Grant
from dangol.api.testing import token_headers
from dangol.automation.models import Rule
from dangol.customers.testing import make_customer
from dangol.segments.models import Segment
from dangol.segments.testing import leaf, make_list

pytestmark = pytest.mark.django_db
TREE = {"all": [leaf("stage", "is", ["prospect"])]}


@pytest.fixture
def call(client, choi):
    cache.clear()

    def make(person, verb, url, body=None):
        extra = {"headers": token_headers(person, by=choi)}
        if body is not None:
            extra |= {"data": body, "content_type": "application/json"}
        answer = getattr(client, verb)(f"/api/v1{url}", **extra)
        return answer.status_code, json.loads(answer.content) if answer.content else None

    return make


def test_a_segment_from_first_to_last(call, kim, park):
    customer = make_customer(kim, "가온", stage="prospect")
    make_customer(kim, "나루")

    status, made = call(kim, "post", "/segments", {"name": "봄", "condition": TREE})
    url = f"/segments/{made['id']}"

    assert (status, made["condition"], made["kind"]) == (201, TREE, "live")
    assert call(kim, "get", f"{url}/count") == (200, {"count": 1})
    assert [row["name"] for row in call(kim, "get", f"{url}/customers")[1]["items"]] == ["가온"]
    why = call(kim, "get", f"{url}/why/{customer.pk}")[1]
    assert why[1] == {"depth": 1, "sentence": "단계: 잠재고객", "holds": True, "value": "잠재고객"}
    assert call(kim, "patch", url, {"name": "여름"})[1]["name"] == "여름"
    assert call(kim, "patch", url, {"condition": {"all": [leaf("shoe", "is", 1)]}})[0] == 422
    assert [call(park, verb, url)[0] for verb in ("get", "delete")] == [404, 404]
    assert call(kim, "delete", url)[0] == 204
    assert not Segment.objects.exists()


def test_members_of_a_list(call, kim, park):
    mine, other = make_customer(kim, "가온"), make_customer(park, "나루")
    url = f"/segments/{make_list(kim).pk}/customers"

    assert call(kim, "post", url, {"customer_ids": [mine.pk, other.pk]}) == (200, {"count": 1})
    assert [row["id"] for row in call(kim, "get", url)[1]["items"]] == [mine.pk]
    assert call(kim, "post", f"{url}/remove", {"customer_ids": [mine.pk]}) == (200, {"count": 1})


def test_a_rule_from_first_to_last(call, kim, lee):
    Grant.objects.create(role=kim.roles.get(), permission="automation.manage_rules")
    tag = {"action": "tag", "values": {"tags": "신규"}}
    body = {"name": "환영", "trigger": "registered", "actions": [tag]}

    status, made = call(kim, "post", "/automation/rules", body)
    url = f"/automation/rules/{made['id']}"

    assert (status, made["is_on"], made["actions"]) == (201, False, [tag])
    assert call(kim, "post", f"{url}/switch", {"is_on": True})[1]["is_on"] is True
    assert call(kim, "put", url, body | {"name": "인사"})[1]["name"] == "인사"
    assert call(kim, "put", url, body | {"actions": []})[0] == 422
    assert call(kim, "get", f"{url}/runs") == (200, {"items": [], "next": None})
    assert call(lee, "get", url)[0] == 403
    assert call(kim, "delete", url)[0] == 204
    assert not Rule.objects.exists()
