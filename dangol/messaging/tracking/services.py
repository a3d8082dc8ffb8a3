"""What comes back on messages: openings, clicks, refusals, bounces, complaints, replies."""

from datetime import datetime

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.customers.consent.services import record_consent
from dangol.customers.models import Consent, Customer
from dangol.kit.events import publish
from dangol.kit.records import lock
from dangol.messaging.events import (
    MessageBounced,
    MessageClicked,
    MessageComplained,
    MessageOpened,
    Unsubscribed,
)
from dangol.messaging.outbox.models import Message, Reaction
from dangol.messaging.outbox.services import recount
from dangol.messaging.senders.models import ClosedAddress
from dangol.messaging.senders.services import close_address
from dangol.messaging.tracking.tokens import message_of

Kind, Status, Why = Reaction.Kind, Message.Status, ClosedAddress.Why
SAME = 3_600  # openings kept for one message; more tell nothing new


def sent_message(token: str) -> Message | None:
    """The message a token of ours names; None for any other text."""
    pk = message_of(token)
    rows = Message.objects.select_related("dispatch__sender", "customer")
    return rows.filter(pk=pk).first() if pk else None


@atomic
def note_open(message: Message, *, at: datetime, robot: bool) -> Reaction | None:
    """Note an opening; the first by a person is told to the timeline."""
    if message.reactions.filter(kind=Kind.OPEN).count() >= SAME:
        return None
    reaction = _react(message, Kind.OPEN, at, robot=robot)
    if not robot and message.opened_at is None:
        _first(message, opened_at=at)
        _tell(message, MessageOpened)
    return reaction


@atomic
def note_click(message: Message, *, number: int, at: datetime, robot: bool) -> Reaction | None:
    """Note a followed link; a person who clicks has opened the mail as well."""
    if message.reactions.filter(kind=Kind.CLICK).count() >= SAME:
        return None
    reaction = _react(message, Kind.CLICK, at, robot=robot, link_number=number)
    if robot:
        return reaction
    if message.opened_at is None:
        _first(message, opened_at=at)
    if message.clicked_at is None:
        _first(message, clicked_at=at)
        _tell(message, MessageClicked, link_number=number)
    return reaction


@atomic
def unsubscribe(message: Message, *, at: datetime, every_medium: bool = False) -> list[str]:
    """The recipient wants no more advertisements: on this medium, or on all of them.

    Written to the consent ledger, where it beats everything (AD-03); an address without a
    customer is closed. Twice has the effect of once. Returns the media.
    """
    media = [message.medium]
    if message.customer is None:
        close_address(message.medium, message.address, why=Why.UNSUBSCRIBED, is_total=False, at=at)
    else:
        media = list(_MEDIA) if every_medium else media
        media = [medium for medium in media if withdraw(message.customer, medium, at=at)]
    if not message.reactions.filter(kind=Kind.UNSUBSCRIBE).exists():
        _react(message, Kind.UNSUBSCRIBE, at)
    for medium in media:
        _tell_unsubscribed(message, medium)
    return media


@atomic
def withdraw(customer: Customer, medium: str, *, at: datetime, source: str = "") -> bool:
    """Write a withdrawal into the ledger; False if that is what holds already."""
    newest = customer.consents.filter(purpose=medium).order_by("-at", "-pk").first()
    if newest and newest.act in (Consent.Act.WITHDRAW, Consent.Act.REFUSE):
        return False
    record_consent(
        customer,
        purpose=medium,
        act=Consent.Act.WITHDRAW,
        at=at,
        source=source or _("수신 거부 페이지"),
        actor=None,
    )
    return True


_MEDIA = ("email", "sms", "kakao", "voice", "post", "fax")


@atomic
def note_bounce(
    token: str = "",
    *,
    address: str = "",
    permanent: bool,
    text: str,
    at: datetime,
) -> Message | None:
    """Note that a mail came back (DSN); the message is found by its token or by the address.

    A permanent one closes the address. Returns the message, None if none of ours is meant.
    """
    message = sent_message(token) or _newest_to("email", address)
    if message is None:
        return None
    had = message.reactions.filter(kind=Kind.BOUNCE, note=text[:300]).exists()
    if had:
        return message
    _react(message, Kind.BOUNCE, at, note=text[:300])
    if permanent:
        return_message(message, text=text, at=at)
    _tell(message, MessageBounced, permanent=permanent)
    return message


@atomic
def return_message(message: Message, *, text: str, at: datetime) -> None:
    """It came back for good (반송): the message failed and its address takes nothing more."""
    message = lock(message)
    Message.objects.filter(pk=message.pk).update(
        status=Status.FAILED, reason="bounced", detail=text[:300]
    )
    close_address(message.medium, message.address, why=Why.BOUNCED, is_total=True, at=at, note=text)
    recount(message.dispatch)


@atomic
def note_complaint(token: str = "", *, address: str = "", at: datetime) -> Message | None:
    """The recipient reported us as spam: no more advertisements there, and that is a refusal."""
    message = sent_message(token) or _newest_to("email", address)
    if message is None or message.reactions.filter(kind=Kind.COMPLAINT).exists():
        return message
    _react(message, Kind.COMPLAINT, at)
    close_address(message.medium, message.address, why=Why.COMPLAINED, is_total=False, at=at)
    if message.customer:
        withdraw(message.customer, message.medium, at=at, source=_("스팸 신고"))
    _tell(message, MessageComplained)
    return message


@atomic
def note_reply(token: str, *, at: datetime) -> Message | None:
    """Count an answer to a message of ours; whoever files the mail tells the timeline."""
    message = sent_message(token)
    if message:
        _react(message, Kind.REPLY, at)
        if message.opened_at is None:
            _first(message, opened_at=at)
    return message


def _react(
    message: Message, kind: str, at: datetime, *, robot: bool = False, **values: object
) -> Reaction:
    return Reaction.objects.create(message=message, kind=kind, at=at, robot=robot, **values)


def _first(message: Message, **values: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(**values)
    for name, value in values.items():
        setattr(message, name, value)


def _newest_to(medium: str, address: str) -> Message | None:
    if not address:
        return None
    rows = Message.objects.select_related("dispatch", "customer")
    return rows.filter(medium=medium, address=address, status="sent").order_by("-pk").first()


def _tell(message: Message, kind: type, **values: object) -> None:
    if message.customer_id:
        publish(
            kind(
                customer_id=message.customer_id,
                message_id=message.pk,
                dispatch_id=message.dispatch_id,
                medium=message.medium,
                actor_id=None,
                **values,
            )
        )


def _tell_unsubscribed(message: Message, medium: str) -> None:
    if message.customer_id:
        publish(
            Unsubscribed(
                customer_id=message.customer_id,
                medium=medium,
                message_id=message.pk,
                dispatch_id=message.dispatch_id,
                actor_id=None,
            )
        )


@atomic
def leave_membership(customer: Customer, *, at: datetime) -> list[str]:
    """A member who leaves has withdrawn from all advertisements (AD-21)."""
    customer = lock(customer)
    return [
        medium
        for medium in _MEDIA
        if getattr(customer, f"permit_{medium}")
        and withdraw(customer, medium, at=at, source=_("회원 탈퇴"))
    ]
