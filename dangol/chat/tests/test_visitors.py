"""What websites and visitors may ask over HTTP, and what they are refused."""

import gzip
import json

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from dangol.chat import visitor_gate, visitor_views
from dangol.chat.identity import caller_of, sign_identity, stream_ticket
from dangol.chat.models import ChatMessage, ChatSite, Conversation
from dangol.chat.saying import Words
from dangol.chat.talking import answer_visitor
from dangol.chat.testing import MORNING, TOKEN, hear, make_site, visitor
from dangol.chat.visitor_views import WIDGET
from dangol.helpdesk.models import Ticket
from dangol.kit.realtime import topics

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"


@pytest.fixture(autouse=True)
def office(kim):
    cache.clear()
    return kim


def ask(client, site, path, said=None, *, origin=SHOP, body=None, lang="ko"):
    said = json.dumps({"token": TOKEN, **(said or {})}) if body is None else body
    return client.post(
        f"/chat/v/{path}/?site={site.key}&lang={lang}", said, content_type="text/plain",
        headers={"origin": origin},
    )  # fmt: skip


def test_a_visitor_greets_writes_and_reads_the_answer(client, kim):
    site = make_site()
    hello = ask(client, site, "hello")
    assert hello["Access-Control-Allow-Origin"] == SHOP
    assert "Access-Control-Allow-Credentials" not in hello
    assert hello.json()["messages"] == []
    assert not Conversation.objects.exists()  # looking is no conversation
    mine = ask(client, site, "say", {"client": "c1", "text": "안녕하세요"}).json()
    assert (mine["number"], mine["client"]) == (1, "c1")
    again = ask(client, site, "say", {"client": "c1", "text": "안녕하세요"}).json()
    assert again == mine
    answer_visitor(Conversation.objects.get(), Words("a", "네"), at=MORNING, actor=kim)
    (answer,) = ask(client, site, "messages", {"after": 1}).json()["messages"]
    assert (answer["number"], answer["from"], answer["name"]) == (2, "agent", "김하늘")
    assert "client" not in answer


def test_the_stream_begins_with_what_the_page_missed(client, kim):
    site = make_site()
    chat = hear(site, "하나", "c1").conversation
    answer_visitor(chat, Words("a", "둘"), at=MORNING, actor=kim)
    answer_visitor(chat, Words("b", "셋"), at=MORNING, actor=kim)
    ticket = stream_ticket(site, visitor(site))

    def stream(**headers):
        address = f"/chat/v/sse/?site={site.key}&ticket={ticket}&after=0"
        return client.get(address, headers={"origin": SHOP, **headers})

    ids = [line for line in stream().text.splitlines() if line.startswith("id: ")]
    assert ids == ["id: 1", "id: 2", "id: 3"]
    late = stream(**{"last-event-id": "2"})
    assert [line for line in late.text.splitlines() if line.startswith("id: ")] == ["id: 3"]
    assert '"셋"' in late.text
    assert late["X-Watch"] == f"visitor:{site.pk}:{visitor(site).key}"
    assert late["Access-Control-Allow-Origin"] == SHOP
    assert stream(**{"last-event-id": "x" * 50}).status_code == 200


@pytest.mark.parametrize("path", ["hello", "messages", "say", "typing", "leave"])
def test_refuses_other_origins_and_unknown_sites(client, path):
    site = make_site()
    for origin in ("https://evil.example", "null", "", "https://shop.example.evil.com"):
        answer = ask(client, site, path, {"client": "c", "text": "x"}, origin=origin)
        assert answer.status_code == 403
        assert "Access-Control-Allow-Origin" not in answer
    site.key = "nobody"
    assert ask(client, site, path).status_code == 404
    assert not ChatMessage.objects.exists()


def test_a_hostile_page_reads_no_other_visitor(client):
    site, other = make_site(), make_site("다른 곳", origins="https://evil.example")
    hear(site, "비밀입니다")
    evil = "https://evil.example"
    assert ask(client, other, "messages", origin=evil).json() == {"messages": []}
    assert ask(client, site, "messages", {"token": "b" * 40}).json() == {"messages": []}
    ticket = stream_ticket(site, visitor(site))
    for address, origin in (
        (f"/chat/v/sse/?site={site.key}&ticket={ticket}", evil),
        (f"/chat/v/sse/?site={other.key}&ticket={ticket}", evil),
        (f"/chat/v/sse/?site={site.key}&ticket={ticket}x", SHOP),
        (f"/chat/v/sse/?site={site.key}", SHOP),
    ):
        assert client.get(address, headers={"origin": origin}).status_code == 403
    # nor does the office's own stream carry a visitor's topic
    assert "visitor" not in topics


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"text": "가" * 4_001, "client": "c"}, 413, "4,000자"),
        ({"text": "x" * 1_000_000, "client": "c"}, 413, "4,000자"),
        ({"text": "", "client": "c"}, 422, "적어 주세요"),
        ({"text": "x", "client": ""}, 422, "다시 열어"),
        ({"text": ["x"], "client": {}}, 422, "다시 열어"),
        ({"text": "x", "client": "c", "token": "short"}, 422, "다시 열어"),
        ({"text": "x", "client": "c", "user": "42", "sign": "0"}, 403, "회원 확인"),
        ({"text": "x", "client": "c", "user": "42", "sign": "가"}, 403, "회원 확인"),
    ],
)
def test_bad_words_get_a_clear_answer(client, said, status, words):
    answer = ask(client, make_site(), "say", said)
    assert (answer.status_code, words in answer.json()["refused"]) == (status, True)
    assert answer["Access-Control-Allow-Origin"] == SHOP  # so that the widget can show it
    assert not ChatMessage.objects.exists()


