"""→ 티켓 and → 업무 (F26): a mail, a call or a to-do becomes a ticket, and the other way round."""

from datetime import date, datetime
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.planning import plan_activity
from dangol.activities.models import Activity
from dangol.helpdesk.mail.models import DeskMailbox
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.helpdesk.tickets.services import open_ticket
from dangol.helpdesk.tickets.talking import hear_customer
from dangol.kit.records import change
from dangol.messaging.models import Mail, MailThread
from dangol.messaging.parsing.texts import split_reply

RECORD = "helpdesk.ticket"
_CHANNELS = {"call": Channel.PHONE, "visit": Channel.VISIT, "sms": Channel.SMS}


@atomic
def ticket_of_thread(
    thread: MailThread, *, at: datetime, actor: User | None, subject: str = "", **values: Any
) -> Ticket:
    """Make a ticket of a conversation by mail: its mails are the ticket's, answers go there too.

    A thread is one ticket, however often it is made one.
    """
    if known := Ticket.objects.filter(thread=thread).first():
        return known
    box = DeskMailbox.objects.filter(account=thread.account_id).first()
    given: dict[str, Any] = {}
    if box:
        given = {"space": box.space, "team_id": box.team_id}
        given["request_type_id"] = box.request_type_id
    given |= {name: value for name, value in values.items() if value not in (None, "")}
    mails = list(thread.mails.order_by("at", "pk"))
    ticket = open_ticket(
        subject=(subject or thread.subject or _("(제목 없음)"))[:300],
        at=at,
        actor=actor,
        customer=thread.customer,
        channel=Channel.EMAIL,
        writer_name=thread.person,
        writer_email=thread.email,
        source=f"thread:{thread.pk}",
        **given,
    )
    change(ticket, actor=actor, thread=thread)
    for mail in mails:
        take_mail(ticket, mail, at=max(at, mail.at))
    return ticket


def take_mail(
    ticket: Ticket, mail: Mail, *, at: datetime, is_told: bool = True
) -> TicketMessage | None:
    """Put a mail into a ticket, once; what staff wrote elsewhere is kept as an answer.

    Without `is_told` nobody gets a notice of it.
    """
    if known := TicketMessage.objects.filter(mail=mail).first():
        return known
    text = split_reply(mail.text)[0] or mail.text
    if mail.is_mine:
        return _keep_own(ticket, mail, text)
    return hear_customer(
        ticket,
        text=text[:1_000_000],
        at=at,
        name=mail.sender_name or mail.sender_email,
        mail=mail,
        is_machine=mail.kind != Mail.Kind.LETTER,
        is_told=is_told,
    )


def _keep_own(ticket: Ticket, mail: Mail, text: str) -> TicketMessage:
    message = TicketMessage.objects.create(
        ticket=ticket, kind=TicketMessage.Kind.OUT, author_id=mail.author_id,
        name=mail.sender_name, to=[email for _name, email in mail.to][:20], text=text,
        channel=Channel.EMAIL, mail=mail, at=mail.at,
    )  # fmt: skip
    values: dict[str, Any] = {
        "message_count": ticket.message_count + 1, "reply_count": ticket.reply_count + 1,
    }  # fmt: skip
    if mail.at >= ticket.opened_at:
        values["waits_for_us"] = False
    change(ticket, actor=None, **values)
    return message


@atomic
def ticket_of_activity(
    activity: Activity, *, subject: str, at: datetime, actor: User, **values: Any
) -> Ticket:
    """Make a ticket of a call or a to-do; the activity points to it from now on."""
    kind = activity.kind.key
    ticket = open_ticket(
        subject=subject,
        text=activity.text,
        at=at,
        actor=actor,
        customer=activity.customer,
        channel=_CHANNELS.get(kind, Channel.PHONE),
        source=f"activity:{activity.pk}",
        **{name: value for name, value in values.items() if value not in (None, "")},
    )
    change(activity, actor=actor, link_model=RECORD, link_id=ticket.pk)
    return ticket


@atomic
def todo_of_ticket(ticket: Ticket, *, title: str, due: date, owner: User, actor: User) -> Activity:
    """Make a to-do (업무) of a ticket; both show each other."""
    return plan_activity(
        owner=owner,
        due=due,
        actor=actor,
        kind="todo",
        title=title,
        customer=ticket.customer,
        link_model=RECORD,
        link_id=ticket.pk,
    )


@atomic
def todo_of_thread(
    thread: MailThread, *, title: str, due: date, owner: User, actor: User
) -> Activity:
    """Make a to-do (업무) of a conversation by mail."""
    return plan_activity(
        owner=owner, due=due, actor=actor, kind="todo", title=title, customer=thread.customer,
        text=_("메일: %(subject)s") % {"subject": thread.subject},
    )  # fmt: skip
