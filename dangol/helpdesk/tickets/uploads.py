"""Files of a ticket: handed in by customers, kept with them; or sent in the chat it came from."""

from collections.abc import Iterable, Sequence

from django.core.files.base import File
from django.db.models import Q, QuerySet

from dangol.customers.models import Customer, CustomerFile
from dangol.customers.parties.files import attach_file
from dangol.helpdesk.tickets.models import Ticket, TicketFile, TicketMessage
from dangol.helpdesk.tickets.registry import Sent, carriers


def hand_in(
    ticket: Ticket, files: Sequence[File], *, customer: Customer,
    message: TicketMessage | None = None,
) -> None:  # fmt: skip
    """Keep files with the customer, and with the words they came with."""
    for file in files:
        kept = attach_file(customer, file=file, actor=None)
        TicketFile.objects.create(ticket=ticket, message=message, file=kept)


def handed_in(ticket: Ticket) -> "QuerySet[TicketFile]":
    """Files of a ticket: of the words it began with, and of all that was said in it."""
    own = Q(ticket=ticket, message=None) | Q(message__ticket=ticket)
    return TicketFile.objects.filter(own).select_related("file").order_by("pk")


def handed_in_by(
    ticket: Ticket, messages: Iterable[TicketMessage]
) -> dict[int | None, list[CustomerFile]]:
    """The files of each message, and those of the first words under None; nothing is asked of the
    database where nothing came through the portal.
    """
    sources = [ticket.source, *(message.source for message in messages)]
    if not any(source and source.startswith("portal:") for source in sources):
        return {}
    found: dict[int | None, list[CustomerFile]] = {}
    for row in handed_in(ticket):
        found.setdefault(row.message_id, []).append(row.file)
    return found


def sent_with(messages: Iterable[TicketMessage]) -> dict[int, Sent]:
    """The files of messages that are such, sent elsewhere; asks nothing where none came so."""
    asked: dict[str, dict[int, int]] = {}
    for message in messages:
        name, _colon, pk = (message.source or "").partition(":")
        if name in carriers and pk.isdecimal():
            asked.setdefault(name, {})[int(pk)] = message.pk
    return {
        here[pk]: sent for name, here in asked.items() for pk, sent in carriers[name](here).items()
    }
