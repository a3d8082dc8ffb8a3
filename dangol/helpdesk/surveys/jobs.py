"""A ticket that is done asks its customer."""

from django.utils import timezone

from dangol.helpdesk.events import TicketMoved
from dangol.helpdesk.surveys.services import ask_satisfaction
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.events import subscribe


@subscribe(TicketMoved, later=True)
def ask_when_done(event: TicketMoved) -> None:
    """Ask once the ticket is done and still is when the worker comes."""
    ticket = Ticket.objects.filter(pk=event.ticket_id, is_open=False).first()
    if ticket:
        ask_satisfaction(ticket, at=timezone.now())
