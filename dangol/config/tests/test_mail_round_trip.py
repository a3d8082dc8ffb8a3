"""A mail leaves through a real SMTP server, and everything comes back through a real IMAP one."""

import re
import smtplib
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from dangol.activities.models import Entry
from dangol.codes import preferences
from dangol.customers.testing import make_customer
from dangol.helpdesk.mail.queries import forget_mailboxes
from dangol.helpdesk.models import DeskMailbox, Ticket
from dangol.helpdesk.tickets.letters import Letter
from dangol.helpdesk.tickets.talking import reply_to_ticket
from dangol.kit.testing import mail as servers
from dangol.messaging.content import Content
from dangol.messaging.mailboxes.services import read_account
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import Mail, Message
from dangol.messaging.outbox.delivery import deliver
from dangol.messaging.outbox.services import send
from dangol.messaging.parsing import parse_mail
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.services import set_channel
from dangol.messaging.testing import allow, channel_of, make_sender, refuse

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(servers.DOVECOT is None, reason="dovecot is not installed"),
]
OFFICE = "office@dangol.example"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"


@pytest.fixture
def post(tmp_path):
    with servers.post_office(tmp_path / "post", ["office", "hong", "jung", "choi"]) as made:
        yield made


@pytest.fixture
def sender(db, post):
    sender = make_sender(email=OFFICE)
    channel = sender.channels.get(medium="email")
    set_channel(
        channel,
        adapter="smtp",
        settings={
            "host": "127.0.0.1",
            "port": post.smtp_port,
            "security": "none",
            "bounce": OFFICE,
        },
        secrets={},
        actor=None,
    )
    preferences.put(MessagingPreferences(track_opens=True, track_clicks=True), actor=None)
    return sender


def out(customers, **values):
    dispatch = send(customers, actor=None, source=None, at=timezone.now(), medium="email", **values)
    deliver(channel_of(dispatch).pk)
    return dispatch


def kinds(customer):
    rows = Entry.objects.filter(customer=customer, kind__startswith="messaging.").order_by("pk")
    return [kind.removeprefix("messaging.") for kind in rows.values_list("kind", flat=True)]


def test_one_of_three_gets_it_and_all_that_follows_comes_back(client, kim, post, sender):
    names = {"홍길동": "hong", "정하린": "jung", "최가람": "choi"}
    hong, jung, choi = (
        make_customer(kim, name, emails=[f"{box}@client.example"]) for name, box in names.items()
    )
    allow(hong, "email")
    allow(jung, "email")
    refuse(jung, "email")
    account = make_account(
        kim, email=OFFICE, port=post.imap_port, username="office", password=servers.PASSWORD
    )

    out(
        [hong, jung, choi],
        kind="ad",
        content=Content(
            subject="#{고객명}님께 드리는 소식",
            html='<p>#{고객명}님, 새 원두가 왔습니다.</p><p><a href="https://shop.example/new">보기</a></p>',
        ),
    )

    found = {name: post.mails_of(name) for name in ("hong", "jung", "choi")}
    assert {name: len(mails) for name, mails in found.items()} == {"hong": 1, "jung": 0, "choi": 0}
    assert sorted(Message.objects.values_list("address", "status", "reason")) == [
        ("choi@client.example", "refused", "no_consent"),
        ("hong@client.example", "sent", ""),
        ("jung@client.example", "refused", "opted_out"),
    ]
    got = parse_mail(found["hong"][0])
    assert got.subject == "(광고) 홍길동님께 드리는 소식"
    assert "홍길동님, 새 원두가 왔습니다." in got.text

    Message.objects.filter(customer=hong).update(sent_at=timezone.now() - timedelta(minutes=1))
    for pattern in (r'/messages/o/[^"]+\.gif', r'/messages/c/[^"]+'):
        client.get(re.search(pattern, got.html)[0], headers={"User-Agent": PHONE})
    _reply(post, got)
    link = re.search(r"<(https?://[^>]+)>", got.list_unsubscribe)[1]
    client.post(urlsplit(link).path, {"List-Unsubscribe": "One-Click"})
    assert read_account(account, at=timezone.now()) == 1

    assert kinds(hong) == [
        "message_sent", "message_opened", "message_clicked", "unsubscribed", "mail_replied",
    ]  # fmt: skip
    assert kinds(jung) == kinds(choi) == ["message_refused"]
    reply = Mail.objects.get()
    assert (reply.thread.customer, reply.text.split("\n")[0]) == (hong, "한 봉 보내 주세요.")
    assert Message.objects.get(customer=hong).reactions.filter(kind="reply").count() == 1
    hong.refresh_from_db()
    assert hong.permit_email == 0


