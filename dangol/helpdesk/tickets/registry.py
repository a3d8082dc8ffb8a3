"""Where tickets come from: what stands before the colon of a ticket's `source`, and its record."""

from dangol.accounts.models import User
from dangol.activities.registry import Linked, links
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.registry import Registry

# "chat" → "chat.conversation", a record of activities.registry.links; apps above add theirs
origins: Registry[str] = Registry()


def origin_of(ticket: Ticket, user: User) -> Linked | None:
    """The call or chat a ticket was made of, if the user may see it."""
    name, _colon, pk = (ticket.source or "").partition(":")
    if name not in origins or not pk.isdecimal():
        return None
    kind = links[origins[name]]
    found = kind.find(user, [int(pk)]).get(int(pk))
    return found._replace(text=f"{kind.label} · {found.text}") if found else None
