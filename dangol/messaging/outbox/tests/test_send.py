"""One call, one dispatch, one row for each recipient."""

from datetime import timedelta

import pytest

from dangol.codes import preferences
from dangol.customers.models import Consent
from dangol.kit.errors import Refused
from dangol.messaging.content import Content
from dangol.messaging.models import Dispatch, Message
from dangol.messaging.outbox.checking import NeedsConfirmation
from dangol.messaging.outbox.delivery import deliver
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.testing import (
    NOON,
    allow,
    channel_of,
    deliver_at,
    make_dispatch,
    make_reachable,
    make_sender,
    only_message,
)


def test_leaves_and_is_kept_by_the_fake(kim):
    make_sender()
    customer = make_reachable(kim)

    dispatch = make_dispatch([customer])
    handled = deliver_at(dispatch)

    message = only_message(dispatch)
    assert handled == 1
    assert (message.status, message.sent_at, message.size) == ("sent", NOON, "sms")
    assert message.kept.text == "주문하신 물건이 도착했습니다."
    dispatch.refresh_from_db()
    assert (dispatch.status, dispatch.counts) == ("done", {"sent": 1})


def test_merges_each_customers_facts(kim):
    make_sender()
    people = [make_reachable(kim, "홍길동"), make_reachable(kim, "김철수")]

    dispatch = make_dispatch(people, content=Content(text="#{고객명}님, 물건이 도착했습니다."))
    deliver_at(dispatch)

    texts = sorted(message.kept.text for message in dispatch.messages.all())
    assert texts == ["김철수님, 물건이 도착했습니다.", "홍길동님, 물건이 도착했습니다."]
    assert dispatch.messages.get(customer=people[0]).values == {"고객명": "홍길동"}


def test_a_missing_value_refuses_the_recipient(kim):
    make_sender()

    dispatch = make_dispatch(
        [make_reachable(kim)], content=Content(text="#{직책}님, 도착했습니다.")
    )
    deliver_at(dispatch)

    message = only_message(dispatch)
    assert (message.status, message.reason, message.detail) == ("refused", "missing_field", "직책")


def test_the_same_source_is_sent_once(kim):
    make_sender()
    customer, other = make_reachable(kim), make_reachable(kim)

    first = make_dispatch([customer], source="order:1")
    again = make_dispatch([customer, other], source="order:1")

    assert first.pk == again.pk
    assert sorted(first.messages.values_list("customer_id", flat=True)) == [customer.pk, other.pk]
    assert Dispatch.objects.count() == 1


def test_an_unknown_field_is_refused_and_nothing_written(kim):
    make_sender()

    with pytest.raises(Refused, match="고객성명"):
        make_dispatch([make_reachable(kim)], content=Content(text="#{고객성명}님"))

    assert not Dispatch.objects.exists()
    assert not Message.objects.exists()


def test_no_sender_is_said(kim):
    with pytest.raises(Refused, match="발신 프로필"):
        make_dispatch([make_reachable(kim)])


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("hong\0@example.com", "bad_address"),
        ("a@b.kr\nBcc: x@y.kr", "bad_address"),
        ("not an address", "bad_address"),
    ],
)
def test_an_impossible_address_is_a_refused_row(db, address, reason):
    make_sender()

    dispatch = make_dispatch(
        addresses=[address], medium="email", content=Content(subject="안내", text="도착했습니다.")
    )

    message = only_message(dispatch)
    assert (message.status, message.reason) == ("refused", reason)


def test_an_address_with_a_hangul_host_goes_in_ascii(db):
    make_sender()

    dispatch = make_dispatch(
        addresses=["kim@한글.kr"], medium="email", content=Content(subject="안내", text="도착.")
    )
    deliver_at(dispatch)

    assert "To: kim@xn--bj0bj06e.kr\r\n" in only_message(dispatch).kept.text


def test_headers_stay_one_line_each(kim):
    make_sender(name="한빛\r\nBcc: x@y.kr")
    content = Content(subject="안내\r\nBcc: x@y.kr", text="도착했습니다.", reply_to="a@b.kr\nX: y")

    dispatch = make_dispatch([make_reachable(kim)], medium="email", content=content)
    deliver_at(dispatch)

    head = only_message(dispatch).kept.text.split("\r\n\r\n")[0]
    assert not [line for line in head.split("\r\n") if line.startswith(("Bcc", "X:"))]


def test_shared_addresses_get_it_once(kim):
    make_sender()
    phones = ["010-7777-0001"]
    people = [make_reachable(kim, name, phones=phones) for name in ("홍길동", "김철수")]

    dispatch = make_dispatch(people)

    found = dict(dispatch.messages.values_list("customer__name", "reason"))
    assert sorted(found.values()) == ["", "twice"]


