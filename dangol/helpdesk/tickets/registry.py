"""Where tickets and their words come from: what stands before the colon of a `source`."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.db.models.fields.files import FieldFile

from dangol.accounts.models import User
from dangol.activities.registry import Linked, links
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.registry import Registry

# "chat" → "chat.conversation", a record of activities.registry.links; apps above add theirs
origins: Registry[str] = Registry()


class Sent(NamedTuple):
    """A file sent elsewhere, in a chat say; it stays where it was sent."""

    name: str
    size: int
    file: FieldFile


# "chat-message" → the files among what was said there, by its ids; apps above add theirs
carriers: Registry[Callable[[Iterable[int]], Mapping[int, Sent]]] = Registry()


def origin_of(ticket: Ticket, user: User) -> Linked | None:
    """The call or chat a ticket was made of, if the user may see it."""
    name, _colon, pk = (ticket.source or "").partition(":")
    if name not in origins or not pk.isdecimal():
        return None
    kind = links[origins[name]]
    found = kind.find(user, [int(pk)]).get(int(pk))
    return found._replace(text=f"{kind.label} · {found.text}") if found else None
