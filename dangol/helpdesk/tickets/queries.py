"""Reading tickets: the desk's boxes, one conversation, what stands beside it."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.helpdesk.setup.queries import StepRow, step_row, way
from dangol.helpdesk.tickets.models import (
    Ticket,
    TicketLink,
    TicketMessage,
    TicketPresence,
    TicketStep,
)
from dangol.kit.db.prepared import prepared
from dangol.kit.search import matching_ids, newest_heard, scanned

RELATED = (
    "customer", "customer__owner", "person", "asker", "agent", "team", "step", "topic",
    "topic__parent", "request_type", "product", "installed", "policy", "parent",
    "merged_into", "thread",
)  # fmt: skip
PAGE = 30
SHOWN, MOST = 30, 400
COUNTED = 99
HERE = timedelta(seconds=20)
BOXES = ("mine", "pool", "open", "done")


class DeskPage(NamedTuple):
    """Some tickets of a box, and the cursor of those after them; empty at the end."""

    tickets: list[Ticket]
    after: str


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


def tickets_seen_by(user: User, verb: str = "view") -> QuerySet[Ticket]:
    """Tickets this person may see (or work on), without any order."""
    return Ticket.objects.visible_to(user, verb)


def ticket_page_of(user: User, pk: int, verb: str = "view") -> Ticket | None:
    """One ticket with what its page shows beside it; None when not visible."""
    if not tickets_seen_by(user, verb).filter(pk=pk).exists():
        return None
    return next(iter(_ticket_row(pk)), None)


@prepared
def _ticket_row(pk: int) -> QuerySet[Ticket]:
    rows = Ticket.objects.defer("search", "customer__search", "person__search")
    return rows.select_related(*RELATED).filter(pk=pk)


def box_of(user: User, box: str) -> QuerySet[Ticket]:
    """The tickets of a box of the desk."""
    rows = tickets_seen_by(user).filter(merged_into=None)
    match box:
        case "mine":
            return rows.filter(is_open=True, agent=user)
        case "pool":
            return rows.filter(is_open=True, agent=None)
        case "done":
            return rows.filter(is_open=False)
    return rows.filter(is_open=True)


def desk_page(
    user: User, *, box: str, narrowed: Q | None = None, q: str = "", after: str = ""
) -> DeskPage:
    """One page of a box: by deadline, what has none last; done ones by their last word."""
    rows = box_of(user, box).filter(narrowed or Q())
    if q:
        return _found(rows, q, after)
    column, sign = ("last_at", "lt") if box == "done" else ("rank_at", "gt")
    if cursor := _cursor(after):
        at, pk = cursor
        later = Q(**{f"{column}__{sign}": at}) | Q(**{column: at, f"pk__{sign}": pk})
        rows = rows.filter(later)
    order = ("-last_at", "-pk") if box == "done" else ("rank_at", "pk")
    found = list(_shown(rows).order_by(*order)[: PAGE + 1])
    shown = found[:PAGE]
    more = f"{getattr(shown[-1], column).isoformat()}~{shown[-1].pk}" if len(found) > PAGE else ""
    return DeskPage(shown, more)


def _found(rows: QuerySet[Ticket], q: str, after: str) -> DeskPage:
    """Tickets that answer a query by what stands on them, then those by what was said in them.

    `said` of the latter is the message that was found. `after` is `on~` or `in~` with the last one.
    """
    where, _sign, number = after.partition("~")
    before = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
    ids: list[int] = []
    if where != "in":
        ids = matching_ids(rows, q, limit=PAGE + 1, before=before)
        if len(ids) > PAGE:
            return DeskPage(_by_id(rows, ids[:PAGE], {}), f"on~{ids[PAGE - 1]}")
        before = None
        if len(ids) == PAGE:
            return DeskPage(_by_id(rows, ids, {}), "in~")
    heard = newest_heard(
        TicketMessage.objects.all(), q, of="ticket_id", most=PAGE - len(ids), before=before,
        visible=lambda tickets: set(
            rows.filter(pk__in=tickets).exclude(scanned(q)).values_list("pk", flat=True)
        ),
    )  # fmt: skip
    more = f"in~{heard.before}" if heard.before else ""
    return DeskPage(_by_id(rows, [*ids, *heard.words], heard.words), more)


def _by_id(rows: QuerySet[Ticket], ids: list[int], said: dict[int, str]) -> list[Ticket]:
    by_id = {row.pk: row for row in _shown(rows.filter(pk__in=ids))}
    found = [by_id[pk] for pk in ids if pk in by_id]
    for row in found:
        row.said = said.get(row.pk, "")
    return found


def _shown(rows: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return rows.select_related("customer", "asker", "agent").only(
        "number", "subject", "step_id", "is_open", "last_at", "opened_at", "rank_at",
        "waits_for_us",
        "priority", "policy_id", "sla_from", "first_due_at", "next_due_at", "solve_due_at",
        "writer_name", "writer_email", "channel", "solve_kept", "first_kept", "space",
        "customer__name", "customer__kind", "customer__grade_id", "asker__name", "agent__name",
    )  # fmt: skip


def _cursor(text: str) -> tuple[datetime, int] | None:
    moment, _sign, number = text.partition("~")
    try:
        return (datetime.fromisoformat(moment), int(number)) if number else None
    except ValueError:
        return None


def box_counts(user: User) -> dict[str, int]:
    """How many tickets lie in each open box, counted to 99: a longer queue is just long."""
    return {
        box: box_of(user, box).order_by()[: COUNTED + 1].count() for box in ("mine", "pool", "open")
    }


def talk_of(ticket: Ticket, *, before: int = 0, since: int = 0) -> Talk:
    """What was said with the steps between: the newest 30 messages, those from one on (`since`), or
    the 30 before one.
    """
    rows = _messages(ticket.pk)
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


def linked_tickets(ticket: Ticket, user: User) -> list[Ticket]:
    """Tickets that have to do with this one, as far as the person may see them."""
    pairs = TicketLink.objects.filter(Q(first=ticket) | Q(second=ticket))
    ids = {pk for pair in pairs.values_list("first_id", "second_id") for pk in pair}
    return list(tickets_seen_by(user).filter(pk__in=ids - {ticket.pk}).order_by("-pk")[:20])


def past_tickets(ticket: Ticket, user: User, limit: int = 5) -> list[Ticket]:
    """The customer's other tickets, the newest first."""
    rows = tickets_seen_by(user).exclude(pk=ticket.pk).filter(merged_into=None)
    if ticket.customer_id:
        rows = rows.filter(customer=ticket.customer_id)
    elif ticket.writer_email:
        rows = rows.filter(writer_email=ticket.writer_email)
    else:
        return []
    rows = rows.only("subject", "number", "step_id", "opened_at")
    return list(rows.order_by("-pk")[:limit])


def tickets_of(customer: Customer, user: User, limit: int = 8) -> list[Ticket]:
    """A customer's tickets this person may see: open ones first, then the newest."""
    rows = tickets_seen_by(user).filter(Q(customer=customer) | Q(person=customer))
    return list(rows.filter(merged_into=None).order_by("-is_open", "-pk")[:limit])


def writing_now(ticket: Ticket, *, but: User, now: datetime) -> list[str]:
    """Names of the colleagues who write an answer to a ticket just now."""
    rows = TicketPresence.objects.filter(ticket=ticket, at__gte=now - HERE).exclude(user=but)
    return list(rows.order_by("user__name").values_list("user__name", flat=True))


def ticket_by_number(user: User, number: str) -> Ticket | None:
    """The ticket with this number, if the person may see it."""
    return tickets_seen_by(user).filter(number=number.strip().lstrip("#")).first()