def test_a_transaction_goes_to_each_even_if_they_share_the_address(kim):
    make_sender()
    phones = ["010-7777-0001"]
    people = [make_reachable(kim, name, phones=phones) for name in ("홍길동", "김철수")]

    dispatch = make_dispatch(people, kind="transaction")

    assert dispatch.counts == {"queued": 2}


def test_words_that_promote_must_be_confirmed(kim):
    make_sender()
    content = Content(text="감사 쿠폰을 드립니다.")

    with pytest.raises(NeedsConfirmation) as refusal:
        make_dispatch([make_reachable(kim)], content=content)
    confirmed = make_dispatch([make_reachable(kim)], content=content, confirmed=True)

    assert refusal.value.words == ["쿠폰"]
    assert confirmed.words == ["쿠폰"]


def test_an_advertisement_without_consent_is_a_refused_row(kim):
    make_sender()
    willing, other = make_reachable(kim), make_reachable(kim)
    allow(willing, "sms")

    dispatch = make_dispatch([willing, other], kind="ad", content=Content(text="할인합니다."))
    deliver_at(dispatch)

    rows = {m.customer_id: (m.status, m.reason) for m in dispatch.messages.all()}
    assert rows == {willing.pk: ("sent", ""), other.pk: ("refused", "no_consent")}
    assert dispatch.messages.get(customer=willing).kept.text == (
        "(광고)한빛상사\n할인합니다.\n무료수신거부 080-123-4567"
    )


def test_ad_19_a_non_profit_is_not_asked_about_its_own_work(kim):
    make_sender()
    content = Content(text="후원의 밤 이벤트에 초대합니다.")
    with pytest.raises(NeedsConfirmation):
        make_dispatch([make_reachable(kim)], content=content)

    preferences.put(MessagingPreferences(non_profit=True), actor=None)
    dispatch = make_dispatch([make_reachable(kim)], content=content)
    profit = make_dispatch([make_reachable(kim)], kind="ad", content=content)

    assert dispatch.counts == {"queued": 1}
    assert only_message(profit).reason == "no_consent"


def test_ad_15_no_address_is_made_up(kim):
    make_sender()

    dispatch = make_dispatch(addresses=["010-1234-5678~9", "010-1111-2222"])

    found = dict(dispatch.messages.values_list("address", "status"))
    assert found == {"01012345678": "queued", "01011112222": "queued"}


def test_ad_02_contacts_from_a_list_are_no_trade(kim):
    make_sender()
    customer = make_reachable(kim)
    Consent(
        customer=customer, purpose="sms", act="give", basis="trade", at=NOON, source="명단",
        import_id=7,
    ).save()  # fmt: skip

    dispatch = make_dispatch([customer], kind="ad", same_goods=True, content=Content(text="할인"))

    assert only_message(dispatch).reason == "no_consent"


def test_ad_04_a_text_at_the_last_second_goes_and_one_later_waits(kim):
    make_sender()
    customer = make_reachable(kim)
    allow(customer, "sms")
    content = Content(text="할인")
    last, night = (NOON.replace(hour=20, minute=59, second=59), NOON.replace(hour=21))
    morning = (NOON + timedelta(days=1)).replace(hour=8)

    in_time = make_dispatch([customer], kind="ad", content=content, at=last)
    deliver_at(in_time, last)
    late = make_dispatch([customer], kind="ad", content=content, at=night)
    for moment, handled in ((night, 0), (morning - timedelta(seconds=1), 0), (morning, 1)):
        assert deliver_at(late, moment) == handled

    assert only_message(in_time).sent_at == last
    assert only_message(late).sent_at == morning


def test_ad_04_a_batch_still_running_at_nine_goes_on_in_the_morning(kim):
    make_sender()
    people = [make_reachable(kim) for _n in range(3)]
    for person in people:
        allow(person, "sms")
    evening = NOON.replace(hour=20, minute=59, second=58)
    dispatch = make_dispatch(people, kind="ad", content=Content(text="할인"), at=evening)
    ticks = iter([evening, evening, *[NOON.replace(hour=21)] * 20])

    deliver(channel_of(dispatch).pk, clock=lambda: next(ticks))

    dispatch.refresh_from_db()
    assert dispatch.counts == {"sent": 1, "held": 2}
    held = dispatch.messages.filter(status="held").values_list("reason", "due_at")
    assert set(held) == {("night", (NOON + timedelta(days=1)).replace(hour=8))}