@pytest.mark.parametrize("body", ["", "[1]", "{", "\xff", '"x"', "[" * 20_000])
def test_bodies_that_are_no_words_are_refused(client, body):
    assert ask(client, make_site(), "say", body=body).status_code in {400, 422}


def test_a_form_larger_than_the_server_reads_is_answered_to_the_page(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    address = f"/chat/v/say/?site={make_site().key}"
    answer = client.post(address, {"token": "x" * 2_000}, headers={"origin": SHOP})
    assert (answer.status_code, "4,000자" in answer.json()["refused"]) == (413, True)
    assert answer["Access-Control-Allow-Origin"] == SHOP


def test_halves_of_letters_and_turned_names_do_no_harm(client, kim):
    site, half = make_site(), "\ud800"
    name = "</script><b>\u202egnoh"
    sign = sign_identity(site, f"4{half}2".replace(half, ""), "", name)
    member = {"user": f"4{half}2", "name": name, "sign": sign}
    said = member | {"client": f"c{half}", "text": f"안녕{half}하세요 \u202etxt.exe", "page": half}
    kept = ask(client, site, "say", said)
    assert (kept.status_code, kept.json()["text"]) == (200, "안녕하세요 txt.exe")
    chat = Conversation.objects.get()
    assert (chat.visitor.name, chat.visitor.outside_id) == ("</script><b>gnoh", "42")
    client.force_login(kim)
    page = client.get(chat.get_absolute_url()).text
    assert "&lt;/script&gt;&lt;b&gt;gnoh" in page
    assert "</script><b>" not in page
    for path in ("hello", "messages", "score", "verdict", "typing", "leave"):
        odd = {"after": 10**30, "number": 10**30, "score": True, "text": half, "client": half}
        assert ask(client, site, path, odd | {"to": half, "who": half}).status_code < 500


def test_forms_of_one_address_are_slowed_before_they_fill_the_desk(client, monkeypatch):
    site = make_site()
    monkeypatch.setattr(visitor_views, "MOST_LEFT", 2)
    said = {"who": "정유진", "to": "yujin@example.com", "text": "문의"}
    # other tokens do not help; five, so that three fall into one minute in any case
    found = [
        ask(client, site, "leave", said | {"token": f"{n:040}", "client": "f"}) for n in range(5)
    ]
    assert found[0].status_code == 200
    refused = [answer for answer in found if answer.status_code == 429]
    assert refused
    assert "잠시 뒤" in refused[0].json()["refused"]
    assert Ticket.objects.count() == 5 - len(refused)


def test_the_chat_stands_on_a_page_of_its_own_while_the_site_is_in_use(client):
    site = make_site("가게</script>")
    page = client.get(f"/chat/w/{site.key}/?lang=en")
    assert '<html lang="en">' in page.text
    assert f'data-site="{site.key}" data-full' in page.text
    assert "<title>가게&lt;/script&gt;</title>" in page.text
    assert page["X-Frame-Options"] == "DENY"  # no page lays it under its own
    ChatSite.objects.update(is_active=False)
    assert client.get(f"/chat/w/{site.key}/").status_code == 404
    assert client.get("/chat/w/nobody/").status_code == 404


def test_english_pages_are_answered_in_english(client):
    answer = ask(client, make_site(), "say", {"text": "", "client": "c"}, lang="en")
    assert answer.json()["refused"] == "Please write a message."


def test_a_flood_is_slowed_with_a_notice(client, monkeypatch):
    site = make_site()
    answers = [ask(client, site, "say", {"client": f"c{n}", "text": "x"}) for n in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert answers[-1]["Retry-After"] == "10"
    assert "잠시 뒤" in answers[-1].json()["refused"]
    monkeypatch.setattr(visitor_gate, "MOST_ASKED", 5)
    cache.clear()
    # twelve, so that six fall into one minute even where the next one begins between them
    assert 429 in [ask(client, site, "hello").status_code for _n in range(12)]


def test_a_file_leaves_as_a_download_by_its_signed_address_only(client, kim):
    site = make_site()
    data = {"token": TOKEN, "client": "f", "file": SimpleUploadedFile("견적.pdf", b"%PDF-1")}
    address = f"/chat/v/say/?site={site.key}"
    kept = client.post(address, data, headers={"origin": SHOP}).json()
    file = client.get(f"/chat/v/file/{kept['file']['ticket']}/")
    assert (b"".join(file), file["Content-Type"]) == (b"%PDF-1", "application/octet-stream")
    assert file["Content-Disposition"].startswith("attachment")
    pk = ChatMessage.objects.get().pk
    assert client.get(f"/chat/v/file/{pk}/").status_code == 404
    assert client.get(f"/chat/{Conversation.objects.get().pk}/file/{pk}/").status_code == 302


def test_a_signed_member_may_write(client):
    site = make_site()
    sign = sign_identity(site, "42", "", "정유진")
    said = {"user": "42", "name": "정유진", "sign": sign, "client": "c", "text": "저예요"}
    assert ask(client, site, "say", said).status_code == 200
    key = caller_of(site, token="", user="42", name="정유진", sign=sign).key
    assert Conversation.objects.get().visitor.key == key


def test_the_widget_is_small_and_cached(client):
    answer = client.get("/chat/widget.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert len(gzip.compress(answer.content)) <= 25 * 1024
    assert answer.content == WIDGET.read_bytes()
    mark = {"if-none-match": answer["ETag"]}
    assert client.get("/chat/widget.js", headers=mark).status_code == 304
