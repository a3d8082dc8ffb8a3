"""Chats over the API: the same acts, the same refusals."""

import pytest

from dangol.chat.models import ChatMessage, Conversation
from dangol.chat.queue import claim_chat
from dangol.chat.testing import MORNING, hear, make_site
from dangol.helpdesk.models import Ticket

pytestmark = pytest.mark.django_db
BASE = "/api/v1/chats"


def post(client, path, **body):
    return client.post(f"{BASE}/{path}", body, content_type="application/json")


def test_a_talk_is_read_answered_and_closed(client, kim):
    site = make_site()
    chat = hear(site, "물이 새요").conversation
    hear(site, "배송비는요?", token="m" * 40)
    client.force_login(kim)

    first = client.get(BASE, {"limit": 1}).json()
    assert [row["last_text"] for row in first["items"]] == ["배송비는요?"]
    (row,) = client.get(first["next"]).json()["items"]
    assert (row["id"], row["status"], row["who"]) == (chat.pk, "waiting", "방문자")
    assert [row["id"] for row in client.get(BASE, {"q": "물이"}).json()["items"]] == [chat.pk]
    assert post(client, f"{chat.pk}/claim").json()["agent_id"] == kim.pk
    for _time in range(2):
        said = post(client, f"{chat.pk}/messages", text="곧 갑니다", key="k1")
    assert (said.status_code, said.json()["sender"]) == (201, "agent")
    post(client, f"{chat.pk}/notes", text="까다롭다", key="k2")
    made = post(client, f"{chat.pk}/ticket", subject="누수").json()
    assert made["ticket_id"] == Ticket.objects.get().pk
    assert post(client, f"{chat.pk}/close").json()["status"] == "closed"
    kinds = [line["sender"] for line in client.get(f"{BASE}/{chat.pk}/messages").json()]
    assert kinds == ["visitor", "system", "agent", "note", "system"]


def test_refuses_what_one_may_not_or_cannot(client, kim, park):
    site = make_site()
    chat = claim_chat(hear(site).conversation, at=MORNING, actor=kim)
    other = hear(site, token="m" * 40).conversation
    client.force_login(park)
    assert client.get(f"{BASE}/{chat.pk}").status_code == 404
    assert post(client, f"{chat.pk}/messages", text="x", key="k").status_code == 404
    client.force_login(kim)
    assert post(client, f"{chat.pk}/messages", text="가" * 4_001, key="k").status_code == 409
    assert post(client, f"{chat.pk}/transfer", agent_id=999, reason="x").status_code == 422
    assert post(client, f"{chat.pk}/transfer", reason="").status_code == 422
    assert post(client, f"{chat.pk}/merge", into_id=chat.pk).status_code == 409
    assert post(client, f"{chat.pk}/merge", into_id=999).status_code == 422
    assert not ChatMessage.objects.filter(sender__in=("agent", "note")).exists()
    merged = post(client, f"{other.pk}/merge", into_id=chat.pk)
    assert merged.json()["id"] == chat.pk
    assert Conversation.objects.get(pk=other.pk).merged_into == chat
    assert client.get(BASE, {"status": "nothing"}).status_code == 422
