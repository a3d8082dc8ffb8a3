"""Tickets through the API: what the token's owner may see and do."""

import pytest

from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Ticket
from dangol.helpdesk.testing import make_team, make_ticket, step
from dangol.messaging.models import Message
from dangol.messaging.testing import make_sender

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def call(client):
    def act(user, method, path, **body):
        client.force_login(user)
        send = getattr(client, method)
        return send(f"{API}/{path}", body, content_type="application/json")

    return act


def test_a_ticket_from_opening_to_the_end(call, kim, lee):
    make_sender()
    customer = make_customer(kim, emails=["hong@client.example"])
    given = {"subject": "스팀이 약해요", "customer_id": customer.pk, "source": "form:7"}
    made = call(kim, "post", "tickets", **given)
    assert made.status_code == 201
    assert call(kim, "post", "tickets", **given).json()["id"] == made.json()["id"]
    pk = made.json()["id"]

    assert call(kim, "post", f"tickets/{pk}/claim").json()["agent_id"] == kim.pk
    assert call(kim, "patch", f"tickets/{pk}", priority=3).json()["priority"] == 3
    said = call(kim, "post", f"tickets/{pk}/replies", text="가겠습니다", key="1")
    call(kim, "post", f"tickets/{pk}/replies", text="가겠습니다", key="1")
    assert (said.status_code, said.json()["to"]) == (201, ["hong@client.example"])
    assert Message.objects.count() == 1
    call(kim, "post", f"tickets/{pk}/notes", text="부품 필요")
    kinds = [row["kind"] for row in call(kim, "get", f"tickets/{pk}/messages").json()]
    assert kinds == ["note", "out"]

    late = call(
        kim, "post", f"tickets/{pk}/move", step_id=step("done").id, seen_in=step("start").id
    )
    assert late.status_code == 409
    done = call(kim, "post", f"tickets/{pk}/move", step_id=step("done").id).json()
    assert (done["is_open"], done["solve_kept"]) == (False, True)


def test_wrong_ids_say_which_field(call, kim, park):
    ticket = make_ticket(kim)
    wrong = {
        "tickets": {"subject": "x", "customer_id": make_customer(park).pk},
        f"tickets/{ticket.pk}/move": {"step_id": 9_999},
        f"tickets/{ticket.pk}/transfer": {"team_id": 9_999, "reason": "x"},
        f"tickets/{ticket.pk}/merge": {"into_id": 9_999},
        f"tickets/{ticket.pk}/assign": {"agent_id": 9_999},
    }
    for path, body in wrong.items():
        assert call(kim, "post", path, **body).status_code == 422, path
    assert Ticket.objects.count() == 1


def test_others_are_not_there(call, kim, park):
    ticket = make_ticket(kim)
    closed = make_ticket(actor=kim, team=make_team("내부", kim, is_closed=True))
    assert call(park, "get", "tickets").json()["items"] == []
    for row in (ticket, closed):
        assert call(park, "get", f"tickets/{row.pk}").status_code == 404
        assert call(park, "post", f"tickets/{row.pk}/claim").status_code == 404
    names = [row["name"] for row in call(park, "get", "desk").json()["steps"]]
    assert names == ["접수", "배정", "처리중", "고객확인", "완료", "보류"]
