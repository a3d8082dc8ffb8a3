"""Reports and answers reach the outbox; forged ones do not."""

from datetime import timedelta

import pytest

from dangol.customers.testing import make_customer
from dangol.messaging.content import Content
from dangol.messaging.inbox.receiving import receive
from dangol.messaging.inbox.testing import MORNING, make_mail
from dangol.messaging.mailboxes.testing import make_account
from dangol.messaging.models import ClosedAddress, Message, Reaction
from dangol.messaging.testing import deliver_at, make_dispatch, make_sender, only_message
from dangol.messaging.tracking.tokens import token_of


@pytest.fixture
def account(kim):
    make_sender()
    return make_account(kim)


@pytest.fixture
def message(kim, account):
    customer = make_customer(kim, emails=["park@client.example"])
    content = Content(subject="납품 안내", text="내일 납품합니다.")
    dispatch = make_dispatch([customer], medium="email", content=content, at=MORNING)
    deliver_at(dispatch, at=MORNING)
    return only_message(dispatch)


def reactions():
    return list(Reaction.objects.order_by("pk").values_list("kind", flat=True))


def bounce(account, named: str, *, at=MORNING, action="failed", status="5.1.1"):
    raw = (
        "From: mailer-daemon@mx.example\nSubject: Undelivered\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        "--b\n\nx\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        f"Final-Recipient: rfc822; park@client.example\nAction: {action}\nStatus: {status}\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{named}>\n\n--b--\n"
    )
    return receive(account, raw.encode(), at=at)


def test_an_answer_counts_once_per_mail_and_an_automatic_one_never(account, message):
    named = f"{token_of(message.pk)}@hanbit.example"

    make_mail(account, in_reply_to=named, Auto_Submitted="auto-replied")
    assert reactions() == []

    make_mail(account, in_reply_to=named)
    assert reactions() == ["reply"]


@pytest.mark.parametrize(
    ("action", "status", "closed"),
    [("failed", "5.1.1", True), ("failed", "4.2.2", False)],
)
def test_a_return_with_our_token_is_believed(account, message, action, status, closed):
    named = f"{token_of(message.pk)}@hanbit.example"

    mail = bounce(account, named, action=action, status=status)

    assert (mail.kind, reactions()) == ("bounce", ["bounce"])
    assert ClosedAddress.objects.filter(address="park@client.example").exists() is closed
    assert Message.objects.get().status == ("failed" if closed else "sent")


def test_a_delay_is_no_bounce(account, message):
    bounce(account, f"{token_of(message.pk)}@x", action="delayed", status="4.4.1")

    assert reactions() == []


def test_a_forged_token_names_nothing(account, message):
    number = token_of(message.pk).partition("g")[0]

    bounce(account, f"{number}g0000000000000000@x", at=MORNING + timedelta(days=30))

    assert reactions() == []
    assert not ClosedAddress.objects.exists()


def test_a_return_that_names_only_the_address_counts_for_a_late_mail(account, message):
    bounce(account, "their-own@mx.example", at=MORNING + timedelta(days=1))

    assert reactions() == ["bounce"]


def test_a_complaint_closes_the_address_to_advertisements(account, message):
    raw = (
        "From: abuse@portal.example\nSubject: complaint\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{token_of(message.pk)}@x>\n\n--b--\n"
    )

    mail = receive(account, raw.encode(), at=MORNING)

    assert (mail.kind, reactions()) == ("complaint", ["complaint"])
    closed = ClosedAddress.objects.get()
    assert (closed.address, closed.is_total) == ("park@client.example", False)
