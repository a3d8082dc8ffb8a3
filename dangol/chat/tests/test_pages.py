"""The inbox: who sees what, what is done there, and the settings of sites."""

import pytest
from django.urls import reverse

from dangol.chat.models import AgentState, ChatMessage, ChatSite, Conversation
from dangol.chat.queue import claim_chat, close_chat
from dangol.chat.testing import MORNING, hear, make_site
from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Ticket

pytestmark = pytest.mark.django_db


def page(client, user, name, *args, **params):
    client.force_login(user)
    return client.get(reverse(f"chat:{name}", args=args), params)


def send(client, user, page_name, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"chat:{page_name}", args=args), data)


def test_waiting_chats_are_for_all_taken_ones_for_their_agent(client, kim, lee, park):
    site = make_site()
    hear(site, "기다려요")
    mine = hear(site, "내 것이에요", token="m" * 40).conversation
    claim_chat(mine, at=MORNING, actor=kim)
    assert "기다려요" in page(client, park, "inbox", box="all").text
    assert "내 것이에요" not in page(client, park, "inbox", box="all").text
    assert page(client, park, "conversation", mine.pk).status_code == 404
    assert send(client, park, "say", mine.pk, client="x", text="x").status_code == 404
    assert page(client, lee, "conversation", mine.pk).status_code == 200
    assert page(client, kim, "conversation", mine.pk, part="talk").text.count("bubble") == 1
    kim.roles.clear()
    assert page(client, kim, "inbox").status_code == 403


def test_an_answer_is_given_once_and_a_refused_one_is_kept(client, kim):
    chat = hear(make_site()).conversation
    for _time in range(2):
        send(client, kim, "say", chat.pk, client="a1", text="네")
    assert ChatMessage.objects.filter(sender="agent").count() == 1
    assert Conversation.objects.get().agent == kim
    client.force_login(kim)
    url = reverse("chat:say", args=[chat.pk])
    answer = client.post(
        url, {"client": "a2", "text": "가" * 4_001}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert "가" * 4_001 in answer.text
    assert 'value="a2"' in answer.text  # the second try is the same message
    assert "4,000자" in answer.text


def test_without_scripts_too_a_refused_answer_is_kept(client, kim):
    chat = hear(make_site()).conversation
    long = "가" * 300_000  # 900 kB
    answer = send(client, kim, "say", chat.pk, client="a2", text=long)
    assert answer.status_code == 422
    assert f">{long}</textarea>" in answer.text
    assert 'value="a2"' in answer.text
    assert "배송비가 얼마예요?" in answer.text  # the whole page around it
    assert not ChatMessage.objects.filter(sender="agent").exists()


def test_claim_ready_pass_close_and_ticket(client, kim, lee):
    chat = hear(make_site(), "물이 새요 <script>alert(1)</script>").conversation
    assert "<script>alert(1)" not in page(client, lee, "conversation", chat.pk).text
    send(client, lee, "presence", ready="1")
    assert Conversation.objects.get().agent == lee
    send(client, lee, "presence", ready="0")
    assert not AgentState.objects.get().is_ready
    assert send(client, lee, "pass", chat.pk, to="", reason="").status_code == 422
    send(client, lee, "pass", chat.pk, to="", reason="점심")
    assert Conversation.objects.get().status == "waiting"
    send(client, kim, "act", chat.pk, act="claim")
    send(client, kim, "to_ticket", chat.pk, subject="누수")
    ticket = Ticket.objects.get()
    assert ticket.number in page(client, kim, "conversation", chat.pk).text
    hear(chat.site, "아직도 새요", "c2")
    there = client.get(ticket.get_absolute_url()).text
    assert "아직도 새요" in there
    assert f'href="{chat.get_absolute_url()}"' in there
    customer = make_customer(kim, "정유진")
    send(client, kim, "customer", chat.pk, other=customer.pk)
    assert "정유진" in page(client, kim, "conversation", chat.pk).text
    send(client, kim, "act", chat.pk, act="close")
    assert "정유진" in page(client, kim, "inbox", box="closed").text


def test_pages_cost_the_same_for_any_number(client, kim, django_assert_max_num_queries):
    site = make_site()
    for n in range(30):
        chat = hear(site, token=f"{n:040}").conversation
        claim_chat(chat, at=MORNING, actor=kim)
    for n in range(3):
        close_chat(hear(site, token=f"x{n:040}").conversation, at=MORNING, actor=kim)
    page(client, kim, "inbox")
    with django_assert_max_num_queries(16):
        assert page(client, kim, "inbox", box="mine").text.count("data-open-row") == 30
    with django_assert_max_num_queries(30):
        page(client, kim, "conversation", chat.pk)


def test_sites_are_the_administrators(client, kim, choi):
    assert page(client, kim, "site_list").status_code == 403
    words = {"greeting": "안녕하세요", "away": "쉽니다", "color": "#0f766e", "most": "4"}
    wrong = send(client, choi, "site_add", name="봄결", origins="봄결.kr", **words)
    assert wrong.status_code == 422
    assert "봄결.kr" in wrong.text
    assert not ChatSite.objects.exists()
    send(client, choi, "site_add", name="봄결", origins="https://bom.kr/a", is_active="on", **words)
    site = ChatSite.objects.get()
    detail = page(client, choi, "site_detail", site.pk).text
    assert f"data-site=&quot;{site.key}&quot; async&gt;&lt;/script&gt;" in detail
    assert f"http://testserver/chat/w/{site.key}/" in detail
    assert "connect-src http://testserver<" in detail
    assert f'data-site="{site.key}"' in page(client, choi, "site_try", site.pk).text
