"""Reading tickets: one of them, its conversation, its way."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.helpdesk.setup.queries import StepRow, step_row, way
from dangol.helpdesk.tickets.models import Ticket, TicketMessage, TicketStep
from dangol.kit.access import Scope
from dangol.kit.db.prepared import prepared

RELATED = (
    "customer", "customer__owner", "person", "asker", "agent", "team", "step", "topic",
    "topic__parent", "request_type", "product", "installed", "policy", "parent",
    "merged_into", "thread",
)  # fmt: skip
SHOWN, MOST = 30, 400
OPEN = "zzopen"  # a word among the tokens of every open ticket: a search can ask for it too


class Said(NamedTuple):
    """One line of a conversation: something said, or a step of the ticket."""

    at: datetime
    message: TicketMessage | None = None
    stay: TicketStep | None = None


class Talk(NamedTuple):
    """Some lines of a conversation from the message `first` on; whether older ones are left."""

    lines: list[Said]
    first: int
    is_older: bool
    newest: int


class Rung(NamedTuple):
    """One step of the way as the stepper shows it; minutes are None where it has not been."""

    step: StepRow
    is_current: bool
    is_past: bool
    minutes: int | None
    since: datetime | None


def marked(tokens: str, *, is_open: bool) -> str:
    """What a ticket is found by, with the word of open ones or without it."""
    rest = tokens.replace(f" {OPEN} ", " ")
    return f"{rest or ' '}{OPEN} " if is_open else rest


def tickets_seen_by(user: User, verb: str = "view") -> QuerySet[Ticket]:
    """Tickets this person may see (or work on), without any order."""
    return Ticket.objects.visible_to(user, verb)


def ticket_page_of(user: User, pk: int, verb: str = "view") -> Ticket | None:
    """One ticket with what its page shows beside it; None when not visible."""
    return next(iter(_ticket_row(pk)), None) if is_seen_by(user, pk, verb) else None


def is_seen_by(user: User, pk: int, verb: str = "view") -> bool:
    """Whether this person may see (or work on) the ticket with this id, if there is one."""
    if user.scope_of(f"helpdesk.{verb}_ticket") == Scope.ALL:
        return True
    return tickets_seen_by(user, verb).filter(pk=pk).exists()


@prepared
def _ticket_row(pk: int) -> QuerySet[Ticket]:
    rows = Ticket.objects.defer("search", "customer__search", "person__search")
    return rows.select_related(*RELATED).filter(pk=pk)


def talk_of(ticket: Ticket, *, before: int = 0, since: int = 0) -> Talk:
    """What was said with the steps between: the newest 30 messages, those from one on (`since`), or
    the 30 before one.
    """
    rows = _messages(ticket.pk)
    edge = None
    if before or since:
        edge = ticket.messages.filter(pk=before or since).values_list("at", "pk").first()
    if edge:
        at, pk = edge
        earlier = Q(at__lt=at) | Q(at=at, pk__lt=pk)
        rows = rows.filter(earlier) if before else rows.exclude(earlier)
    most = MOST if since and edge else SHOWN
    messages = list(rows[: most + 1]) if edge else _newest_messages(ticket.pk)
    older, messages = len(messages) > most, messages[:most]
    if since and edge:
        older = ticket.messages.filter(earlier).exists()
    stays = _stays(ticket.pk)[::-1]
    if older:
        stays = [row for row in stays if row.at >= messages[-1].at]
    if before and edge:
        stays = [row for row in stays if row.at < edge[0]]
    lines = [Said(row.at, message=row) for row in messages]
    lines += [Said(row.at, stay=row) for row in stays]
    lines.sort(key=lambda line: (line.at, line.message is not None))
    first = messages[-1].pk if messages else 0
    return Talk(lines, first, older, max((row.pk for row in messages), default=0))


def _messages(ticket_id: int) -> QuerySet[TicketMessage]:
    rows = TicketMessage.objects.filter(ticket=ticket_id).order_by("-at", "-pk")
    return rows.select_related("author", "mail", "dispatch").defer(
        "search", "mail__search", "mail__text", "dispatch__content"
    )


@prepared
def _newest_messages(ticket_id: int) -> QuerySet[TicketMessage]:
    return _messages(ticket_id)[: SHOWN + 1]


@prepared
def _stays(ticket_id: int) -> QuerySet[TicketStep]:
    rows = TicketStep.objects.filter(ticket=ticket_id).order_by("-at", "-pk")
    return rows.select_related("actor", "agent", "team")[:200]


@prepared
def _times(ticket_id: int) -> QuerySet[TicketStep]:
    rows = TicketStep.objects.filter(ticket=ticket_id).order_by("at", "pk")
    return rows.values_list("step_id", "at", "ended_at")  # type: ignore[return-value]  # the stubs forget the kind of queryset


def rungs_of(ticket: Ticket, *, now: datetime) -> list[Rung]:
    """The way of a ticket: how long it was in each step; 보류 stands in where it is on hold."""
    spent: dict[int, int] = {}
    since: dict[int, datetime] = {}
    times: list[Any] = _times(ticket.pk)  # tuples, as the query says
    for step_id, at, ended_at in times:
        end = ended_at or (now if ticket.is_open else at)
        spent[step_id] = spent.get(step_id, 0) + int((end - at).total_seconds())
        since[step_id] = at
    here = step_row(ticket.step_id)
    steps = way()
    if here and here not in steps:
        steps = [*steps, here]
    place = here.order if here and here in way() else -1
    return [
        Rung(
            row, row.id == ticket.step_id, row.order < place, _minutes(spent.get(row.id)),
            since.get(row.id),
        )
        for row in steps
    ]  # fmt: skip


def _minutes(seconds: int | None) -> int | None:
    return None if seconds is None else seconds // 60


def tickets_of(customer: Customer, user: User, limit: int = 8) -> list[Ticket]:
    """A customer's tickets this person may see: open ones first, then the newest."""
    rows = tickets_seen_by(user).filter(Q(customer=customer) | Q(person=customer))
    return list(rows.filter(merged_into=None).order_by("-is_open", "-pk")[:limit])


def ticket_by_number(user: User, number: str) -> Ticket | None:
    """The ticket with this number, if the person may see it."""
    return tickets_seen_by(user).filter(number=number.strip().lstrip("#")).first()
