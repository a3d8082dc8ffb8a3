"""채팅 현황: exact figures by agent, hour and site; talks nobody goes on with end by themselves."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from dangol.chat.figures import chat_report
from dangol.chat.lists import ChatList
from dangol.chat.merging import merge_chats
from dangol.chat.models import Conversation
from dangol.chat.queue import claim_chat, close_chat, close_quiet
from dangol.chat.saying import Words
from dangol.chat.scoring import score_chat
from dangol.chat.talking import answer_visitor
from dangol.chat.testing import MORNING, hear, make_site, visitor
from dangol.chat.ticketing import ticket_of_chat
from dangol.kit.conditions import Asker
from dangol.kit.lists import lists
from dangol.workspace.registry import reports
from dangol.workspace.reports.asks import Asked, Days

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NOVEMBER = Days(date(2026, 11, 1), date(2026, 11, 30))


def figures_of(user, by="agent", **asked):
    values = {"period": NOVEMBER, "by": by, "site": "", "agent": "", **asked}
    return chat_report(user, Asked.of(reports["chats"].asks, values))


def lines(user, by="agent", **asked):
    figures = figures_of(user, by, **asked)
    table = figures.tables[0]
    found = {
        row.label: dict(zip(table.column_keys, [cell.value for cell in row.cells], strict=True))
        for row in table.lines
    }
    return found, figures.sentence


def behind(user, cell):
    """How many chats the list shows at the address of a cell."""
    path, _mark, query = cell.url.partition("?")
    assert path == reverse("chat:chat_list")
    shown = lists[ChatList.key]
    condition, problems = shown.vocabulary.from_address(QueryDict(query), ())
    assert problems == []
    asker = Asker(user, date(2026, 11, 30))
    return shown.rows(user).filter(shown.vocabulary.q(condition, asker)).count()


def talk(site, agent, token, *, waited, at=MORNING):
    chat = claim_chat(hear(site, token=token * 40, at=at).conversation, at=at, actor=agent)
    answer_visitor(chat, Words("a", "네"), at=at + waited * MINUTE, actor=agent)
    return close_chat(chat, at=at + (waited + 4) * MINUTE, actor=agent)


@pytest.fixture
def site(kim, lee):
    """Three talks of kim's, one of lee's elsewhere, one given up into which another was merged."""
    site = make_site()
    for token, waited in (("a", 1), ("b", 2), ("c", 6)):
        chat = talk(site, kim, token, waited=waited)
    ticket_of_chat(chat, subject="x", at=MORNING, actor=kim)
    asked = chat.messages.get(survey__isnull=False).number
    score_chat(site, visitor(site, "c" * 40), number=asked, score=4, at=MORNING)
    talk(make_site("다른 곳"), lee, "d", waited=3, at=MORNING + timedelta(hours=2))
    gone = hear(site, "아무도 없나요", token="e" * 40).conversation
    twice = hear(site, "또 저예요", token="f" * 40).conversation
    merge_chats(twice, into=gone, at=MORNING, actor=lee)
    close_chat(gone, at=MORNING + 9 * MINUTE, actor=lee)
    return site


def test_figures_by_agent_hour_and_site(site, kim, lee, park):
    found, sentence = lines(lee)
    assert found["김하늘"] == {
        "chats": 3, "answered": 3, "gone": 0, "abandonment": 0.0, "tickets": 1,
        "wait_median": 2.0, "wait_p90": 5.2, "talk_mean": 4.0, "score_points": 80.0,
        "bot_shown": 0, "bot_alone": 0,
    }  # fmt: skip
    assert (found["합계"]["chats"], found["합계"]["gone"], found["합계"]["abandonment"]) == (
        5, 1, 20.0,
    )  # fmt: skip
    assert found["합계"]["wait_median"] == 2.5
    assert sentence.startswith("대화 5건, 답한 것 4건, 포기 1건입니다.")
    assert {key: row["chats"] for key, row in lines(lee, "hour")[0].items()} == {
        "10": 4, "12": 1, "합계": 5,
    }  # fmt: skip
    assert lines(lee, "site")[0]["다른 곳"]["score_points"] is None
    assert lines(lee, "day", site=str(site.pk))[0]["2026-11-23"]["chats"] == 4
    assert "합계" in lines(park)[0]
    assert lines(park)[0]["합계"]["chats"] == 0


COUNTS = {"chats", "answered", "gone", "tickets", "bot_shown", "bot_alone"}


@pytest.mark.parametrize("by", ["day", "hour", "agent", "site"])
def test_every_figure_opens_the_chats_it_counts(site, lee, by):
    table = figures_of(lee, by).tables[0]
    for row in table.lines:
        cells = dict(zip(table.column_keys, row.cells, strict=True))
        for name in COUNTS:
            assert behind(lee, cells[name]) == cells[name].value, (row.label, name)
        assert behind(lee, cells["abandonment"]) == cells["gone"].value
        assert behind(lee, cells["score_points"]) == (cells["score_points"].value is not None)


def test_the_report_of_one_agent_and_its_list(site, client, kim, lee, park):
    found = lines(lee, "site", agent=str(kim.pk))[0]
    assert (found["봄결커피"]["chats"], found["합계"]["chats"]) == (3, 3)
    whole = figures_of(lee, "site", agent=str(kim.pk)).tables[0].total
    assert behind(lee, whole.cells[0]) == 3
    client.force_login(lee)
    page = client.get(reverse("chat:chat_list"), {"agent": kim.pk}).text
    assert page.count("data-open-row") == 3
    client.force_login(park)
    assert "data-open-row" not in client.get(reverse("chat:chat_list")).text
    park.roles.clear()
    assert client.get(reverse("chat:chat_list")).status_code == 403


def test_talks_left_for_a_day_end_and_count_as_given_up(kim, lee):
    site = make_site()
    hear(site, "계세요?", token="a" * 40)
    hear(site, "저는 방금요", token="b" * 40, at=MORNING + timedelta(hours=20))
    for _time in range(2):
        close_quiet(at=MORNING + timedelta(hours=25))
    kept = Conversation.objects.order_by("pk").values_list("status", flat=True)
    assert list(kept) == ["closed", "waiting"]
    assert lines(lee)[0]["합계"]["gone"] == 1
