"""Senders, dispatches and servers for tests of this app and of those above."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dangol.accounts.models import User
from dangol.customers.consent.services import record_consent
from dangol.customers.models import Customer
from dangol.customers.testing import make_customer
from dangol.messaging.content import Content
from dangol.messaging.models import Channel, Dispatch, Message, SenderProfile
from dangol.messaging.outbox.delivery import deliver
from dangol.messaging.outbox.services import send
from dangol.messaging.senders.services import make_sender as _make_sender

SEOUL = ZoneInfo("Asia/Seoul")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SEOUL)


def make_sender(**values: Any) -> SenderProfile:
    return _make_sender(
        actor=None,
        **{
            "name": "한빛상사",
            "phone": "02-1234-5678",
            "optout_number": "080-123-4567",
            "email": "news@hanbit.example",
            "address": "서울 중구 세종대로 110",
            **values,
        },
    )


def make_reachable(owner: User | None, name: str = "홍길동", **values: Any) -> Customer:
    """A customer with a mobile number and an e-mail of their own."""
    number = Customer.objects.count() + 1
    given = {
        "phones": [f"010-5000-{number:04}"],
        "emails": [f"hong{number}@example.com"],
        **values,
    }
    return make_customer(owner, name, **given)


def allow(customer: Customer, *media: str, at: datetime | None = None, permit: int = 1) -> None:
    """Consent to advertisements, given a day before noon of the test day."""
    for medium in media:
        record_consent(
            customer,
            purpose=medium,
            act="give",
            permit=permit,
            at=at or datetime(2026, 11, 22, 9, 0, tzinfo=SEOUL),
            source="시험",
            actor=None,
        )


def refuse(customer: Customer, medium: str, at: datetime | None = None) -> None:
    """The customer takes it back."""
    record_consent(
        customer,
        purpose=medium,
        act="withdraw",
        at=at or datetime(2026, 11, 22, 18, 0, tzinfo=SEOUL),
        source="시험",
        actor=None,
    )


def make_dispatch(customers: Any = (), **values: Any) -> Dispatch:
    """Something sent; by default an informational text message at noon."""
    given = {
        "kind": "info",
        "medium": "sms",
        "content": Content(text="주문하신 물건이 도착했습니다."),
        "actor": None,
        "source": None,
        "at": NOON,
        **values,
    }
    return send(customers, **given)


def channel_of(dispatch: Dispatch, medium: str = "") -> Channel:
    return Channel.objects.get(sender=dispatch.sender, medium=medium or dispatch.medium)


def deliver_at(dispatch: Dispatch, at: datetime = NOON, medium: str = "") -> int:
    """Let a worker deliver the dispatch's channel at a moment."""
    return deliver(channel_of(dispatch, medium).pk, clock=lambda: at)


def only_message(dispatch: Dispatch) -> Message:
    return Message.objects.get(dispatch=dispatch)
