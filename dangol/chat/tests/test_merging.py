"""One person in two browsers, words that follow into the ticket, and words found again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dangol.chat.merging import merge_chats
from dangol.chat.models import Conversation
from dangol.chat.queries import found_chats, said_to
from dangol.chat.queue import claim_chat, close_chat
from dangol.chat.saying import Words
from dangol.chat.services import join_customer
from dangol.chat.talking import answer_visitor, note_chat
from dangol.chat.testing import MORNING, TOKEN, hear, make_site, visitor
from dangol.chat.ticketing import ticket_of_chat
from dangol.customers.testing import make_customer
from dangol.helpdesk.models import Ticket
from dangol.helpdesk.testing import make_ticket, step
from dangol.helpdesk.tickets.joining import merge_tickets
from dangol.helpdesk.tickets.moving import move_ticket
from dangol.kit.errors import Refused
from dangol.kit.search import heard
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
PHONE = "phone-" + "p" * 32
LATER = MORNING + timedelta(minutes=5)


def said(site, token):
    return [row.text for row in said_to(site.pk, visitor(site, token).key, after=0)]


def two(kim, site):
    one = claim_chat(hear(site, "컴퓨터예요").conversation, at=MORNING, actor=kim)
    other = hear(site, "전화기예요", token=PHONE, at=LATER).conversation
    return one, claim_chat(other, at=LATER, actor=kim)


def test_two_browsers_go_on_in_one_talk_and_see_only_their_own(kim):
    site = make_site()
    one, other = two(kim, site)

    merge_chats(other, into=one, at=LATER, actor=kim)
    one.refresh_from_db()
    answer_visitor(one, Words("a1", "전화기로 답합니다"), at=LATER, actor=kim)
    hear(site, "다시 컴퓨터예요", "c2", at=LATER)
    one.refresh_from_db()
    answer_visitor(one, Words("a2", "컴퓨터로 답합니다"), at=LATER, actor=kim)
    again = hear(site, "전화기에서 또", "c3", token=PHONE, at=LATER)

    assert again.conversation == one
    assert Conversation.objects.filter(merged_into=one).get() == other
    mine = [text for text in said(site, TOKEN) if "연결" not in text]
    assert mine == ["컴퓨터예요", "다시 컴퓨터예요", "컴퓨터로 답합니다"]
    theirs = [text for text in said(site, PHONE) if "연결" not in text]
    assert theirs == ["전화기예요", "전화기로 답합니다", "전화기에서 또"]


def test_refuses_circles_and_strangers(kim):
    site = make_site()
    one, other = two(kim, site)
    elsewhere = hear(make_site("다른 곳"), token=PHONE).conversation
    before = Conversation.objects.values_list("pk", "status", "merged_into").order_by("pk")
    stood = list(before)
    for into in (one, elsewhere):
        with pytest.raises(Refused):
            merge_chats(one, into=into, at=LATER, actor=kim)
    a, b = make_customer(kim, "가"), make_customer(kim, "나")
    join_customer(one, a, actor=kim)
    join_customer(other, b, actor=kim)
    with pytest.raises(Refused, match="고객이 서로"):
        merge_chats(one, into=other, at=LATER, actor=kim)
    assert list(before) == stood
    join_customer(other, a, actor=kim)
    merge_chats(one, into=other, at=LATER, actor=kim)
    for first, into in ((other, one), (one, other)):
        with pytest.raises(Refused, match="이미 다른 대화"):
            merge_chats(first, into=into, at=LATER, actor=kim)


def test_the_page_merges_only_what_one_may_work_on(client, kim, park):
    site = make_site()
    one, other = two(kim, site)
    address = reverse("chat:merge", args=[other.pk])
    client.force_login(park)
    assert client.post(address, {"into": one.pk}).status_code == 404
    client.force_login(kim)
    assert client.post(address, {"into": other.pk}).status_code == 422
    assert client.post(address, {"into": one.pk}).status_code in {204, 302}
    other.refresh_from_db()
    assert other.merged_into == one
    assert "합친 대화입니다" in client.get(other.get_absolute_url()).text


def test_what_is_said_after_the_ticket_follows_into_it(kim, lee):
    site = make_site()
    chat = claim_chat(hear(site, "물이 새요").conversation, at=MORNING, actor=kim)
    ticket = ticket_of_chat(chat, subject="누수", at=MORNING, actor=kim)
    move_ticket(ticket, to=step("done"), at=LATER, actor=kim)
    hear(site, "아직 새요", "c2", at=LATER)
    chat.refresh_from_db()
    answer_visitor(chat, Words("a", "다시 보내겠습니다"), at=LATER, actor=kim)
    note_chat(chat, Words("n", "까다롭다"), at=LATER, actor=kim)
    kept = ticket.messages.order_by("pk").values_list("kind", "text")
    assert list(kept) == [("in", "물이 새요"), ("in", "아직 새요"), ("out", "다시 보내겠습니다")]
    ticket.refresh_from_db()
    assert (ticket.is_open, ticket.reopen_count) == (True, 1)
    # the agent reads it in the chat: no notice for every line
    assert not Notice.objects.filter(text__contains="고객이 답했습니다").exists()
    into = make_ticket(lee, subject="누수 전체")
    merge_tickets(ticket, into=into, at=LATER, actor=lee)
    hear(site, "고맙습니다", "c3", at=LATER)
    assert into.messages.order_by("-pk").first().text == "고맙습니다"
    assert Ticket.objects.count() == 2


def test_words_are_found_in_the_talks_one_may_see(client, kim, park):
    site = make_site()
    mine = claim_chat(hear(site, "에티오피아 원두 있나요?").conversation, at=MORNING, actor=kim)
    answer_visitor(mine, Words("a", "예가체프 지금 볶고 있습니다"), at=MORNING, actor=kim)
    close_chat(mine, at=LATER, actor=kim)
    hear(site, "배송이 늦어요", token=PHONE)
    assert [row.last_text for row in found_chats(kim, "예가체프").chats] == [
        "예가체프 지금 볶고 있습니다"
    ]
    assert found_chats(park, "예가체프") == ([], None)
    assert [str(row.status) for row in found_chats(park, "배송").chats] == ["waiting"]
    client.force_login(kim)
    page = client.get(reverse("chat:inbox"), {"q": "에티오피아"})
    assert "에티오피아 원두" in page.text
    assert (
        "찾는 말이 나온 대화가 없습니다" in client.get(reverse("chat:inbox"), {"q": "없는말"}).text
    )


def test_old_words_are_reached_page_by_page(client, kim, park, monkeypatch):
    monkeypatch.setattr(heard, "PART", 2)
    monkeypatch.setattr(heard, "LOOKED", 4)
    site = make_site()
    first = hear(site, "배송이 늦어요 0", token="0" * 40).conversation
    others = [hear(site, f"배송 {n}", token=str(n) * 40).conversation for n in range(1, 6)]
    for chat in others[2:]:
        claim_chat(chat, at=MORNING, actor=park)  # four of the six are out of kim's sight or old
    hear(site, "아직도 배송 중이에요", "c2", token="1" * 40)

    begin = found_chats(kim, "배송", most=9)
    assert ([row.last_text for row in begin.chats]) == ["아직도 배송 중이에요"]
    rest = found_chats(kim, "배송", most=9, before=begin.before)
    assert [row.pk for row in rest.chats] == [others[1].pk, first.pk]  # each once, the oldest too
    assert rest.before is None
    client.force_login(kim)
    page = client.get(reverse("chat:inbox"), {"q": "배송"}, headers={"HX-Request": "true"}).text
    assert f"before={begin.before}" in page
    part = {"q": "배송", "before": begin.before}
    older = client.get(reverse("chat:inbox"), part, headers={"HX-Request": "true"}).text
    assert (older.count("data-open-row"), "before=" in older) == (2, False)
    api = client.get("/api/v1/chats", {"q": "배송", "limit": 1}).json()
    assert [row["id"] for row in api["items"]] == [others[0].pk]
    assert [row["id"] for row in client.get(api["next"]).json()["items"]] == [others[1].pk]
