"""The call list and the letters: opened by law, marked once, given back to the timeline."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dangol.accounts.models import Grant
from dangol.activities.models import Activity
from dangol.activities.testing import install_kinds
from dangol.customers.testing import make_customer
from dangol.kit.access import Scope
from dangol.messaging.byhand.services import mark_declined, mark_sent, mark_unanswered
from dangol.messaging.content import Content
from dangol.messaging.models import ClosedAddress, Message
from dangol.messaging.senders.services import check_do_not_call
from dangol.messaging.testing import NOON, allow, make_dispatch, make_reachable, make_sender

pytestmark = pytest.mark.django_db
SCRIPT = Content(text="#{고객명}님, 새 원두를 권해 드립니다.")


@pytest.fixture
def caller(client, kim):
    Grant.objects.create(role=kim.roles.get(), permission="messaging.send_message", scope=Scope.ALL)
    Grant.objects.create(
        role=kim.roles.get(), permission="customers.reveal_customer", scope=Scope.ALL
    )
    client.force_login(kim)
    make_sender()
    install_kinds()
    return kim


def calls(kim, number=1, **values):
    customers = [make_reachable(kim, f"고객{n}") for n in range(number)]
    for customer in customers:
        allow(customer, "voice")
    given = {"kind": "ad", "medium": "voice", "content": SCRIPT, "actor": kim}
    return make_dispatch(customers, **given | values)


def checked(at):
    check_do_not_call([], checked_on=timezone.localdate(at), at=at, actor=None)


def test_ad_20_the_call_list_stays_shut_without_this_months_check(client, caller):
    dispatch = calls(caller)
    url = reverse("messaging:hand_list", args=[dispatch.pk])
    message = Message.objects.get()

    shut = client.get(url)
    client.post(reverse("messaging:hand_mark", args=[dispatch.pk, "sent"]), {"ids": message.pk})

    assert shut.status_code == 409
    assert "두낫콜 대조가 한 달이 지나" in shut.text
    assert "고객0" not in shut.text
    message.refresh_from_db()
    assert message.status in Message.WAITING

    checked(timezone.now() - timedelta(days=40))
    assert client.get(url).status_code == 409
    checked(timezone.now())
    assert client.get(url).status_code == 200


def test_a_call_says_who_calls_and_becomes_an_activity(client, caller):
    checked(NOON)
    dispatch = calls(caller)
    message = Message.objects.get()
    at = NOON + timedelta(minutes=1)

    marked = mark_sent(dispatch, [message.pk], at=at, actor=caller)
    again = mark_sent(dispatch, [message.pk], at=at, actor=caller)

    assert (marked.done, again.done) == (1, 0)
    message.refresh_from_db()
    assert (message.status, message.sent_at) == ("sent", at)
    activity = Activity.objects.get()
    assert (activity.kind.key, activity.owner, activity.customer) == (
        "call", caller, message.customer,
    )  # fmt: skip


def test_the_list_shows_what_is_said_and_to_whom(client, caller, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    checked(NOON)
    dispatch = calls(caller)

    page = client.get(reverse("messaging:hand_list", args=[dispatch.pk]))

    assert "광고 전화입니다. 한빛상사에서" in page.text
    assert "연락처는 시험에서 받았습니다" in page.text
    assert "고객0님, 새 원두를 권해 드립니다." in page.text
    assert "010-5000-0001" in page.text


def test_whoever_refused_meanwhile_is_not_called(caller):
    checked(NOON)
    dispatch = calls(caller, 2)
    first, second = Message.objects.order_by("pk")

    mark_declined(dispatch, first.pk, at=NOON, actor=caller)
    other = make_dispatch([first.customer], kind="ad", medium="voice", content=SCRIPT, actor=caller)

    first.refresh_from_db()
    assert (first.status, first.reason) == ("failed", "declined")
    assert other.messages.get().reason == "opted_out"
    for n in range(3):
        mark_unanswered(dispatch, second.pk, at=NOON + timedelta(hours=4 * n), actor=caller)
    second.refresh_from_db()
    assert (second.status, second.reason, second.attempts) == ("failed", "no_answer", 3)
    assert not Activity.objects.exists()


def test_letters_are_posted_and_come_back(client, caller, park):
    customer = make_customer(
        caller, addresses=[{"text": "서울특별시 중구 세종대로 110", "postcode": "04524"}]
    )
    dispatch = make_dispatch([customer], medium="post", actor=caller)
    message = Message.objects.get()
    assert message.reason == ""
    url = reverse("messaging:hand_list", args=[dispatch.pk])

    assert "04524" in client.get(url).text
    client.post(reverse("messaging:hand_mark", args=[dispatch.pk, "sent"]), {"ids": message.pk})
    message.refresh_from_db()
    assert message.status == "sent"
    client.post(reverse("messaging:hand_mark", args=[dispatch.pk, "returned"]), {"ids": message.pk})

    message.refresh_from_db()
    assert (message.status, message.reason) == ("failed", "bounced")
    assert ClosedAddress.objects.get().why == "bounced"
    client.force_login(park)
    assert client.get(url).status_code in (403, 404)
