"""Senders, channels and what is kept secret."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.kit.errors import Refused
from dangol.messaging.content import Content
from dangol.messaging.law.statutes import STATUTES
from dangol.messaging.models import Channel, ClosedAddress, Processor, SenderProfile
from dangol.messaging.outbox.checking import check
from dangol.messaging.senders.secrets import seal, unseal
from dangol.messaging.senders.services import reopen_address, set_channel, write_processor
from dangol.messaging.testing import NOON, make_dispatch, make_reachable, make_sender, only_message


def test_a_new_sender_lets_nothing_out(db):
    sender = make_sender()

    assert sender.is_default
    live = {row.medium for row in sender.channels.all() if row.is_live}
    assert live == {"post", "voice"}  # a person carries those


def test_ad_11_the_refusal_number_costs_nothing(db):
    with pytest.raises(ValidationError, match="080"):
        make_sender(optout_number="02-123-4567")
    assert not SenderProfile.objects.exists()


def test_secrets_are_not_readable_in_the_database(db):
    channel = Channel.objects.get(sender=make_sender(), medium="email")

    set_channel(
        channel, adapter="smtp", settings={"host": "mail.kr", "port": 587},
        secrets={"password": "비밀번호"}, actor=None,
    )  # fmt: skip
    channel.refresh_from_db()

    assert "비밀번호" not in channel.secret
    assert unseal(channel.secret) == {"password": "비밀번호"}


def test_an_empty_secret_keeps_the_old_one(db):
    channel = Channel.objects.get(sender=make_sender(), medium="email")
    for password in ("first", ""):
        set_channel(
            channel, adapter="smtp", settings={"host": "mail.kr"}, secrets={"password": password},
            actor=None,
        )  # fmt: skip
        channel.refresh_from_db()

    assert unseal(channel.secret) == {"password": "first"}


def test_secrets_may_stay_in_the_environment(monkeypatch):
    sealed = seal({"password": "env:MAIL_PASSWORD"})
    with pytest.raises(Refused, match="MAIL_PASSWORD"):
        unseal(sealed)

    monkeypatch.setenv("MAIL_PASSWORD", "outside")
    assert unseal(sealed) == {"password": "outside"}


def test_an_adapter_of_another_medium_is_refused(db):
    channel = Channel.objects.get(sender=make_sender(), medium="sms")
    with pytest.raises(ValidationError, match="매체"):
        set_channel(channel, adapter="smtp", settings={}, secrets={}, actor=None)


def _titles(channel, **values):
    found = check(
        Content(text="도착했습니다."), kind="info", medium="sms", sender=channel.sender,
        channel=channel, statute=STATUTES[-1],
    )  # fmt: skip
    return {line.rule: line.level for line in found.checks}


def test_ad_16_warns_without_a_certified_resender(db):
    channel = Channel.objects.get(sender=make_sender(), medium="sms")
    channel.adapter = "solapi"
    assert _titles(channel)["AD-16"] == "look"

    channel.processor = write_processor(
        None, name="문자사", task="문자 발송", certificate="제2026-1호", actor=None
    )
    assert _titles(channel)["AD-16"] == "fine"


def test_ad_22_a_message_keeps_who_carried_it(kim):
    sender = make_sender()
    carrier = write_processor(None, name="문자사", task="문자 발송", actor=None)
    channel = Channel.objects.get(sender=sender, medium="sms")
    set_channel(channel, adapter="fake", settings={}, secrets={}, processor=carrier, actor=None)
    dispatch = make_dispatch([make_reachable(kim)])

    from dangol.messaging.testing import deliver_at  # noqa: PLC0415

    deliver_at(dispatch)

    assert only_message(dispatch).processor == carrier


def test_pi_22_the_register_names_task_and_publication(client, choi):
    write_processor(None, name="문자사", task="문자 발송", country="us", actor=choi)
    client.force_login(choi)

    response = client.get(reverse("messaging:sender_list"))

    assert Processor.objects.get().is_abroad
    for text in ("문자사", "문자 발송", "US", "공개 안 함"):
        assert text in response.text


def test_refusals_are_lifted_by_nobody_else(db):
    row = ClosedAddress.objects.create(
        medium="email", address="a@b.kr", why="unsubscribed", at=NOON
    )
    with pytest.raises(Refused, match="본인"):
        reopen_address(row, actor=None)
    assert ClosedAddress.objects.exists()


def test_pages_answer(client, choi):
    sender = make_sender()
    client.force_login(choi)
    channel = sender.channels.get(medium="email")

    for url in (
        reverse("messaging:sender_list"),
        sender.get_absolute_url(),
        reverse("messaging:sender_edit", args=[sender.pk]),
        reverse("messaging:channel_edit", args=[channel.pk]) + "?adapter=smtp",
        reverse("messaging:channel_test", args=[channel.pk]),
        reverse("messaging:closed_list"),
        reverse("messaging:duty_list"),
        reverse("messaging:do_not_call"),
        reverse("messaging:processor_new"),
    ):
        assert client.get(url).status_code == 200, url


def test_connecting_by_the_page(client, choi):
    channel = make_sender().channels.get(medium="email")
    client.force_login(choi)
    typed = {
        "adapter": "smtp", "per_minute": 600, "set_host": "mail.kr", "set_port": 587,
        "set_security": "starttls", "set_user": "me", "set_connections": 2, "set_bounce": "",
        "set_dkim_domain": "", "set_dkim_selector": "", "secret_password": "pw",
        "secret_dkim_key": "",
    }  # fmt: skip

    response = client.post(reverse("messaging:channel_edit", args=[channel.pk]), typed)

    assert response.status_code == 302
    channel.refresh_from_db()
    assert channel.settings["host"] == "mail.kr"
    assert channel.per_minute == 600


def test_only_managers_see_them(client, kim):
    make_sender()
    client.force_login(kim)
    assert client.get(reverse("messaging:sender_list")).status_code == 403
