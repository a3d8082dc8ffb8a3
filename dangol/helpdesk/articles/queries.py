"""What a ticket asks, in the words that find its article."""

from dangol.helpdesk.tickets.models import Ticket, TicketMessage

READ = 1_500


def question_of(ticket: Ticket) -> str:
    """The subject, and what the customer said last (or the ticket's first words)."""
    said = ticket.messages.filter(kind=TicketMessage.Kind.IN).order_by("-at", "-pk")
    last = said.values_list("text", flat=True).first()
    return f"{ticket.subject}\n{(last or ticket.text)[:READ]}"
