"""The desk, the list, a ticket's page and what is done there."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dangol.activities.models import Activity
from dangol.activities.testing import install_kinds
from dangol.audit.models import Change
from dangol.audit.presenting import field_changes
from dangol.customers.testing import make_company, make_customer
from dangol.helpdesk.models import (
    Label,
    Macro,
    RequestType,
    Step,
    Team,
    Ticket,
    TicketMessage,
)
from dangol.helpdesk.setup.queries import forget_setup
from dangol.helpdesk.testing import make_team, make_ticket, step
from dangol.helpdesk.tickets.macros import macro_text
from dangol.helpdesk.tickets.talking import hear_customer, write_note
from dangol.messaging.models import Mail, Message
from dangol.messaging.testing import make_sender

pytestmark = pytest.mark.django_db


def page(client, user, name, *args, **params):
    client.force_login(user)
    return client.get(reverse(f"helpdesk:{name}", args=args), params)


def send(client, user, page_name, /, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"helpdesk:{page_name}", args=args), data)


def test_the_desk_shows_ones_own_the_pool_and_counts(client, kim, park):
    make_ticket(kim, "스팀 압력이 약해요")
    make_ticket(subject="청구서 나누기", actor=kim)
    mine = page(client, kim, "desk").text
    assert "스팀 압력이 약해요" in mine
    assert "청구서 나누기" not in mine
    assert "청구서 나누기" in page(client, kim, "desk", box="pool").text
    other = page(client, park, "desk", box="open").text
    assert "스팀 압력이 약해요" not in other
    assert "청구서 나누기" in other


@pytest.mark.parametrize(("who", "status"), [("kim", 200), ("lee", 200), ("park", 404)])
def test_a_ticket_is_seen_by_its_agent_and_their_leader(client, kim, request, who, status):
    ticket = make_ticket(kim)
    user = request.getfixturevalue(who)
    assert page(client, user, "ticket_detail", ticket.pk).status_code == status
    assert (ticket.subject in page(client, user, "ticket_list").text) is (status == 200)


def test_pages_cost_the_same_for_any_number(client, kim, django_assert_max_num_queries):
    for n in range(40):
        ticket = make_ticket(kim, f"티켓 {n}")
    for n in range(60):
        hear_customer(ticket, text=f"말 {n}", at=timezone.now())
    page(client, kim, "desk")
    with django_assert_max_num_queries(20):
        assert page(client, kim, "desk").text.count("data-open-row") == 30
    page(client, kim, "ticket_detail", ticket.pk)
    with django_assert_max_num_queries(45):
        text = page(client, kim, "ticket_detail", ticket.pk).text
    assert "이전 메시지" in text


def test_a_ticket_is_opened_from_the_customers_page(client, kim):
    customer = make_company(kim, "카페 하늘나래")
    assert "카페 하늘나래" in page(client, kim, "ticket_open", customer=customer.pk).text
    kind = RequestType.objects.get(name="결함")
    answer = send(
        client, kim, "ticket_open", other=customer.pk, subject="스팀이 약해요", text="어제부터",
        space="customer", channel="phone", request_type=kind.pk,
    )  # fmt: skip
    ticket = Ticket.objects.get()
    assert answer.url == ticket.get_absolute_url()
    assert (ticket.customer, ticket.priority, ticket.team.name) == (customer, 2, "고객지원")
    assert "스팀이 약해요" in client.get(customer.get_absolute_url()).text


def test_what_is_wrong_keeps_what_was_typed(client, kim, park):
    stranger = make_customer(park)
    for other, subject in (("", ""), (stranger.pk, "x")):
        answer = send(
            client, kim, "ticket_open", other=other, subject=subject, text="길게 쓴 말",
            space="customer", channel="phone",
        )  # fmt: skip
        assert answer.status_code == 422
        assert "길게 쓴 말" in answer.text
    assert not Ticket.objects.exists()


def test_a_reply_waits_ten_seconds_and_can_be_taken_back(client, kim):
    make_sender()
    ticket = make_ticket(kim, customer=make_customer(kim, emails=["hong@client.example"]))
    shown = page(client, kim, "ticket_detail", ticket.pk).text
    assert 'value="hong@client.example"' in shown

    done = step("confirm")
    answer = send(
        client, kim, "ticket_reply", ticket.pk, to="hong@client.example", text="확인했습니다.",
        source="ticket:1", seen="0", then=done.id,
    )  # fmt: skip
    assert answer.status_code == 302
    message, ticket = ticket.messages.get(), Ticket.objects.get()
    assert (ticket.step_id, ticket.first_replied_at is None) == (done.id, False)
    held = Message.objects.get()
    assert (held.address, (held.due_at - message.at).seconds) == ("hong@client.example", 10)

    send(client, kim, "reply_undo", ticket.pk, message.pk)
    ticket.refresh_from_db()
    assert (Message.objects.get().status, ticket.messages.count()) == ("cancelled", 0)
    assert (ticket.step.name, ticket.first_replied_at, ticket.message_count) == ("배정", None, 0)
    assert ticket.first_due_at
    assert "확인했습니다." in page(client, kim, "ticket_detail", ticket.pk).text
    assert not Mail.objects.exists()

    again = {"to": "hong@client.example", "text": "다시", "source": "ticket:2", "seen": "0"}
    send(client, kim, "ticket_reply", ticket.pk, **again)
    send(client, kim, "ticket_reply", ticket.pk, **again)
    assert ticket.messages.count() == 1
    Message.objects.filter(status="queued").update(status="sent")
    send(client, kim, "reply_undo", ticket.pk, ticket.messages.get().pk)
    assert ticket.messages.count() == 1


def test_two_who_answer_are_told(client, kim, lee):
    make_sender()
    ticket = make_ticket(kim, customer=make_customer(kim, emails=["hong@client.example"]))
    send(client, lee, "ticket_writing", ticket.pk)
    assert (
        "이도윤님이 지금 답장을 쓰고 있습니다."
        in page(client, kim, "ticket_writers", ticket.pk).text
    )

    given = {"to": "hong@client.example", "seen": "0"}
    send(client, lee, "ticket_reply", ticket.pk, text="제가 답했습니다", source="a", **given)
    file = SimpleUploadedFile("설명서.pdf", b"%PDF-1.4")
    answer = send(
        client, kim, "ticket_reply", ticket.pk, text="저도", source="b", uploads=file, **given
    )
    assert answer.status_code == 409
    assert "다시 골라 주세요: 설명서.pdf" in answer.text
    assert "그사이 이도윤님이 답장했습니다." in answer.text
    assert ">저도</textarea>" in answer.text
    assert Message.objects.count() == 1
    send(client, kim, "ticket_reply", ticket.pk, text="저도", source="b", to=given["to"])
    assert Message.objects.count() == 2


def test_a_reply_to_nobody_is_refused(client, kim):
    make_sender()
    ticket = make_ticket(kim)
    for to in ("", "이상한 주소"):
        answer = send(client, kim, "ticket_reply", ticket.pk, to=to, text="네", source="s")
        assert answer.status_code == 422
    assert (ticket.messages.count(), Message.objects.count()) == (0, 0)


def test_notes_never_leave(client, kim):
    ticket = make_ticket(kim)
    send(client, kim, "note_write", ticket.pk, text="압력 스위치 같음", source="n")
    send(client, kim, "note_write", ticket.pk, text="압력 스위치 같음", source="n")
    text = page(client, kim, "ticket_detail", ticket.pk).text
    assert text.count("내부 메모 — 고객에게 보이지 않습니다") == 1
    assert not Message.objects.exists()


def test_canned_words_are_merged_for_the_customer(client, kim):
    ticket = make_ticket(kim, customer=make_customer(kim, "홍길동"))
    macro = Macro.objects.create(name="인사", text="#{고객명}님, 안녕하세요.")
    text = page(client, kim, "macro_insert", ticket.pk, macro=macro.pk).text
    assert ">홍길동님, 안녕하세요.</textarea>" in text


@pytest.mark.parametrize(("name", "called"), [("정유진", "정유진님"), ("", "고객님")])
def test_canned_words_call_a_writer_nobody_knows(kim, name, called):
    macro = Macro(text="#{호칭}, 안녕하세요.")
    said = macro_text(macro, Ticket(writer_name=name), actor=kim, today=date(2026, 11, 23))
    assert said == f"{called}, 안녕하세요."


def test_canned_words_do_what_they_are_set_to_when_they_are_sent(client, kim):
    make_sender()
    label = Label.objects.create(name="스팀")
    macro = Macro.objects.create(
        name="해결", text="고쳤습니다.", priority=3, step_id=step("done").id, order=1
    )
    macro.labels.add(label)
    customer = make_customer(kim, emails=["hong@example.com"])
    ticket = make_ticket(kim, customer=customer, priority=2)

    def state():
        ticket.refresh_from_db()
        return ticket.step.kind, ticket.priority, [row.name for row in ticket.labels.all()]

    before = state()
    send(client, kim, "ticket_reply", ticket.pk, text="고쳤습니다.", to="hong@example.com",
         source="r", macro=macro.pk)  # fmt: skip
    assert state() == ("done", 3, ["스팀"])

    send(client, kim, "reply_undo", ticket.pk, TicketMessage.objects.get(kind="out").pk)
    assert state() == before


def test_canned_notes_are_offered_for_notes_only(client, kim):
    note = Macro.objects.create(name="부품 대기", is_note=True, priority=3, order=1)
    ticket = make_ticket(kim, priority=2)
    client.force_login(kim)
    assert "부품 대기" not in client.get(ticket.get_absolute_url()).text
    assert "부품 대기" in client.get(ticket.get_absolute_url(), {"mode": "note"}).text

    send(client, kim, "note_write", ticket.pk, text="기다림", source="n", macro=note.pk)

    ticket.refresh_from_db()
    assert ticket.priority == 3


def test_moving_and_handing_over_by_the_page(client, kim, lee):
    team = make_team("A/S", lee)
    ticket = make_ticket(kim)
    missing = send(client, kim, "ticket_transfer", ticket.pk, team=team.pk, reason="")
    assert missing.status_code == 422
    send(client, kim, "ticket_move", ticket.pk, to=step("work").id, seen_in=ticket.step_id)
    send(client, kim, "ticket_act", ticket.pk, act="assign", agent=lee.pk)
    ticket.refresh_from_db()
    assert (ticket.step.name, ticket.agent) == ("처리중", lee)


def test_a_ticket_becomes_a_todo_and_a_call_a_ticket(client, kim):
    install_kinds()
    ticket = make_ticket(kim)
    day = timezone.localdate().isoformat()
    send(client, kim, "ticket_to_todo", ticket.pk, title="부품 주문", due=day, owner=kim.pk)
    todo = Activity.objects.get()
    assert (todo.title, todo.link_id) == ("부품 주문", ticket.pk)

    made = send(client, kim, "activity_to_ticket", todo.pk, subject="부품이 안 옴")
    ticket = Ticket.objects.latest("pk")
    assert made.url == ticket.get_absolute_url()
    todo.refresh_from_db()
    assert (ticket.subject, todo.link_id) == ("부품이 안 옴", ticket.pk)


def test_an_administrator_decides_how_the_desk_works(client, choi, kim):
    assert page(client, kim, "settings_home").status_code == 403
    for kind in ("steps", "teams", "members", "requests", "topics", "policies", "routes",
                 "labels", "macros", "mailboxes"):  # fmt: skip
        assert page(client, choi, "settings", kind).status_code == 200
        assert page(client, choi, "setting_add", kind).status_code == 200
    send(client, choi, "setting_add", "labels", name="스팀", color="blue")
    zero = send(client, choi, "setting_add", "policies", name="빠름", first_minutes="0",
                warn_minutes="10", order="1")  # fmt: skip
    assert zero.status_code == 422
    assert "0분은 지킬 수 없습니다." in zero.text
    send(client, choi, "setting_add", "teams", name="A/S", assign="turn", order="1")
    send(client, choi, "setting_edit", "steps", Step.objects.get(kind="start").pk, name="새로 옴",
         kind="start", color="blue", order="0")  # fmt: skip
    broken = send(client, choi, "setting_add", "macros", name="나쁨", text="#{없는항목}", order=0)
    assert broken.status_code == 422
    forget_setup()
    assert Label.objects.get().name == "스팀"
    assert Team.objects.filter(name="A/S").exists()
    assert make_ticket(actor=kim).step.name == "새로 옴"


def test_words_are_shown_as_they_are(client, kim):
    ticket = make_ticket(kim, "<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    hear_customer(ticket, text="<b>굵게</b>", at=timezone.now(), name="<i>x</i>")
    write_note(ticket, text="<u>밑줄</u>", at=timezone.now(), actor=kim)
    text = page(client, kim, "ticket_detail", ticket.pk).text
    for raw in ("<script>alert", "<img src=x", "<b>굵게", "<i>x</i>", "<u>밑줄"):
        assert raw not in text


def test_earlier_messages_come_by_parts_and_none_twice(client, kim):
    ticket = make_ticket(kim, text="거품이 안 올라옵니다.")
    start = timezone.now() - timedelta(days=3)
    TicketMessage.objects.bulk_create(
        TicketMessage(ticket=ticket, kind="in", text=f"말 {n:03}.", at=start + timedelta(minutes=n))
        for n in range(120)
    )
    client.force_login(kim)
    shown, address = [], ticket.get_absolute_url()
    page = client.get(address).text
    while True:
        found = re.findall(r"말 (\d{3})\.", page)
        shown = found + shown
        more = re.search(r"part=older&amp;before=(\d+)", page)
        if not more:
            break
        page = client.get(address, {"part": "older", "before": more[1]}).text
    assert shown == [f"{n:03}" for n in range(120)]
    assert "거품이 안 올라옵니다." in page  # how it began stands before the first
    # what is fetched again begins where it began, however much is said meanwhile
    first = re.search(r"part=talk&amp;since=(\d+)", client.get(address).text)[1]
    write_note(ticket, text="새 말", at=timezone.now(), actor=kim)
    again = client.get(address, {"part": "talk", "since": first}).text
    assert re.findall(r"말 (\d{3})\.", again) == [f"{n:03}" for n in range(90, 120)]
    assert "새 말" in again
    assert client.get(address, {"part": "older", "before": "x" * 30}).status_code == 200


def test_the_change_history_tells_people_and_settings_by_name(kim):
    """A customer, who is not to stand in the log by name, by number; what is gone by its id."""
    make_ticket(kim)
    customer, kind = make_customer(kim, "홍길동"), RequestType.objects.create(name="수리")
    values = {"agent_id": [None, kim.pk], "customer_id": [None, customer.pk],
              "request_type_id": [kind.pk, 987654], "thread_id": [None, 3]}  # fmt: skip
    texts = {name: [one and str(one) for one in pair] for name, pair in values.items()}
    told = field_changes(Change(model="helpdesk.ticket", verb="change", values=texts))
    assert [tuple(one) for one in told[:3]] == [
        ("담당", None, "김하늘"), ("고객", None, customer.number), ("요청유형", "수리", "987654"),
    ]  # fmt: skip


def test_choosing_what_to_write_puts_the_cursor_there(client, kim):
    ticket = make_ticket(kim)
    assert "autofocus" not in page(client, kim, "ticket_detail", ticket.pk).text
    for mode in ("reply", "note"):
        text = page(client, kim, "ticket_detail", ticket.pk, mode=mode).text
        assert text.count(" autofocus") == 1
