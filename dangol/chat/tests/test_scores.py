"""The score at the end of a chat: asked once, given by one click, counted where the others are."""

import json
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from dangol.chat.models import Conversation
from dangol.chat.queue import close_chat
from dangol.chat.saying import Words
from dangol.chat.talking import answer_visitor, hear_visitor
from dangol.chat.testing import MORNING, TOKEN, hear, make_site, visitor
from dangol.chat.ticketing import ticket_of_chat
from dangol.helpdesk.models import Survey
from dangol.helpdesk.testing import make_team
from dangol.workspace.models import Notice
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db


def ask(client, site, path, **said):
    cache.clear()
    return client.post(
        f"/chat/v/{path}/?site={site.key}", json.dumps({"token": TOKEN, **said}),
        content_type="text/plain", headers={"origin": "https://shop.example"},
    )  # fmt: skip


def ended(kim, **values):
    site = make_site(**values)
    chat = hear(site).conversation
    answer_visitor(chat, Words("a", "3천 원입니다"), at=MORNING, actor=kim)
    close_chat(chat, at=MORNING, actor=kim)
    return site


def score_line(client, site):
    (line,) = [each for each in ask(client, site, "hello").json()["messages"] if "survey" in each]
    return line


def test_a_click_in_the_window_is_the_agents_and_the_teams_score(client, kim, lee):
    site = ended(kim, team=make_team("온라인", lee))
    asked = score_line(client, site)
    assert (asked["from"], asked["survey"]) == ("system", {"score": None})

    assert ask(client, site, "score", number=asked["number"], score=2).status_code == 200
    assert ask(client, site, "score", number=asked["number"], score=5).status_code == 200

    survey = Survey.objects.get()
    assert (survey.score, survey.agent, survey.team.name, survey.channel) == (
        5, kim, "온라인", "chat",
    )  # fmt: skip
    assert score_line(client, site)["survey"] == {"score": 5}
    told = Notice.objects.filter(text__contains="낮은 만족도 2점: 라이브챗 · 봄결커피")
    assert {row.user for row in told} == {kim, lee}
    days = Days(date(2026, 11, 1), date(2026, 11, 30))
    for way, label in (("agent", "김하늘"), ("team", "온라인"), ("channel", "채팅")):
        figures = reports["satisfaction"].figures(kim, Asked({"period": days, "by": way}))
        (row,) = figures.tables[0].rows
        assert (row.label, [cell.value for cell in row.cells[:4]]) == (label, [1, 1, 100.0, 100.0])


def test_words_to_a_score_stand_in_the_chat_and_become_a_voice(client, kim):
    site = ended(kim)
    number = score_line(client, site)["number"]
    secret = ask(client, site, "score", number=number, score=1, comment="900101-1234568입니다")
    assert secret.status_code == 422
    long = ask(client, site, "score", number=number, score=1, comment="가" * 2_001)
    assert (long.status_code, Survey.objects.get().score) == (413, None)
    ask(client, site, "score", number=number, score=1, comment="<b>답이</b> 너무 늦어요")
    ask(client, site, "score", number=number, score=2)

    survey = Survey.objects.get()
    assert (survey.score, survey.comment) == (2, "<b>답이</b> 너무 늦어요")
    chat = Conversation.objects.get()
    client.force_login(kim)
    page = client.get(chat.get_absolute_url()).text
    assert "&lt;b&gt;답이&lt;/b&gt; 너무 늦어요" in page
    assert reverse("voc:from_survey", args=[survey.pk]) in page


@pytest.mark.parametrize(
    "said", [{"number": 1}, {"number": 99}, {"number": "x"}, {"score": 0}, {"score": 6},
             {"score": "5"}, {"token": "b" * 40}],
)  # fmt: skip
def test_refuses_scores_nobody_asked_for(client, kim, said):
    site = ended(kim)
    number = score_line(client, site)["number"]
    answer = ask(client, site, "score", **({"number": number, "score": 5} | said))
    assert answer.status_code == 422
    assert answer.json()["refused"]
    assert Survey.objects.get().score is None


def test_nobody_is_asked_twice_or_for_nothing(client, kim):
    close_chat(hear(make_site("한마디도")).conversation, at=MORNING, actor=kim)
    ended(kim, asks_score=False)
    assert not Survey.objects.exists()
    site = make_site("메일로 묻는 곳")
    caller = visitor(site)._replace(is_proven=True, email="a@example.com", outside_id="42")
    chat = hear_visitor(site, caller, Words("c", "고장"), at=MORNING).conversation
    answer_visitor(chat, Words("a", "네"), at=MORNING, actor=kim)
    ticket_of_chat(chat, subject="고장", at=MORNING, actor=kim)
    chat.refresh_from_db()
    close_chat(chat, at=MORNING, actor=kim)
    assert not Survey.objects.exists()  # its ticket asks when it is done
