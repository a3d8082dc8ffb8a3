"""Mails become tickets and go on with them; machines are never answered."""

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.codes import preferences
from dangol.customers.testing import make_customer
from dangol.helpdesk.mail.queries import forget_mailboxes
from dangol.helpdesk.models import DeskMailbox, Member, Team, Ticket
from dangol.helpdesk.surveys.preferences import SurveyPreferences
from dangol.helpdesk.testing import make_team, step
from dangol.helpdesk.tickets.joining import merge_tickets
from dangol.helpdesk.tickets.letters import Letter
from dangol.helpdesk.tickets.moving import move_ticket
from dangol.helpdesk.tickets.talking import reply_to_ticket
from dangol.messaging.content import Content
from dangol.messaging.inbox.testing import make_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import Message
from dangol.messaging.testing import make_sender
from dangol.messaging.tracking.tokens import token_of
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
WRITER = "박서연 <park@client.example>"


@pytest.fixture
def desk(choi):
    make_sender()
    preferences.put(SurveyPreferences(is_on=False), actor=None)
    account = make_account(None, choi)
    DeskMailbox.objects.create(account=account, team=make_team("고객지원 2"))
    forget_mailboxes()
    return account


def kinds(ticket):
    return list(ticket.messages.order_by("pk").values_list("kind", flat=True))


def test_a_mail_opens_a_ticket_and_its_writer_hears_once(desk, kim, run_jobs):
    customer = make_customer(kim, "박서연", emails=["park@client.example"])
    make_mail(desk, "스팀이 약해요", subject="고장 #{문의}")
    run_jobs()
    run_jobs()

    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.channel, ticket.team.name) == (customer, "email", "고객지원 2")
    assert kinds(ticket) == ["in", "auto"]
    receipt = Message.objects.get()
    content = Content.read(receipt.dispatch.content)
    assert (content.automatic, content.subject) == (True, f"[{ticket.number}] Re: #{{title}}")


def test_a_reply_leaves_in_the_thread_and_the_answer_comes_back(desk, kim, choi, run_jobs):
    make_mail(desk, "스팀이 약해요", message_id="a@client.example")
    run_jobs()
    ticket = Ticket.objects.get()
    now = timezone.now()
    reply_to_ticket(ticket, Letter("내일 가겠습니다."), at=now, actor=choi, source="t:1")
    ticket.refresh_from_db()
    move_ticket(ticket, to=step("done"), at=now, actor=choi)

    sent = Message.objects.exclude(dispatch__source__startswith="receipt:").get()
    content = Content.read(sent.dispatch.content)
    assert (sent.address, content.in_reply_to) == ("park@client.example", "<a@client.example>")
    make_mail(
        desk, "아직 안 됩니다", subject="Re: 다른 제목",
        in_reply_to=f"{token_of(sent.pk)}@hanbit.example",
    )  # fmt: skip
    run_jobs()

    ticket = Ticket.objects.get()
    assert kinds(ticket) == ["in", "auto", "out", "in"]
    assert (ticket.is_open, ticket.reopen_count, ticket.waits_for_us) == (True, 1, True)


def test_the_number_in_a_subject_counts_from_those_who_are_known(desk, run_jobs):
    make_mail(desk, "처음")
    run_jobs()
    number = Ticket.objects.get().number
    make_mail(desk, "이어서", subject=f"추가 [{number}]")
    make_mail(desk, "남의 티켓에", subject=f"[{number}] 몰래", sender="x <evil@other.example>")
    run_jobs()

    first, second = Ticket.objects.order_by("pk")
    assert [row.text.strip() for row in first.messages.filter(kind="in")] == ["처음", "이어서"]
    assert second.writer_email == "evil@other.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"subject": "[부재중] 휴가입니다"},
        {"sender": "box1@dangol.example"},
    ],
)
def test_machines_open_nothing_and_get_no_answer(desk, run_jobs, headers):
    make_mail(desk, "자동으로 보냅니다", **headers)
    run_jobs()
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()


def test_an_automatic_answer_does_not_loop_or_reopen(desk, choi, run_jobs):
    make_mail(desk, "문의", message_id="a@client.example")
    run_jobs()
    ticket = Ticket.objects.get()
    move_ticket(ticket, to=step("done"), at=timezone.now(), actor=choi)
    for n in range(5):
        make_mail(
            desk, f"부재중 {n}", subject="[자동회신] Re: 견적 문의",
            in_reply_to=f"{token_of(Message.objects.get().pk)}@hanbit.example",
        )  # fmt: skip
        run_jobs()

    ticket.refresh_from_db()
    assert (ticket.is_open, Message.objects.count()) == (False, 1)
    assert kinds(ticket) == ["in", "auto", *["machine"] * 5]


def test_a_list_gets_a_ticket_but_no_receipt(desk, run_jobs):
    make_mail(desk, "소식지", List_Id="<news.example>")
    make_mail(desk, "답하지 마세요", sender="no-reply@shop.example", subject="주문 확인")
    run_jobs()
    assert Ticket.objects.count() == 2
    assert not Message.objects.exists()


def test_a_flood_is_twenty_tickets_and_nothing_is_lost(desk, kim, run_jobs):
    Member.objects.create(team=Team.objects.get(name="고객지원 2"), user=kim)
    for n in range(30):
        make_mail(desk, f"장난 {n}", subject=f"장난 {n}")
    run_jobs()
    assert Ticket.objects.count() == 20
    newest = Ticket.objects.latest("pk")
    assert newest.messages.filter(kind="in").count() == 11
    note = newest.messages.get(kind="note")
    assert "park@client.example에서 한 시간에 20통이 넘게" in note.text
    assert Notice.objects.filter(user=kim, text__startswith="메일이 쏟아집니다").count() == 1
    assert Message.objects.count() == 3


def test_mails_to_a_merged_ticket_reach_the_other(desk, choi, run_jobs):
    for n in (1, 2):
        make_mail(desk, f"문의 {n}", subject=f"문의 {n}", message_id=f"m{n}@client.example")
    run_jobs()
    one, two = Ticket.objects.order_by("pk")
    merge_tickets(two, into=one, at=timezone.now(), actor=choi)
    make_mail(desk, "두 번째에 이어서", in_reply_to="m2@client.example")
    run_jobs()
    assert one.messages.filter(kind="in").count() == 3
    assert Ticket.objects.count() == 2


def test_a_personal_mail_becomes_a_ticket_by_hand(client, kim, run_jobs):
    mail = make_mail(make_account(kim), "수리 부탁드립니다", subject="수리")
    run_jobs()
    assert not Ticket.objects.exists()
    client.force_login(kim)
    url = reverse("helpdesk:thread_to_ticket", args=[mail.thread_id])
    assert 'value="수리"' in client.get(url).text
    for _n in range(2):
        client.post(url, {"subject": "머신 수리"})
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.thread, ticket.messages.count()) == ("머신 수리", mail.thread, 1)
    assert "→ 티켓" in client.get(mail.thread.get_absolute_url()).text


def test_a_letter_of_a_megabyte_comes_whole(desk, run_jobs):
    words = "\n".join(f"{n}번 기계의 스팀이 약해요." for n in range(26_000))
    make_mail(desk, words)
    run_jobs()

    assert len(words.encode()) > 1_000_000
    said = Ticket.objects.get().messages.get(kind="in")
    assert said.text == words
