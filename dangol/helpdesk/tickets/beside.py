"""What stands beside a conversation: labels, followers, other tickets, who writes just now."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.helpdesk.setup.models import Label
from dangol.helpdesk.tickets.models import Ticket, TicketFollower, TicketLink, TicketPresence
from dangol.helpdesk.tickets.queries import tickets_seen_by
from dangol.kit.access import Scope
from dangol.kit.db.prepared import prepared

PAST = 5
HERE = timedelta(seconds=20)


def linked_tickets(ticket: Ticket, user: User) -> list[Ticket]:
    """Tickets that have to do with this one, as far as the person may see them."""
    pairs: list[Any] = _links(ticket.pk)
    if not pairs:
        return []
    ids = {pk for pair in pairs for pk in pair}
    return list(tickets_seen_by(user).filter(pk__in=ids - {ticket.pk}).order_by("-pk")[:20])


@prepared
def _links(ticket_id: int) -> QuerySet[Any]:
    pairs = TicketLink.objects.filter(Q(first=ticket_id) | Q(second=ticket_id))
    return pairs.values_list("first_id", "second_id")


@prepared
def parts_of(ticket_id: int) -> QuerySet[Ticket]:
    """The tickets below one, as its page shows them."""
    rows = Ticket.objects.filter(parent=ticket_id).order_by("pk")
    return rows.only("subject", "step_id")[:20]


@prepared
def labels_of(ticket_id: int) -> QuerySet[Label]:
    """The labels of a ticket by name."""
    return Label.objects.filter(tickets=ticket_id).order_by("name")


@prepared
def followers_of(ticket_id: int) -> QuerySet[Any]:
    """Id and name of everybody who follows a ticket."""
    rows = TicketFollower.objects.filter(ticket=ticket_id)
    return rows.order_by("user__name").values_list("user_id", "user__name")


def past_tickets(ticket: Ticket, user: User, limit: int = PAST) -> list[Ticket]:
    """The customer's other tickets, the newest first."""
    customer, email = ticket.customer_id, ticket.writer_email
    if not (customer or email):
        return []
    if user.scope_of("helpdesk.view_ticket") == Scope.ALL:
        found = _past_of_customer(customer) if customer else _past_of_writer(email)
    else:
        seen = tickets_seen_by(user)
        rows = seen.filter(customer=customer) if customer else seen.filter(writer_email=email)
        found = list(_past(rows)[: limit + 1])
    return [row for row in found if row.pk != ticket.pk][:limit]


def _past(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    rows = rows.filter(merged_into=None).order_by("-pk")
    return rows.only("subject", "number", "step_id", "opened_at")


@prepared
def _past_of_customer(customer_id: int) -> QuerySet[Ticket]:
    return _past(Ticket.objects.filter(customer=customer_id))[: PAST + 1]


@prepared
def _past_of_writer(email: str) -> QuerySet[Ticket]:
    return _past(Ticket.objects.filter(writer_email=email))[: PAST + 1]


def writing_now(ticket: Ticket, *, but: User, now: datetime) -> list[str]:
    """Names of the colleagues who write an answer to a ticket just now."""
    here: list[Any] = _present(ticket.pk)
    return [name for pk, name, at in here if pk != but.pk and at >= now - HERE]


@prepared
def _present(ticket_id: int) -> QuerySet[Any]:
    rows = TicketPresence.objects.filter(ticket=ticket_id).order_by("user__name")
    return rows.values_list("user_id", "user__name", "at")
