"""Notices the law asks for find and send themselves."""

from datetime import date, datetime, timedelta

import pytest

from dangol.customers.models import Consent
from dangol.messaging.channels.fake import FakeAdapter
from dangol.messaging.channels.protocol import Kind, adapters
from dangol.messaging.content import Content
from dangol.messaging.duties.queries import may_call, tally
from dangol.messaging.duties.services import (
    find_reconfirmations,
    mark_told,
    send_notices,
    settle_notices,
)
from dangol.messaging.law.marks import Party
from dangol.messaging.law.notices import Told, reconfirm_notice, result_notice
from dangol.messaging.law.words import promotional_words
from dangol.messaging.models import Channel, Duty, Message
from dangol.messaging.outbox.delivery import deliver
from dangol.messaging.senders.services import check_do_not_call
from dangol.messaging.testing import (
    NOON,
    SEOUL,
    allow,
    make_dispatch,
    make_reachable,
    make_sender,
    only_message,
    refuse,
)

TODAY = NOON.date()

if "live" not in adapters:  # a way out that counts as one
    adapters.add("live")(
        Kind("live", ("email", "sms"), lambda *given: FakeAdapter({}), settings={}, secrets={})
    )


@pytest.fixture
def live(db):
    """A sender whose mails and texts really leave."""
    sender = make_sender()
    Channel.objects.filter(medium__in=("email", "sms")).update(adapter="live")
    return sender


def send_all(at=NOON):
    sent = send_notices(at=at)
    for channel in Channel.objects.filter(adapter="live"):
        deliver(channel.pk, clock=lambda: at)
    settle_notices()
    return sent


def test_ad_12_a_consent_is_owed_a_notice_within_fourteen_days(kim):
    allow(make_reachable(kim), "sms", at=datetime(2026, 11, 22, 9, tzinfo=SEOUL))

    duty = Duty.objects.get()
    assert (duty.kind, duty.due_on, duty.status) == ("result", date(2026, 12, 6), "open")


def test_ad_12_the_notice_says_who_what_and_when(kim, live):
    customer = make_reachable(kim)
    allow(customer, "sms", "email")

    assert send_all() == 1

    message = Message.objects.get()
    assert (message.status, message.medium, message.dispatch.kind) == (
        "sent", "email", "transaction",
    )  # fmt: skip
    text = message.dispatch.words_of.text
    assert "한빛상사" in text
    assert "이메일 광고 수신 동의: 2026년 11월 22일 접수" in text
    assert "문자 광고 수신 동의: 2026년 11월 22일 접수" in text
    assert set(Duty.objects.values_list("status", flat=True)) == {"done"}


def test_ad_12_notices_promote_nothing():
    party = Party("한빛상사", "0212345678", "0801234567")
    told = [Told("sms", "give", TODAY)]
    for words in (result_notice(party, told), reconfirm_notice(party, told)):
        assert promotional_words(words.subject, words.text) == []


def test_a_notice_does_not_count_while_channels_only_keep(kim):
    make_sender()
    allow(make_reachable(kim), "sms")

    assert send_notices(at=NOON) == 0
    assert Duty.objects.get().status == "open"


def test_who_cannot_be_reached_stays_on_the_list(kim, live):
    customer = make_reachable(kim, phones=[], emails=[])
    allow(customer, "post")

    assert send_all() == 0
    assert Duty.objects.get().status == "unreachable"
    assert tally(today=TODAY) == (1, 0, 0)
    assert mark_told(Duty.objects.all(), at=NOON) == 1
    assert Duty.objects.get().status == "done"


def consented(customer, day):
    """A consent of long ago, whose own notice was sent in its time."""
    allow(customer, "sms", at=datetime(day.year, day.month, day.day, 10, tzinfo=SEOUL))
    Duty.objects.all().delete()


@pytest.mark.parametrize(
    ("today", "found"), [(date(2026, 10, 21), 1), (date(2026, 10, 20), 0), (date(2027, 3, 1), 1)]
)
def test_ad_13_is_owed_thirty_days_before_the_second_anniversary(kim, today, found):
    consented(make_reachable(kim), date(2024, 11, 21))

    assert find_reconfirmations(today=today) == found
    assert find_reconfirmations(today=today) == 0
    assert list(Duty.objects.values_list("due_on", flat=True)) == [date(2026, 11, 20)] * found


def test_ad_13_the_next_one_is_two_years_after_the_first_consent(kim, live):
    customer = make_reachable(kim)
    consented(customer, date(2024, 11, 25))
    find_reconfirmations(today=TODAY)

    send_all()

    text = Message.objects.get().dispatch.words_of.text
    assert "문자 광고 수신 동의: 2024년 11월 25일" in text
    assert "무료수신거부 080-123-4567" in text
    assert Consent.objects.filter(customer=customer, act="confirm").count() == 1
    assert find_reconfirmations(today=date(2026, 12, 1)) == 0
    assert find_reconfirmations(today=date(2028, 11, 1)) == 1
    assert Duty.objects.order_by("-pk")[0].due_on == date(2028, 11, 24)


def test_ad_14_silence_keeps_the_consent_and_no_notice_blocks(kim, live):
    customer = make_reachable(kim)
    consented(customer, date(2024, 11, 20))  # two years were over on 2026-11-19
    content = Content(text="할인")

    blocked = make_dispatch([customer], kind="ad", content=content)
    find_reconfirmations(today=TODAY)
    send_all()
    allowed = make_dispatch([customer], kind="ad", content=content, at=NOON + timedelta(hours=1))

    assert only_message(blocked).reason == "reconfirm"
    assert only_message(allowed).status == "queued"
    customer.refresh_from_db()
    assert customer.permit_sms == 1


def test_ad_14_who_withdrew_is_not_asked_again(kim):
    customer = make_reachable(kim)
    consented(customer, date(2024, 11, 21))
    refuse(customer, "sms")

    assert find_reconfirmations(today=TODAY) == 0


@pytest.mark.parametrize(
    ("today", "allowed"), [(date(2026, 12, 23), True), (date(2026, 12, 24), False)]
)
def test_ad_20_calls_need_a_check_of_the_last_month(db, today, allowed):
    assert may_call(today=today) is False
    check_do_not_call(["010-1111-2222"], checked_on=TODAY, at=NOON, actor=None)

    assert may_call(today=today) is allowed


def test_ad_20_a_number_on_the_list_is_not_called(kim):
    make_sender()
    customer = make_reachable(kim, phones=["010-1111-2222"])
    allow(customer, "voice")
    check_do_not_call(["010-1111-2222"], checked_on=TODAY, at=NOON, actor=None)

    dispatch = make_dispatch([customer], kind="ad", medium="voice", content=Content(text="할인"))

    assert only_message(dispatch).reason == "do_not_call"
