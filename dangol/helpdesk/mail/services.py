"""A mail to the desk becomes a ticket, or goes on with one; its writer hears that it came."""

import logging
from datetime import datetime, timedelta

from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.helpdesk.mail.models import DeskMailbox
from dangol.helpdesk.mail.queries import FLOOD, flooded_ticket, ticket_for
from dangol.helpdesk.passing.services import take_mail, ticket_of_thread
from dangol.helpdesk.setup.models import Member
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.helpdesk.tickets.moving import watchers_of
from dangol.helpdesk.tickets.talking import write_note
from dangol.kit.errors import Refused
from dangol.messaging.content import Content
from dangol.messaging.inbox.threading import own_key, remember
from dangol.messaging.models import Kind, Mail, MailAccount, Message
from dangol.messaging.outbox.services import send
from dangol.workspace.services import notify

RECEIPTS, WINDOW = 3, timedelta(days=1)
# nobody reads what is sent there
_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "bounce")
TITLE = "title"
log = logging.getLogger("dangol.helpdesk")


@atomic
def take_in(mail: Mail, *, at: datetime, is_bulk: bool = False) -> Ticket | None:
    """Put a mail of a desk's account where it belongs; told twice, it is there once.

    What machines write (answers, bounces, our own mail coming back) never opens a ticket. A
    writer who floods the desk opens twenty an hour; the rest joins the newest, nothing is lost,
    and the ticket says so once.
    """
    box = DeskMailbox.objects.filter(account=mail.account_id, is_active=True).first()
    if box is None or mail.kind == Mail.Kind.COPY:
        return None
    is_machine = mail.kind != Mail.Kind.LETTER or is_our_own(mail)
    known = ticket_for(mail)
    flooded = None if known or is_machine else flooded_ticket(mail)
    if ticket := known or flooded:
        moment = max(at, mail.at) if ticket.opened_at <= mail.at else at
        take_mail(ticket, mail, at=moment, is_told=flooded is None)
        if flooded:
            note_flood(ticket, mail, at=at)
        return ticket
    if is_machine or mail.is_mine:
        return None
    ticket = ticket_of_thread(mail.thread, at=mail.at, actor=None)
    if box.sends_receipt and not is_bulk:
        send_receipt(ticket, mail, at=at)
    return ticket


def note_flood(ticket: Ticket, mail: Mail, *, at: datetime) -> None:
    """Say on the ticket, and to who has it, that a flood gathers there; once for each ticket."""
    source = f"flood:{ticket.pk}"
    if TicketMessage.objects.filter(source=source).exists():
        return
    about = {"email": mail.sender_email, "n": FLOOD, "number": ticket.number}
    text = _(
        "%(email)s에서 한 시간에 %(n)s통이 넘게 왔습니다. 이제부터 온 메일은 이 티켓에 모입니다."
    )
    write_note(ticket, text=text % about, at=at, actor=None, source=source)
    members = Member.objects.filter(team=ticket.team_id).values_list("user_id", flat=True)
    notify(
        watchers_of(ticket) or list(members),
        _("메일이 쏟아집니다: %(email)s, 티켓 %(number)s에 모읍니다.") % about,
        url=ticket.get_absolute_url(),
    )


def is_our_own(mail: Mail) -> bool:
    """Whether one of our own accounts wrote it: a loop."""
    sender = mail.sender_email
    return mail.direction == Mail.Direction.IN and (
        MailAccount.objects.filter(email__iexact=sender).exists() if sender else False
    )


def send_receipt(ticket: Ticket, mail: Mail, *, at: datetime) -> TicketMessage | None:
    """Tell a writer that their mail came: once a ticket, three a day, never to a machine.

    It says that no person wrote it (RFC 3834), so that no machine answers it.
    """
    email = mail.sender_email
    if not email or email.lower().partition("@")[0].startswith(_MACHINES):
        return None
    sent = Message.objects.filter(
        address=email,
        dispatch__source__startswith="receipt:",
        dispatch__created_at__gte=at - WINDOW,
    )
    if sent[:RECEIPTS].count() >= RECEIPTS:
        return None
    with override("ko"):
        text = _(
            "보내 주신 메일을 받았습니다.\n접수번호는 %(number)s입니다. "
            "담당자가 확인하고 답장드리겠습니다."
        ) % {"number": ticket.number}
    named = f"<{mail.identifier}>" if mail.identifier else ""
    content = Content(
        subject=f"[{ticket.number}] Re: #{{{TITLE}}}",
        text=text,
        values={TITLE: mail.thread.subject or ticket.subject},
        in_reply_to=named,
        references=named,
        reply_to=mail.account.email,
        automatic=True,
    )
    try:
        with atomic():
            dispatch = send(
                addresses=[(email, ticket.customer_id)],
                kind=Kind.TRANSACTION,
                medium="email",
                content=content,
                actor=None,
                source=f"receipt:{ticket.pk}",
                at=at,
                one_to_one=True,
                confirmed=True,
            )
    except Refused as error:
        log.warning("No receipt for %s: %s", ticket.number, error)
        return None
    remember(mail.thread, [own_key(pk) for pk in dispatch.messages.values_list("pk", flat=True)])
    return TicketMessage.objects.create(
        ticket=ticket, kind=TicketMessage.Kind.AUTO, to=[email], text=text, dispatch=dispatch,
        channel="email", at=at,
    )  # fmt: skip
