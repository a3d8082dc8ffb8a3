"""The call centre through the API: callbacks, call lists, reviews, complaints."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.api.models import Delivery
from dangol.api.services import add_webhook
from dangol.codes.queries import code_by_key, forget_codes
from dangol.codes.services import install_codes
from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Call, Callback, Complaint, DialTarget, DialTry, QualityReview
from dangol.helpdesk.testing import MORNING, make_ticket

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def _codes(db):
    install_codes("b2b")
    forget_codes()


@pytest.fixture
def call(client):
    def act(user, method, path, **body):
        client.force_login(user)
        return getattr(client, method)(f"{API}/{path}", body, content_type="application/json")

    return act


def later(**given):
    return (timezone.now() + timedelta(**given)).isoformat()


def test_a_callback_is_asked_for_taken_and_ended(call, kim, park):
    customer = make_customer(kim, "홍길동", phones=["010-5000-0001"])
    asked = call(kim, "post", "callbacks", customer_id=customer.pk, due_at=later(hours=1))
    assert (asked.status_code, asked.json()["number"]) == (201, "010-****-0001")
    again = call(kim, "post", "callbacks", number="01050000001", due_at=later(hours=2))
    pk = asked.json()["id"]
    assert again.json()["id"] == pk
    assert call(kim, "post", "callbacks", number="1", due_at=later(hours=1)).status_code == 422
    over = call(kim, "post", "callbacks", number="01050000002", due_at=later(hours=-1))
    assert over.status_code == 422
    other = make_customer(park, phones=["010-5000-0009"])
    assert (
        call(kim, "post", "callbacks", customer_id=other.pk, due_at=later(hours=1)).status_code
        == 404
    )
    assert Callback.objects.count() == 1

    assert call(kim, "post", f"callbacks/{pk}/take").json()["owner_id"] == kim.pk
    for method, path in (("get", ""), ("post", "/take")):
        assert call(park, method, f"callbacks/{pk}{path}").status_code == 404
    assert call(park, "get", "callbacks").json()["items"] == []
    ended = call(kim, "post", f"callbacks/{pk}/end", status="dropped").json()
    assert (ended["status"], ended["owner_id"]) == ("dropped", kim.pk)
    assert call(kim, "post", f"callbacks/{pk}/end").status_code == 409


def test_a_call_list_from_its_script_to_a_result(call, client, kim, lee, park):
    script = call(
        kim, "post", "scripts", name="해피콜", text="# 인사\n? 만족하셨나요?\n- 네\n- 아니요"
    )
    given = {
        "name": "7월 해피콜",
        "script_id": script.json()["id"],
        "opens_at": "00:00",
        "closes_at": "23:59:59",
    }
    abroad = call(kim, "post", "dial-lists", **{**given, "opens_at": "09:00-13:00"})
    assert (abroad.status_code, list(abroad.json()["fields"])) == (422, ["opens_at"])
    made = call(kim, "post", "dial-lists", **given)
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    pk = made.json()["id"]
    one = make_customer(kim, "홍길동", phones=["010-5000-0001"])
    theirs = make_customer(park)
    wrong = call(kim, "post", f"dial-lists/{pk}/targets", customer_ids=[one.pk, theirs.pk])
    assert (wrong.status_code, DialTarget.objects.count()) == (422, 0)
    for added in (1, 0):
        told = call(
            kim, "post", f"dial-lists/{pk}/targets", customer_ids=[one.pk], source="repair:7"
        )
        assert told.json() == {"added": added}
    assert call(kim, "post", f"dial-lists/{pk}/next").status_code == 409
    assert (
        call(kim, "post", f"dial-lists/{pk}/move", status="running").json()["status"] == "running"
    )

    target = call(kim, "post", f"dial-lists/{pk}/next").json()
    assert (target["customer_id"], target["status"], target["agent_id"]) == (one.pk, "held", kim.pk)
    path = f"dial-targets/{target['id']}"
    done = code_by_key("call_result", "done").id
    assert call(lee, "post", f"{path}/result", result_id=done).status_code == 409
    assert call(kim, "post", f"{path}/result", result_id=9_999).status_code == 422
    assert not DialTry.objects.exists()
    ended = call(kim, "post", f"{path}/result", result_id=done, answers={"0": "네"}, note="친절")
    assert (ended.json()["status"], ended.json()["answers"]) == ("done", {"인사": "네"})
    assert call(kim, "post", f"dial-lists/{pk}/next").status_code == 204
    progress = call(kim, "get", f"dial-lists/{pk}/progress").json()
    assert (progress["done"], [row["count"] for row in progress["results"]]) == (1, [1])

    kept = f'{{"field":"result","op":"is","value":["{done}"]}}'
    found = call(kim, "get", f"dial-targets?filter={kept}").json()["items"]
    assert [row["id"] for row in found] == [target["id"]]
    assert call(park, "get", path).status_code == 404
    assert call(park, "get", "dial-targets").json()["items"] == []
    page = client_page(client, kim, pk, done)
    assert "홍길동" in page
    assert "인사: 네" in page
    assert "홍길동" not in client_page(client, park, pk, done)


def client_page(client, user, pk, result):
    client.force_login(user)
    url = f"{reverse('helpdesk:dial_targets')}?dial_list={pk}&result={result}"
    return client.get(url).content.decode()


def test_a_sales_list_says_what_is_missing(call, kim):
    told = call(kim, "post", "dial-lists", name="권유", kind="ad")
    assert (told.status_code, list(told.json()["fields"])) == (422, ["sender"])
    told = call(kim, "post", "dial-lists", name="권유", segment_id=9_999)
    assert (told.status_code, list(told.json()["fields"])) == (422, ["segment_id"])


def test_a_review_is_written_once_and_read_by_the_agent(call, kim, lee, park):
    work = Call.objects.create(key="k1", agent=kim, started_at=MORNING)
    cards = call(lee, "get", "scorecards").json()
    card = next(row for row in cards if row["use"] == "call")
    points = {row["id"]: 4 for row in card["criteria"]}
    given = {"call_id": work.pk, "card_id": card["id"], "points": points, "coaching": "천천히"}
    assert call(kim, "post", "reviews", **given).status_code == 403
    assert call(lee, "post", "reviews", **{**given, "ticket_id": 1}).status_code == 422
    assert call(lee, "post", "reviews", **{**given, "points": {}}).status_code == 422
    assert not QualityReview.objects.exists()
    made = call(lee, "post", "reviews", **given).json()
    assert (made["percent"], made["agent_id"]) == ("80.0", kim.pk)
    assert call(lee, "post", "reviews", **given).json()["id"] == made["id"]
    assert call(park, "get", f"reviews/{made['id']}").status_code == 404
    assert call(lee, "post", f"reviews/{made['id']}/seen").status_code == 409
    assert call(kim, "post", f"reviews/{made['id']}/seen").json()["seen_at"]
    assert [row["id"] for row in call(kim, "get", "reviews").json()["items"]] == [made["id"]]


def test_a_complaint_waits_for_another_person_and_tells_webhooks(call, kim, lee, park, choi):
    events = ["helpdesk.complaint.create", "helpdesk.complaint.change"]
    add_webhook(name="사내", url="https://hook.example.com/", events=events, actor=choi)
    ticket = make_ticket(kim, customer=make_customer(kim))
    path = f"tickets/{ticket.pk}/complaint"
    given = {"severity": 3, "amount": 900_000, "note": "교환과 배송비"}
    assert call(park, "put", path, **given).status_code == 404
    assert call(kim, "put", path, **{**given, "note": ""}).status_code == 422
    assert call(kim, "put", path, **{**given, "cause_id": 9_999}).status_code == 422
    assert not Complaint.objects.exists()
    made = call(kim, "put", path, **given).json()
    assert (made["status"], made["severity"]) == ("asked", 3)
    decide = f"complaints/{made['id']}/decide"
    assert call(kim, "post", decide, approve=True).status_code == 403
    assert call(lee, "post", decide, approve=False).status_code == 422
    assert call(lee, "post", decide, approve=True).json()["status"] == "approved"
    assert call(lee, "post", decide, approve=True).status_code == 409
    assert call(park, "get", "complaints").json()["items"] == []
    ticket.refresh_from_db()
    assert ticket.compensation == 900_000
    told = [(row.event, row.payload["link"]) for row in Delivery.objects.order_by("pk")]
    assert told == [(event, ticket.get_absolute_url()) for event in events]
