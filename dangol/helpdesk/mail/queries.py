"""Which ticket a mail belongs to."""

import re
from datetime import timedelta

from django.db.models import QuerySet

from dangol.codes.memory import remembered
from dangol.helpdesk.mail.models import DeskMailbox
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.kit.db.prepared import prepared
from dangol.messaging.models import Mail
from dangol.messaging.parsing.addresses import mailbox_key

FLOOD, WINDOW = 20, timedelta(hours=1)
_token = re.compile(r"\[([^\[\]\s]{3,30})\]")


@remembered
def _accounts() -> frozenset[int]:
    rows = DeskMailbox.objects.filter(is_active=True)
    return frozenset(rows.values_list("account_id", flat=True))


def forget_mailboxes() -> None:
    """Read again which accounts lie on the desk: somebody changed it."""
    _accounts.forget()


def is_on_desk(account_id: int) -> bool:
    """Whether the account's mails become tickets; costs no query while it is fresh."""
    return account_id in _accounts()


def ticket_for(mail: Mail) -> Ticket | None:
    """The ticket a mail goes on with: of its thread, or of the number its subject names.

    A number counts only from somebody the ticket knows: anybody could guess one. A merged ticket
    lives on in the one it was merged into.
    """
    found = _of_thread(mail.thread_id) or [row.ticket for row in _said_in(mail.thread_id)]
    known = found[0] if found else _named(mail)
    while known and known.merged_into_id:
        known = Ticket.objects.get(pk=known.merged_into_id)
    return known


@prepared
def _of_thread(thread_id: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(thread=thread_id)[:1]


@prepared
def _said_in(thread_id: int) -> QuerySet[TicketMessage]:
    said = TicketMessage.objects.filter(mail__thread=thread_id).order_by("-pk")
    return said.select_related("ticket")[:1]


def _named(mail: Mail) -> Ticket | None:
    numbers = _token.findall(mail.subject)[:5]
    if not numbers:
        return None
    rows = Ticket.objects.filter(number__in=numbers).select_related("customer", "person", "asker")
    sender = mailbox_key(mail.sender_email)
    return next((row for row in rows if sender and sender in _people(row)), None)


def _people(ticket: Ticket) -> set[str]:
    rows = (ticket.customer, ticket.person, ticket.asker)
    emails = [ticket.writer_email, *(row.email for row in rows if row)]
    for to in ticket.messages.exclude(to=[]).values_list("to", flat=True)[:50]:
        emails += to
    return {mailbox_key(str(email)) for email in emails if email}


def flooded_ticket(mail: Mail) -> Ticket | None:
    """The newest open ticket of a writer who opened twenty within the hour: it takes the rest."""
    rows = Ticket.objects.filter(writer_email=mail.sender_email, opened_at__gte=mail.at - WINDOW)
    if not mail.sender_email or rows.order_by()[:FLOOD].count() < FLOOD:
        return None
    return rows.filter(merged_into=None).order_by("-pk").first()
