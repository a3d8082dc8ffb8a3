"""The boxes of the desk: a page of each, how much lies in it, and finding in it.

Whoever sees all tickets, as most agents do, asks by queries written once.
"""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.helpdesk.tickets.queries import OPEN, tickets_seen_by
from dangol.kit.access import Scope
from dangol.kit.db.prepared import Prepared, prepared
from dangol.kit.search import matching_ids, newest_heard, scanned

PAGE = 30
NEWEST = 500
COUNTED = 99


class DeskPage(NamedTuple):
    """Some tickets of a box, and the cursor of those after them; empty at the end."""

    tickets: list[Ticket]
    after: str


def box_of(user: User, box: str) -> QuerySet[Ticket]:
    """The tickets of a box of the desk."""
    return _in_box(tickets_seen_by(user), box, user.pk)


def _in_box(rows: QuerySet[Ticket], box: str, user_id: int = 0) -> QuerySet[Ticket]:
    rows = rows.filter(merged_into=None)
    match box:
        case "mine":
            return rows.filter(is_open=True, agent=user_id)
        case "pool":
            return rows.filter(is_open=True, agent=None)
        case "done":
            return rows.filter(is_open=False)
    return rows.filter(is_open=True)


def desk_page(
    user: User, *, box: str, narrowed: Q | None = None, q: str = "", after: str = ""
) -> DeskPage:
    """One page of a box: by deadline, what has none last; done ones by their last word."""
    column, sign = ("last_at", "lt") if box == "done" else ("rank_at", "gt")
    if not (narrowed or q or after) and user.scope_of("helpdesk.view_ticket") == Scope.ALL:
        found = _first_of_mine(user.pk) if box == "mine" else _FIRST[box]()
    else:
        rows = box_of(user, box).filter(narrowed or Q())
        if q:
            return _found(rows, q, after, box)
        if cursor := _cursor(after):
            at, pk = cursor
            later = Q(**{f"{column}__{sign}": at}) | Q(**{column: at, f"pk__{sign}": pk})
            rows = rows.filter(later)
        found = list(_page(rows, box))
    shown = found[:PAGE]
    more = f"{getattr(shown[-1], column).isoformat()}~{shown[-1].pk}" if len(found) > PAGE else ""
    return DeskPage(shown, more)


def _page(rows: QuerySet[Ticket], box: str) -> QuerySet[Ticket]:
    order = ("-last_at", "-pk") if box == "done" else ("rank_at", "pk")
    return _shown(rows).order_by(*order)[: PAGE + 1]


@prepared
def _first_of_mine(user_id: int) -> QuerySet[Ticket]:
    return _page(_in_box(Ticket.objects.all(), "mine", user_id), "mine")


def _first_of(box: str) -> Prepared[Ticket]:
    return prepared(lambda: _page(_in_box(Ticket.objects.all(), box), box))


_FIRST = {box: _first_of(box) for box in ("pool", "open", "done")}  # for who may see all


def _found(rows: QuerySet[Ticket], q: str, after: str, box: str) -> DeskPage:
    """Tickets that answer a query by what stands on them, then those by what was said in them.

    `said` of the latter is the message that was found. `after` is `on~` or `in~` with the last one.
    """
    where, _sign, number = after.partition("~")
    before = int(number) if number.isascii() and number.isdecimal() and len(number) < 19 else None
    ids: list[int] = []
    if where != "in":
        ids = _matching(rows, q, before, box)
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


def _matching(rows: QuerySet[Ticket], q: str, before: int | None, box: str) -> list[int]:
    """Up to a page and one more, the newest first. Open tickets are few, and carry a word of their
    own that is asked for too. The rows, still fewer, are looked for among the newest of these, and
    then one by one.
    """
    if box == "done":
        return matching_ids(rows, q, limit=PAGE + 1, before=before)
    opened = Ticket.objects.filter(is_open=True)
    newest = matching_ids(opened, f"{q} {OPEN}", limit=NEWEST, before=before)
    found = set(rows.filter(pk__in=newest).values_list("pk", flat=True))
    if len(found) <= PAGE and len(newest) == NEWEST:
        older = rows.filter(scanned(q)).order_by().values_list("pk", flat=True)
        found.update(pk for pk in older if pk < newest[-1])
    return sorted(found, reverse=True)[: PAGE + 1]


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
    if user.scope_of("helpdesk.view_ticket") == Scope.ALL:
        return {
            "mine": len(_some_of_mine(user.pk)),
            "pool": len(_some_of_pool()),
            "open": len(_some_open()),
        }
    return {box: len(_some(box_of(user, box))) for box in ("mine", "pool", "open")}


def _some(rows: QuerySet[Ticket]) -> QuerySet[Any]:
    return rows.order_by().values_list("pk", flat=True)[: COUNTED + 1]


@prepared
def _some_of_mine(user_id: int) -> QuerySet[Any]:
    return _some(_in_box(Ticket.objects.all(), "mine", user_id))


@prepared
def _some_of_pool() -> QuerySet[Any]:
    return _some(_in_box(Ticket.objects.all(), "pool"))


@prepared
def _some_open() -> QuerySet[Any]:
    return _some(_in_box(Ticket.objects.all(), "open"))
