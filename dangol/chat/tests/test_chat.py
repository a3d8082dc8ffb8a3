"""What is said in chats, who gets them, and what is refused."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from dangol.activities.models import Activity, Entry
from dangol.activities.testing import install_kinds
from dangol.chat.identity import Forged, caller_of, sign_identity
from dangol.chat.models import ChatMessage, ChatSite, Conversation, Visitor
from dangol.chat.queries import ink_on, is_open, luminance, said_to
from dangol.chat.queue import claim_chat, close_chat, set_ready, transfer_chat
from dangol.chat.saying import TooFast, TooLong, Words
from dangol.chat.services import (
    join_customer,
    leave_words,
    mail_transcript,
    todo_of_chat,
    write_site,
)
from dangol.chat.talking import answer_visitor, hear_visitor, note_chat
from dangol.chat.testing import MORNING, TOKEN, hear, make_ready, make_site, visitor
from dangol.chat.ticketing import ticket_of_chat
from dangol.customers.testing import make_customer, moment
from dangol.helpdesk.models import Member, Team, Ticket
from dangol.kit.errors import Conflict, Refused
from dangol.messaging.models import Message
from dangol.messaging.testing import make_sender

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
Status = Conversation.Status


def said(site, token=TOKEN, after=0):
    rows = said_to(site.pk, visitor(site, token).key, after=after)
    return [(row.number, row.sender, row.text) for row in rows]


def test_the_same_client_id_is_the_same_message(kim):
    site = make_site()
    first = hear(site, "안녕하세요", "c1")
    assert hear(site, "안녕하세요", "c1") == first
    chat = first.conversation
    words = Words("a1", "네, 안녕하세요")
    answer = answer_visitor(chat, words, at=MORNING, actor=kim)
    assert answer_visitor(chat, words, at=MORNING, actor=kim) == answer
    assert said(site) == [(1, "visitor", "안녕하세요"), (2, "agent", "네, 안녕하세요")]
    # also after the chat was closed: what was resent late is no new conversation
    close_chat(chat, at=MORNING, actor=kim)
    assert hear(site, "안녕하세요", "c1") == first
    assert Conversation.objects.count() == 1
    hear(site, "하나 더요", "c2")
    assert [row.status for row in Conversation.objects.order_by("pk")] == ["closed", "waiting"]
    assert [number for number, _sender, _text in said(site, after=2)] == [3, 4]


def test_a_note_reaches_no_visitor(kim):
    site = make_site()
    chat = hear(site).conversation
    note_chat(chat, Words("n1", "까다로운 손님"), at=MORNING, actor=kim)
    transfer_chat(chat, reason="담당이 아님", at=MORNING, actor=kim)
    assert "까다로운" not in str(said(site))
    assert "담당이 아님" not in str(said(site))
    assert chat.messages.filter(sender="note", number=None).count() == 2


def test_two_visitors_are_two(kim):
    site = make_site()
    hear(site, "하나")
    hear(site, "둘", token="another-" + "b" * 32)
    assert said(site) == [(1, "visitor", "하나")]


@pytest.mark.parametrize(
    ("text", "error"),
    [("", Refused), ("   ", Refused), ("가" * 4_001, TooLong), ("저는 900101-1234568", Refused)],
)
def test_refuses_words_that_cannot_be_kept(text, error):
    with pytest.raises(error):
        hear(make_site(), text)
    assert not ChatMessage.objects.exists()
    assert not Conversation.objects.exists()


def test_refuses_a_flood_and_goes_on_later():
    site = make_site()
    for n in range(10):
        hear(site, f"{n}", f"c{n}", at=MORNING + n * SECOND / 10)
    with pytest.raises(TooFast, match="너무 많습니다"):
        hear(site, "열한 번째", "c10", at=MORNING + SECOND)
    assert ChatMessage.objects.count() == 10
    hear(site, "열한 번째", "c10", at=MORNING + 12 * SECOND)


def file(name, data=b"words"):
    return ContentFile(data, name=name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("setup.exe", b"MZ\x90"), ("사진.svg", b"<svg onload=alert(1)>"), ("a.html", b"<p>"),
        ("견적.pdf.exe", b"MZ"), ("견적.exe.pdf", b"%PDF-1.7"), ("그림.png", b"MZ\x90\x00"),
        ("그림.png", b"<svg xmlns='x'><script>alert(1)</script></svg>"), ("빈.pdf", b""),
        ("큰.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024)),
    ],
)  # fmt: skip
def test_refuses_files_that_can_run(name, data):
    site = make_site()
    with pytest.raises(Refused):
        hear_visitor(site, visitor(site), Words("f1", file=file(name, data)), at=MORNING)
    assert not ChatMessage.objects.exists()


def test_keeps_a_file_once():
    site = make_site()
    for _time in range(2):
        words = Words("f1", file=file("견적.pdf", b"%PDF-1.7"))
        kept = hear_visitor(site, visitor(site), words, at=MORNING)
    assert (kept.file_name, kept.file.read()) == ("견적.pdf", b"%PDF-1.7")
    assert ChatMessage.objects.count() == 1


def test_a_signed_member_is_one_person_everywhere_and_the_customer(kim):
    customer = make_customer(kim, "정유진", emails=["yujin@example.com"])
    site = make_site()
    sign = sign_identity(site, "42", "yujin@example.com", "정유진")
    proof = {"user": "42", "email": "yujin@example.com", "name": "정유진", "sign": sign}
    for token in ("x" * 40, "y" * 40):
        caller = caller_of(site, token=token, **proof)
        message = hear_visitor(site, caller, Words(f"c{token[0]}", "저예요"), at=MORNING)
    assert Visitor.objects.get().customer == customer
    assert message.conversation.who == "정유진"


@pytest.mark.parametrize(
    "change", [{"user": "43"}, {"email": "boss@example.com"}, {"sign": ""}, {"sign": "0" * 64},
               {"user": ""}],
)  # fmt: skip
def test_refuses_a_forged_identity(change):
    site = make_site()
    proof = {"user": "42", "email": "a@example.com", "name": "",
             "sign": sign_identity(site, "42", "a@example.com")}  # fmt: skip
    assert caller_of(site, token=TOKEN, **proof).is_proven
    with pytest.raises(Forged):
        caller_of(site, token=TOKEN, **(proof | change))
    other = make_site("다른 사이트")
    with pytest.raises(Forged):
        caller_of(other, token=TOKEN, **proof)


def test_chats_go_to_the_least_busy_who_is_ready(kim, lee, park):
    site = make_site(most=2)
    make_ready(kim, lee)
    chats = [hear(site, token=f"{n:040}").conversation for n in range(5)]
    agents = [Conversation.objects.get(pk=chat.pk).agent for chat in chats]
    assert agents[:4].count(kim) == agents[:4].count(lee) == 2
    assert agents[4] is None  # both are full
    close_chat(Conversation.objects.get(pk=chats[0].pk), at=MORNING, actor=kim)
    assert Conversation.objects.get(pk=chats[4].pk).agent == agents[0]
    hear(site, token="z" * 40)
    set_ready(park, ready=True, at=MORNING)
    assert Conversation.objects.latest("pk").agent == park


def test_who_is_away_or_of_another_team_gets_nothing(kim, lee):
    team = Team.objects.create(name="온라인")
    Member.objects.create(team=team, user=lee)
    site = make_site(team=team)
    make_ready(kim)
    make_ready(lee, at=MORNING - timedelta(minutes=4))  # closed the inbox since
    assert hear(site).conversation.agent is None
    make_ready(lee)
    assert Conversation.objects.get().agent == lee


def test_of_two_who_claim_the_second_is_told(kim, lee):
    chat = hear(make_site()).conversation
    claim_chat(chat, at=MORNING, actor=kim)
    with pytest.raises(Conflict, match="김하늘"):
        claim_chat(chat, at=MORNING, actor=lee)
    transfer_chat(chat, reason="교대", to=lee, at=MORNING, actor=kim)
    assert Conversation.objects.get().agent == lee


def test_a_closed_chat_stands_on_the_timeline(kim):
    site = make_site()
    chat = hear(site).conversation
    customer = make_customer(kim)
    join_customer(chat, customer, actor=kim)
    answer_visitor(chat, Words("a", "3천 원입니다"), at=MORNING, actor=kim)
    for _time in range(2):
        close_chat(chat, at=MORNING + timedelta(minutes=7), actor=kim)
    entry = Entry.objects.get(kind="chat.chat_closed")
    assert entry.data["message_count"] == 2
    assert entry.data["minutes"] == 7
    with pytest.raises(Refused):
        answer_visitor(chat, Words("b", "더요"), at=MORNING, actor=kim)


def test_a_chat_becomes_one_ticket_and_a_todo(kim):
    install_kinds()
    site = make_site()
    chat = hear(site, "물이 샙니다").conversation
    customer = make_customer(kim)
    chat = join_customer(chat, customer, actor=kim)
    answer_visitor(chat, Words("a", "확인하겠습니다"), at=MORNING, actor=kim)
    tickets = [ticket_of_chat(chat, subject="누수", at=MORNING, actor=kim) for _time in range(2)]
    assert tickets[0] == tickets[1] == Ticket.objects.get()
    ticket = tickets[0]
    assert (ticket.channel, ticket.customer, ticket.agent) == ("chat", customer, kim)
    lines = ticket.messages.order_by("pk").values_list("kind", "text")
    assert list(lines) == [("in", "물이 샙니다"), ("out", "확인하겠습니다")]
    todo_of_chat(chat, title="부품 확인", due=MORNING.date(), owner=kim, actor=kim)
    todo = Activity.objects.get()
    assert (todo.link_model, todo.link_id) == ("chat.conversation", chat.pk)


def test_the_transcript_leaves_once_and_merges_nothing(kim):
    make_sender()
    site = make_site()
    chat = hear(site, "#{고객명} 이라고 써 보았어요").conversation
    note_chat(chat, Words("n", "비밀"), at=MORNING, actor=kim)
    for _time in range(2):
        letter = mail_transcript(chat, to="a@example.com", at=MORNING, actor=kim, source="t1")
    assert Message.objects.get().address == "a@example.com"
    assert "#{고객명} 이라고 써 보았어요" in letter.content["values"]["transcript"]
    assert "비밀" not in letter.content["values"]["transcript"]


def test_outside_hours_words_become_one_ticket():
    site = make_site(keeps_hours=True)
    night, noon = moment("2026-11-23T23:00"), moment("2026-11-23T11:00")
    assert (is_open(site, night), is_open(site, noon)) == (False, True)
    assert not is_open(site, moment("2026-11-22T11:00"))  # a Sunday
    assert not is_open(site, moment("2026-12-25T11:00"))  # a holiday
    form = {"name": "정유진", "text": "원두가 안 왔어요\n급해요", "client": "f1", "at": night}
    with pytest.raises(Refused, match="이메일"):
        leave_words(site, visitor(site), email="nobody", **form)
    assert not Ticket.objects.exists()
    for _time in range(2):
        leave_words(site, visitor(site), email="a@example.com", **form)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.writer_email) == ("원두가 안 왔어요", "a@example.com")


def test_a_sites_addresses_are_kept_as_browsers_say_them(kim):
    words = {"name": "봄결", "greeting": "네", "away": "쉽니다"}
    values = words | {"origins": "https://Shop.Example/path\nhttp://localhost:3000/"}
    site = write_site(None, actor=kim, **values)
    assert site.origins == "https://shop.example\nhttp://localhost:3000"
    with pytest.raises(Exception, match="https://로 시작"):
        write_site(site, actor=kim, **(words | {"origins": "shop.example"}))
    assert ChatSite.objects.get().origins == site.origins


@pytest.mark.parametrize("color", ["#000000", "#ffffff", "#0f766e", "#facc15", "#777777"])
def test_words_on_the_brand_colour_can_be_read(color):
    lights = sorted((luminance(color), luminance(ink_on(color))))
    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5
