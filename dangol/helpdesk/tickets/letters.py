"""How an answer leaves: in the mail thread of its ticket, as a new one, or as a text message."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import ContactPoint
from dangol.helpdesk.mail.models import DeskMailbox
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.db.prepared import prepared
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import format_phone
from dangol.messaging.content import Content
from dangol.messaging.inbox import answering
from dangol.messaging.inbox.queries import newest_mail
from dangol.messaging.models import Dispatch, Kind, Mail, MailAccount, MailThread, Message
from dangol.messaging.outbox.holding import cancel_messages
from dangol.messaging.outbox.services import send

EMAIL, SMS = "email", "sms"


class Letter(NamedTuple):
    """What an agent wrote to a customer; `to` are mail addresses, nothing for a text message."""

    text: str
    to: str = ""
    medium: str = EMAIL
    files: Sequence[UploadedFile] = ()


class Sent(NamedTuple):
    """How it leaves."""

    to: list[str]
    dispatch: Dispatch
    mail: Mail | None
    channel: str


def address_of(ticket: Ticket) -> str:
    """Where an answer by mail goes: as the writer wished, else to whom the ticket is about."""
    thread: MailThread | None = ticket.thread
    if thread:
        mail = newest_mail(thread, received=True)
        if mail and not mail.is_mine:
            return mail.reply_to or mail.sender_email
    people = (ticket.person, ticket.customer)
    known = [str(row.email) for row in people if row and row.email]
    return (
        ticket.writer_email or next(iter(known), "") or (ticket.asker.email if ticket.asker else "")
    )


def mobile_of(ticket: Ticket) -> str:
    """The mobile number a text message to the asker would go to, "" for none."""
    people = [pk for pk in (ticket.person_id, ticket.customer_id) if pk]
    found: Iterator[Any] = (row for pk in people for row in _mobiles(pk))
    return str(next(found, ("",))[0])


@prepared
def _mobiles(customer_id: int) -> QuerySet[Any]:
    points = ContactPoint.objects.filter(customer=customer_id, use=ContactPoint.Use.MOBILE)
    return points.order_by("pk").values_list("value")[:1]


def send_letter(
    ticket: Ticket,
    letter: Letter,
    *,
    actor: User,
    source: str,
    at: datetime,
    leaves_at: datetime,
    confirmed: bool,
) -> Sent:
    """Hand an answer to the outbox; it waits there until `leaves_at`."""
    if letter.medium == SMS:
        return _send_text(ticket, letter, actor, source, at, leaves_at, confirmed)
    thread: MailThread | None = ticket.thread
    account = thread.account if thread else desk_account(ticket)
    given = answering.Letter(
        letter.to or address_of(ticket),
        f"[{ticket.number}] Re: {thread.subject if thread else ticket.subject}",
        letter.text,
        Kind.TRANSACTION,
        files=letter.files,
    )
    options: dict[str, Any] = {"actor": actor, "source": source, "at": at, "confirmed": confirmed}
    if thread:
        answered = newest_mail(thread, received=True)
        given = given._replace(quoted=answering.quote(answered) if answered else "")
        answering.answer(thread, given, answered=answered, not_before=leaves_at, **options)
    elif account:
        ticket.thread = answering.start(account, given, not_before=leaves_at, **options)
        Ticket.objects.filter(pk=ticket.pk).update(thread=ticket.thread)
    else:
        _send_alone(given, leaves_at, options)
    dispatch = Dispatch.objects.get(source=source)
    mail = Mail.objects.filter(message__dispatch=dispatch).first()
    addresses = dispatch.messages.exclude(status=Message.Status.REFUSED)
    to = list(addresses.order_by("pk").values_list("address", flat=True))
    return Sent(to, dispatch, mail, Channel.EMAIL)


def desk_account(ticket: Ticket) -> MailAccount | None:
    """The mailbox of the desk that new letters of a ticket start from, None without one."""
    rows = DeskMailbox.objects.filter(is_active=True, space=ticket.space).select_related("account")
    box = rows.filter(team=ticket.team_id).first() or rows.order_by("pk").first()
    return box.account if box else None


def _send_alone(given: answering.Letter, leaves_at: datetime, options: dict[str, Any]) -> None:
    """Without a mailbox of the desk the answer leaves all the same; answers to it go elsewhere."""
    people = answering.people_at(given.to)
    send(
        addresses=people,
        kind=given.kind,
        medium=EMAIL,
        content=Content(subject=given.subject, text=given.text, from_name=options["actor"].name),
        not_before=leaves_at,
        one_to_one=True,
        **options,
    )


def _send_text(
    ticket: Ticket,
    letter: Letter,
    actor: User,
    source: str,
    at: datetime,
    leaves_at: datetime,
    confirmed: bool,
) -> Sent:
    number = mobile_of(ticket)
    if not number:
        raise Refused(_("이 고객의 휴대전화 번호가 없습니다. 메일로 답하거나 전화해 주세요."))
    customer = ticket.person or ticket.customer
    dispatch = send(
        [customer] if customer else (),
        kind=Kind.TRANSACTION,
        medium=SMS,
        content=Content(text=letter.text, subject=ticket.subject),
        actor=actor,
        source=source,
        at=at,
        not_before=leaves_at,
        one_to_one=True,
        confirmed=confirmed,
    )
    answering.refuse_if_nobody(list(dispatch.messages.all()))
    return Sent([format_phone(number)], dispatch, None, Channel.SMS)


def take_letter_back(dispatch: Dispatch, *, actor: User) -> bool:
    """Keep an answer from leaving; False when it has left already."""
    if dispatch.medium == EMAIL:
        return answering.take_back(dispatch, actor=actor)
    return bool(cancel_messages(dispatch.messages.all(), actor=actor))
