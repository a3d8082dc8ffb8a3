"""Who writes an answer just now."""

from datetime import datetime, timedelta

from dangol.accounts.models import User
from dangol.helpdesk.tickets.models import Ticket, TicketPresence
from dangol.helpdesk.tickets.moving import DESK
from dangol.kit import realtime

OLD = timedelta(hours=1)


def note_writing(ticket: Ticket, user: User, *, at: datetime) -> None:
    """Remember that somebody types in a ticket, and tell those who have it open."""
    TicketPresence.objects.update_or_create(ticket=ticket, user=user, defaults={"at": at})
    TicketPresence.objects.filter(ticket=ticket, at__lt=at - OLD).delete()
    realtime.send(DESK, {"topic": f"writing:{ticket.pk}"})
