"""The first answer by itself: says that it is one, only when sure, and hands on."""

import json

import pytest
from django.core.cache import cache
from django.utils import timezone

from dangol.chat.models import ChatMessage, Conversation
from dangol.chat.queue import claim_chat
from dangol.chat.testing import MORNING, TOKEN, hear, make_ready, make_site
from dangol.codes import preferences
from dangol.knowledge.models import Missed
from dangol.knowledge.site.preferences import SitePreferences
from dangol.knowledge.testing import make_article

pytestmark = pytest.mark.django_db
ASKED = "배송비가 얼마예요?"


@pytest.fixture(autouse=True)
def article(kim):
    return make_article(
        "배송비는 얼마인가요", "3만 원부터 무료, 그 아래는 3천 원입니다.", owner=kim
    )


def ask(client, site, path, **said):
    cache.clear()
    return client.post(
        f"/chat/v/{path}/?site={site.key}", json.dumps({"token": TOKEN, **said}),
        content_type="text/plain", headers={"origin": "https://shop.example"},
    )  # fmt: skip


def test_it_answers_says_what_it_is_and_ends_when_it_helped(client, kim):
    make_ready(kim)
    site = make_site(bot_is_on=True)
    hear(site, ASKED)
    chat = Conversation.objects.get()
    assert (chat.status, chat.agent, chat.asked_at, chat.bot_at) == ("bot", None, None, MORNING)
    said = ask(client, site, "hello").json()["messages"][-1]
    assert (said["from"], said["asks"]) == ("bot", True)
    assert said["text"].startswith("자동 응답입니다.")
    assert "3천 원" in said["text"]
    assert "http" not in said["text"]  # the help site is not open

    for _time in range(2):
        answer = ask(client, site, "verdict", helped=True)
    assert answer.status_code == 422  # it has ended: nothing is left to judge
    chat.refresh_from_db()
    assert (chat.status, chat.asked_at, chat.agent) == ("closed", None, None)
    assert not ChatMessage.objects.filter(survey__isnull=False).exists()
    assert ask(client, site, "hello").json()["messages"][1]["asks"] is False


@pytest.mark.parametrize("way", ["button", "words", "claim"])
def test_a_person_takes_over_when_asked(client, kim, way):
    site = make_site(bot_is_on=True)
    chat = hear(site, ASKED).conversation
    make_ready(kim, at=timezone.now() if way == "button" else MORNING)
    assert Conversation.objects.get().agent is None  # who is ready gets what waits, not this
    if way == "button":
        assert ask(client, site, "verdict", helped=False).status_code == 200
    elif way == "words":
        hear(site, "제주도는요?", "c2")
    else:
        claim_chat(Conversation.objects.get(pk=chat.pk), at=MORNING, actor=kim)
    chat.refresh_from_db()
    assert (chat.status, chat.agent) == ("open", kim)
    assert chat.asked_at is not None
    hear(site, ASKED, "c3")
    assert ChatMessage.objects.filter(sender="bot").count() == 1


def test_it_is_silent_when_off_unsure_or_the_article_is_not_public(client, kim, article):
    hear(make_site(), ASKED)
    site = make_site("켠 곳", bot_is_on=True)
    hear(site, "주차장은 몇 층이에요?", token="a" * 40)
    article.space.kind = "internal"
    type(article.space).objects.update(kind="internal")
    hear(site, ASKED, token="b" * 40)
    assert {chat.status for chat in Conversation.objects.all()} == {"waiting"}
    assert not ChatMessage.objects.filter(sender="bot").exists()
    assert "주차장은 몇 층이에요?" in Missed.objects.values_list("words", flat=True)
    assert ask(client, site, "verdict", helped=False).status_code == 422


def test_it_links_to_the_help_site_once_that_is_open(kim):
    preferences.put(SitePreferences(is_on=True), actor=None)
    hear(make_site(bot_is_on=True), ASKED)
    said = ChatMessage.objects.get(sender="bot").text
    assert said.splitlines()[-1].startswith("http://localhost:8000/help/a/배송비")
