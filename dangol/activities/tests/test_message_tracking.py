"""Openings, clicks, refusals, bounces and complaints come back to the customer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from dangol.activities.models import Entry
from dangol.codes import preferences
from dangol.customers.models import Consent
from dangol.messaging.content import Content
from dangol.messaging.models import ClosedAddress, Duty, Message
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.testing import (
    NOON,
    allow,
    deliver_at,
    make_dispatch,
    make_reachable,
    make_sender,
    only_message,
)
from dangol.messaging.tracking.services import (
    leave_membership,
    note_bounce,
    note_complaint,
    note_reply,
)
from dangol.messaging.tracking.tokens import message_of, token_of

HUMAN = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0"}
HTML = '<p>#{고객명}님</p><a href="https://shop.example/a?x=1">보기</a>'


@pytest.fixture
def mail(kim):
    """An advertising mail that was sent to one willing customer, counted."""
    preferences.put(MessagingPreferences(track_opens=True, track_clicks=True), actor=None)
    make_sender()
    customer = make_reachable(kim)
    allow(customer, "email", "sms")
    dispatch = make_dispatch(
        [customer], kind="ad", medium="email", content=Content(subject="겨울", html=HTML)
    )
    deliver_at(dispatch)
    return only_message(dispatch)


def kinds(message):
    entries = Entry.objects.filter(customer=message.customer, kind__startswith="messaging.")
    return sorted(entries.values_list("kind", flat=True))


def test_an_opening_is_told_once(mail, client):
    url = reverse("messaging:opened", args=[token_of(mail.pk)])

    for _time in range(2):
        response = client.get(url, **HUMAN)

    assert response["Content-Type"] == "image/gif"
    assert list(mail.reactions.values_list("kind", "robot")) == [("open", False)] * 2
    assert kinds(mail) == ["messaging.message_opened", "messaging.message_sent"]


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_USER_AGENT": "Barracuda Sentinel"},
        {"HTTP_USER_AGENT": "Mozilla/5.0"},
        {"HTTP_USER_AGENT": ""},
        {**HUMAN, "HTTP_PURPOSE": "prefetch"},
        {**HUMAN, "HTTP_SEC_PURPOSE": "prefetch;prerender"},
    ],
)
def test_robots_are_marked_and_not_told(mail, client, headers):
    client.get(reverse("messaging:opened", args=[token_of(mail.pk)]), **headers)
    client.get(reverse("messaging:clicked", args=[token_of(mail.pk), 0]), **headers)

    mail.refresh_from_db()
    assert set(mail.reactions.values_list("robot", flat=True)) == {True}
    assert (mail.opened_at, mail.clicked_at) == (None, None)
    assert kinds(mail) == ["messaging.message_sent"]


def test_who_clicks_within_two_seconds_is_no_person(mail, client):
    from django.utils import timezone  # noqa: PLC0415

    Message.objects.filter(pk=mail.pk).update(sent_at=timezone.now())
    client.get(reverse("messaging:clicked", args=[token_of(mail.pk), 0]), **HUMAN)

    assert list(mail.reactions.values_list("robot", flat=True)) == [True]


def test_a_click_leads_on_and_counts_as_opening(mail, client):
    url = reverse("messaging:clicked", args=[token_of(mail.pk), 0])
    assert f"{url}" in _html_of(mail)

    response = client.get(url, **HUMAN)

    assert response["Location"] == "https://shop.example/a?x=1"
    mail.refresh_from_db()
    assert mail.opened_at is not None
    assert mail.clicked_at is not None
    assert "messaging.message_clicked" in kinds(mail)


def test_a_link_leads_nowhere_else(mail, client):
    assert client.get(reverse("messaging:clicked", args=[token_of(mail.pk), 7])).status_code == 404
    assert client.get(reverse("messaging:clicked", args=["1g0000", 0])).status_code == 404


def test_looking_at_the_page_refuses_nothing(mail, client):
    response = client.get(reverse("messaging:refusal", args=[token_of(mail.pk)]))

    assert "무료수신거부" in response.text
    assert "Unsubscribe" in response.text
    assert not Consent.objects.filter(act="withdraw").exists()


def test_ad_03_one_click_refuses_at_once(mail, client):
    url = reverse("messaging:refusal", args=[token_of(mail.pk)])
    assert f"List-Unsubscribe: <http://localhost:8000{url}>" in mail.kept.text

    response = client.post(url, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    mail.customer.refresh_from_db()
    assert (mail.customer.permit_email, mail.customer.permit_sms) == (0, 1)
    assert kinds(mail) == ["messaging.message_sent", "messaging.unsubscribed"]


def test_ad_03_a_queued_message_is_looked_at_again_when_it_leaves(kim):
    make_sender()
    customer = make_reachable(kim)
    allow(customer, "sms")
    dispatch = make_dispatch([customer], kind="ad", content=Content(text="할인"))
    assert only_message(dispatch).status == "queued"

    _withdraw(customer, "sms")
    deliver_at(dispatch)

    message = only_message(dispatch)
    assert (message.status, message.reason) == ("refused", "opted_out")


def test_refusing_everything_withdraws_every_medium_once(mail, client):
    url = reverse("messaging:refusal", args=[token_of(mail.pk)])

    for _time in range(2):
        client.post(url, {"media": "all"})

    rows = Consent.objects.filter(customer=mail.customer, act="withdraw")
    assert sorted(rows.values_list("purpose", flat=True)) == [
        "email", "fax", "kakao", "post", "sms", "voice",
    ]  # fmt: skip


def test_a_strangers_refusal_closes_the_address(kim, client):
    make_sender()
    dispatch = make_dispatch(
        addresses=["a@b.kr"], medium="email", content=Content(subject="안내", text="도착.")
    )
    deliver_at(dispatch)

    client.post(reverse("messaging:refusal", args=[token_of(only_message(dispatch).pk)]))
    again = make_dispatch(
        addresses=["a@b.kr"],
        kind="ad",
        medium="email",
        content=Content(subject="할인", text="할인"),
    )

    assert only_message(again).reason == "opted_out"


def test_a_forged_address_is_answered_kindly(kim, client):
    response = client.get(reverse("messaging:refusal", args=["1g1111111111111111"]))
    assert response.status_code == 404
    assert "not complete" in response.text


def test_a_bounce_closes_the_address_for_everything(mail):
    note_bounce(token_of(mail.pk), permanent=True, text="550 5.1.1 unknown", at=NOON)
    note_bounce(token_of(mail.pk), permanent=True, text="550 5.1.1 unknown", at=NOON)

    mail.refresh_from_db()
    assert (mail.status, mail.reason) == ("failed", "bounced")
    assert kinds(mail) == ["messaging.message_bounced", "messaging.message_sent"]
    again = make_dispatch(
        [mail.customer], kind="transaction", medium="email",
        content=Content(subject="주문", text="도착"),
    )  # fmt: skip
    assert only_message(again).reason == "closed"


def test_a_soft_bounce_closes_nothing(mail):
    note_bounce(address=mail.address, permanent=False, text="450 full", at=NOON)

    mail.refresh_from_db()
    assert mail.status == "sent"
    assert not ClosedAddress.objects.exists()


def test_a_complaint_is_a_refusal(mail):
    note_complaint(token_of(mail.pk), at=NOON)

    mail.customer.refresh_from_db()
    assert mail.customer.permit_email == 0
    assert ClosedAddress.objects.get().why == "complained"
    assert "messaging.message_complained" in kinds(mail)


def test_a_reply_counts(mail):
    assert note_reply(token_of(mail.pk), at=NOON) == mail
    assert note_reply("1g00", at=NOON) is None
    assert mail.reactions.get().kind == "reply"


def test_ad_21_leaving_membership_withdraws_everything(kim):
    customer = make_reachable(kim)
    allow(customer, "email", "sms", "kakao")

    left = leave_membership(customer, at=NOON)

    assert left == ["email", "sms", "kakao"]
    customer.refresh_from_db()
    assert (customer.permit_email, customer.permit_sms, customer.permit_kakao) == (0, 0, 0)


def test_ad_12_a_refusal_is_owed_a_notice(mail, client):
    Duty.objects.all().delete()
    client.post(reverse("messaging:refusal", args=[token_of(mail.pk)]))

    assert Duty.objects.get().kind == "result"


@given(st.integers(1, 2**50))
def test_tokens_name_their_message_whatever_the_case(number):
    assert message_of(token_of(number)) == number
    assert message_of(token_of(number).upper()) == number


@given(st.text())
def test_no_other_text_is_a_token(text):
    assert message_of(text) is None


def test_times_are_kept(mail):
    assert mail.sent_at == NOON
    assert mail.due_at - NOON <= timedelta(0)


def _withdraw(customer, medium):
    from dangol.messaging.testing import refuse  # noqa: PLC0415

    refuse(customer, medium)


def _html_of(message):
    import base64  # noqa: PLC0415

    part = message.kept.text.split("text/html; charset=utf-8")[1].split("\r\n\r\n")[1]
    return base64.b64decode(part.split("\r\n--")[0]).decode()
