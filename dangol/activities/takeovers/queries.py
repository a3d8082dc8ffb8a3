"""인수인계서 (F29): who came to somebody from whom, what was done with them and is to do."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from dangol.accounts.models import User
from dangol.activities.acts.models import Activity
from dangol.activities.acts.shown import Shown, show
from dangol.activities.acts.signals import MARKED
from dangol.activities.models import Entry
from dangol.activities.registry import Linked, standings
from dangol.activities.services import NOTE
from dangol.codes.queries import CodeRow, code_of
from dangol.customers.events import OwnerChanged
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by
from dangol.workspace.queries import person_name

MOST = 1_000  # newest changes that are looked at
DONE, TODOS, NOTES = 3, 5, 2  # of each customer


class Taken(NamedTuple):
    """One customer that changed hands."""

    customer_id: int
    at: datetime
    before_id: int | None


class Known(NamedTuple):
    """What the new owner should know of one customer."""

    customer: Customer
    at: datetime
    before: str
    done: list[Shown]
    todos: list[Shown]
    notes: list[Entry]
    signals: list[tuple[CodeRow, int]]
    standing: list[Linked]


def taken_over(
    person: User, *, since: datetime, before: int | None = None, seen_by: User
) -> list[Taken]:
    """Customers that came to the person and are still theirs, newest first; at most 1,000."""
    rows = Entry.objects.filter(
        kind=OwnerChanged.kind(), at__gte=since, data__after_user_id=person.pk
    )
    found: dict[int, Taken] = {}
    columns = ("customer_id", "at", "data__before_user_id")
    for taken in map(Taken._make, rows.order_by("-at").values_list(*columns)[:MOST]):
        found.setdefault(taken.customer_id, taken)
    theirs = customers_seen_by(seen_by).filter(owner=person, pk__in=list(found))
    kept = set(theirs.values_list("pk", flat=True))
    return [
        taken
        for pk, taken in found.items()
        if pk in kept and (before is None or taken.before_id == before)
    ]


def known_of(taken: Iterable[Taken], *, seen_by: User) -> list[Known]:
    """What is known of these customers; eight queries, however many."""
    taken = list(taken)
    ids = [one.customer_id for one in taken]
    customers = Customer.objects.in_bulk(ids)
    done, todos = _done(ids, seen_by), _todos(ids, seen_by)
    notes, signals = _notes(ids), _signals(ids)
    standing: dict[int, list[Linked]] = defaultdict(list)
    for _name, read in standings:
        for pk, lines in read(seen_by, ids).items():
            standing[pk] += lines
    return [
        Known(
            customers[pk], at, person_name(before_id),
            done[pk], todos[pk], notes[pk], signals[pk], standing[pk],
        )
        for pk, at, before_id in taken
    ]  # fmt: skip


def _done(ids: list[int], user: User) -> dict[int, list[Shown]]:
    newest = Window(
        RowNumber(), partition_by=F("customer"), order_by=(F("occurred_at").desc(), F("pk").desc())
    )
    rows = Activity.objects.done().filter(customer__in=ids).annotate(nth=newest)
    return _by_customer(rows.filter(nth__lte=DONE).order_by("-occurred_at", "-pk"), user)


def _todos(ids: list[int], user: User) -> dict[int, list[Shown]]:
    soonest = Window(RowNumber(), partition_by=F("customer"), order_by=F("due_at").asc())
    rows = Activity.objects.open().filter(customer__in=ids).annotate(nth=soonest)
    return _by_customer(rows.filter(nth__lte=TODOS).order_by("due_at", "pk"), user)


def _by_customer(rows: Iterable[Activity], user: User) -> dict[int, list[Shown]]:
    found: dict[int, list[Shown]] = defaultdict(list)
    for shown in show(rows, seen_by=user):
        found[shown.activity.customer_id or 0].append(shown)
    return found


def _notes(ids: list[int]) -> dict[int, list[Entry]]:
    newest = Window(RowNumber(), partition_by=F("customer"), order_by=F("at").desc())
    rows = Entry.objects.filter(customer__in=ids, kind=NOTE).annotate(nth=newest)
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in rows.filter(nth__lte=NOTES).order_by("-at", "-pk"):
        found[entry.customer_id].append(entry)
    return found


def _signals(ids: list[int]) -> dict[int, list[tuple[CodeRow, int]]]:
    rows = MARKED.objects.filter(activity__customer__in=ids)
    counted = Counter(rows.values_list("activity__customer", "code"))
    found: dict[int, list[tuple[CodeRow, int]]] = defaultdict(list)
    for (pk, code), times in counted.most_common():
        if row := code_of(code):
            found[pk].append((row, times))
    return found