def _reply(post, got):
    answer = EmailMessage()
    answer["From"], answer["To"] = "홍길동 <hong@client.example>", got.sender.email
    answer["Subject"] = f"Re: {got.subject}"
    answer["Message-ID"] = "<reply@client.example>"
    answer["In-Reply-To"] = f"<{got.message_id}>"
    answer["Date"] = "Fri, 20 Nov 2026 10:00:00 +0900"
    answer.set_content("한 봉 보내 주세요.\n\n> 새 원두가 왔습니다.")
    with smtplib.SMTP("127.0.0.1", post.smtp_port) as line:
        line.send_message(answer)


def test_a_mail_that_comes_back_closes_the_address(kim, post, sender):
    gone = make_customer(kim, "없는이", emails=["gone@client.example"])
    account = make_account(
        kim, email=OFFICE, port=post.imap_port, username="office", password=servers.PASSWORD
    )
    content = Content(subject="납품 안내", text="내일 납품합니다.")

    out([gone], kind="transaction", content=content)
    assert read_account(account, at=timezone.now()) == 1

    message = Message.objects.get()
    assert (message.status, message.reason) == ("failed", "bounced")
    assert "5.1.1" in message.detail
    assert kinds(gone) == ["message_sent", "message_bounced"]
    assert Mail.objects.get().kind == "bounce"

    again = out([gone], kind="transaction", content=content)
    assert again.messages.get().reason == "closed"


def test_a_real_mailbox_is_read_once(kim, post):
    account = make_account(
        kim, email=OFFICE, port=post.imap_port, username="office", password=servers.PASSWORD
    )
    for number in range(3):
        mail = EmailMessage()
        mail["From"], mail["To"] = f"고객{number} <c{number}@client.example>", OFFICE
        mail["Subject"], mail["Message-ID"] = f"문의 {number}", f"<r{number}@client.example>"
        mail.set_content("안녕하세요")
        with smtplib.SMTP("127.0.0.1", post.smtp_port) as line:
            line.send_message(mail)

    assert read_account(account, at=timezone.now()) == 3
    assert read_account(account, at=timezone.now()) == 0

    account.refresh_from_db()
    assert (account.status, account.problem) == ("ok", "")
    assert sorted(Mail.objects.values_list("subject", flat=True)) == ["문의 0", "문의 1", "문의 2"]


def test_a_mail_becomes_a_ticket_and_no_machine_loops(kim, choi, post, sender, run_jobs):
    customer = make_customer(kim, "홍길동", emails=["hong@client.example"])
    account = make_account(
        None, choi, email=OFFICE, port=post.imap_port, username="office", password=servers.PASSWORD
    )
    DeskMailbox.objects.create(account=account)
    forget_mailboxes()
    channel = sender.channels.get(medium="email")

    _write(post, "<ask@client.example>", "스팀이 약해요", "어제부터 거품이 안 올라옵니다.")
    assert read_account(account, at=timezone.now()) == 1
    run_jobs()
    ticket = Ticket.objects.get()
    assert (ticket.customer, ticket.subject) == (customer, "스팀이 약해요")

    reply_to_ticket(
        ticket, Letter("내일 오전에 가겠습니다."), at=timezone.now(), actor=choi, source="t:1"
    )
    deliver(channel.pk, clock=lambda: timezone.now() + timedelta(seconds=11))
    mails = map(parse_mail, post.mails_of("hong"))  # which the mailbox keeps in no order
    receipt, answer = sorted(mails, key=lambda mail: not mail.is_auto_reply)
    assert receipt.is_auto_reply
    assert receipt.subject == f"[{ticket.number}] Re: 스팀이 약해요"
    assert (answer.references[0], answer.is_auto_reply) == ("ask@client.example", False)

    for number, got in enumerate((receipt, answer)):
        _write(
            post, f"<auto{number}@client.example>", f"[자동회신] {got.subject}", "휴가입니다.",
            In_Reply_To=f"<{got.message_id}>", Auto_Submitted="auto-replied",
        )  # fmt: skip
    _write(
        post, "<again@client.example>", f"Re: {answer.subject}", "네, 10시에 뵙겠습니다.",
        In_Reply_To=f"<{answer.message_id}>",
    )  # fmt: skip
    assert read_account(account, at=timezone.now()) == 3
    run_jobs()
    deliver(channel.pk, clock=lambda: timezone.now() + timedelta(minutes=1))

    assert Ticket.objects.count() == 1
    said = ticket.messages.order_by("pk").values_list("kind", flat=True)
    assert list(said) == ["in", "auto", "out", "machine", "machine", "in"]
    assert len(post.mails_of("hong")) == 2


def _write(post, message_id, subject, text, **headers):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "홍길동 <hong@client.example>", OFFICE, subject
    mail["Message-ID"], mail["Date"] = message_id, "Fri, 20 Nov 2026 10:00:00 +0900"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    with smtplib.SMTP("127.0.0.1", post.smtp_port) as line:
        line.send_message(mail)
