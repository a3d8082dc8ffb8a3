"""Acts on many activities at once, in statements over sets; no loop over rows."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.checks import checked
from dangol.activities.acts.kinds import NO_PURPOSE, contact_kind_ids, kind_of, purpose_id
from dangol.activities.acts.models import Activity, Settled
from dangol.activities.acts.timeline import ENTRY
from dangol.activities.acts.times import times_of
from dangol.activities.events import ActivityPlanned, ActivityRecorded
from dangol.activities.models import Entry
from dangol.customers.events import publish_many
from dangol.customers.lifecycle.services import mark_contact
from dangol.customers.models import Customer
from dangol.kit.errors import Refused
from dangol.kit.records import announce_many, change_many
from dangol.workspace.services import notify

BATCH = 2_000


def plan_many(
    customers: "QuerySet[Customer]",
    *,
    due: date | datetime,
    rule: str,
    cycle: Any,
    at: datetime,
    each: Mapping[str, Any] | None = None,
    **values: Any,
) -> int:
    """Make a to-do for each customer, for whoever looks after them; returns how many were made.

    Once per `rule`, `cycle` and customer however often it runs: the source is
    `rule:cycle:customer`, and one that was deleted stays settled. Customers without an owner at
    work are left out. Each batch of 2,000 commits by itself, so a run that was killed goes on.

    `cycle`, and what `each` says of columns by their name (`owner_id`, `starts_at`, `due_at`), may
    be expressions over the customers; who says `owner_id` says it for departed owners too.
    """
    tidy = checked({"custom": {}, **values})
    columns = _constants(tidy, due, rule, at) | {"owner_id": F("owner_id")} | dict(each or {})
    source = (Value(f"{rule}:"), Value(cycle) if isinstance(cycle, str) else cycle, Value(":"))
    at_work = {"owner__isnull": False} if "owner_id" in (each or {}) else {"owner__is_active": True}
    made = 0
    for ids in _pages(customers.filter(**at_work).order_by("pk")):
        with atomic():
            made += _insert(customers.filter(pk__in=ids), columns, source)
    return made


def _pages(rows: "QuerySet[Any]") -> Iterator[list[int]]:
    last = 0
    while ids := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


def _constants(
    tidy: dict[str, Any], due: date | datetime, rule: str, at: datetime
) -> dict[str, Any]:
    """What all the rows have in common, by column; everything else takes its default."""
    given = tidy | times_of(due)._asdict() | {"made_by_rule": rule}
    given |= {"created_at": at, "updated_at": at}
    found: dict[str, Any] = {}
    for field in Activity._meta.concrete_fields:
        if field.primary_key or field.name in ("customer", "owner", "source"):
            continue
        value = given.get(field.name, field.get_default())
        plain = getattr(value, "pk", value)
        target = getattr(field, "target_field", field)
        constant = Value(plain, output_field=target)
        # PostgreSQL must be told the type of a null; SQLite's cast would write moments otherwise
        # than Django does (with .000), and they would not equal what is looked for
        on_postgres = connection.vendor == "postgresql"
        found[str(field.column)] = Cast(constant, target) if on_postgres else constant
    return found


def _insert(
    customers: "QuerySet[Customer]", columns: dict[str, Any], source: tuple[Any, ...]
) -> int:
    text = CharField(max_length=150)
    columns = columns | {
        "customer_id": F("pk"),
        "source": Concat(*source, Cast("pk", text), output_field=text),
    }
    values = {f"c_{name}": value for name, value in columns.items()}
    wanted = customers.annotate(**values)
    settled = Settled.objects.filter(source=OuterRef("c_source"))
    select = wanted.filter(~Exists(settled)).values_list(*values)
    sql, params = select.query.sql_with_params()
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    table = quote(Activity._meta.db_table)
    before = Activity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} ({names}) {sql} ON CONFLICT DO NOTHING RETURNING id, owner_id"
                ", customer_id",
                params,
            )
            rows = cursor.fetchall()
        else:
            cursor.execute(f"INSERT OR IGNORE INTO {table} ({names}) {sql}", params)
            made = Activity.objects.filter(pk__gt=before)
            rows = list(made.values_list("pk", "owner_id", "customer_id"))
    _tell_planned(rows)
    return len(rows)


def _tell_planned(rows: list[tuple[int, int, int]]) -> None:
    if rows:
        announce_many(Activity, [row[0] for row in rows], "create", {}, actor=None)
        publish_many(ActivityPlanned, [row[2] for row in rows], actor=None, activity_id=0)


@atomic
def complete_many(
    activities: "QuerySet[Activity]", *, at: datetime, actor: User, result: str = ""
) -> list[int]:
    """Turn open to-dos into history as of now; returns the ids of those that were open.

    Minutes are those planned, else the kind's. What would follow is not made: nobody asked.
    """
    tidy = checked({"result": result}) if result else {}
    rows = list(
        activities.open()  # type: ignore[attr-defined]
        .select_for_update(of=("self",))
        .values_list("pk", "kind_id", "customer_id", "counterpart_id", "owner_id")
    )
    if not rows:
        return []
    ids = [row[0] for row in rows]
    change_many(
        Activity.objects.filter(pk__in=ids),
        actor=actor,
        **tidy,
        status=Activity.Status.DONE,
        occurred_at=at,
        recorded_at=at,
        reminder_at=None,
    )
    Activity.objects.filter(pk__in=ids, minutes=None).update(minutes=_minutes_by_kind(rows))
    if none := purpose_id(NO_PURPOSE):
        Activity.objects.filter(pk__in=ids, purpose=None).update(purpose=none)
    _enter_many(rows, at, actor)
    return ids


def _minutes_by_kind(rows: Iterable[tuple[Any, ...]]) -> Case:
    kinds = {row[1]: kind_of(row[1]) for row in rows}
    return Case(
        *(When(kind=pk, then=Value(kind.minutes)) for pk, kind in kinds.items() if kind),
        default=Value(0),
    )


def _enter_many(rows: list[tuple[int, int, int, int, int]], at: datetime, actor: User) -> None:
    contacts = set(contact_kind_ids())
    met = [
        (pk, kind_id, customer_id, owner_id)
        for pk, kind_id, first, second, owner_id in rows
        for customer_id in dict.fromkeys(filter(None, (first, second)))
    ]
    before = dict(
        Customer.objects.filter(pk__in={row[2] for row in met}).values_list("pk", "last_contact_at")
    )
    Entry.objects.bulk_create(
        Entry(
            customer_id=customer_id,
            kind=ENTRY,
            at=at,
            actor_id=owner_id,
            activity_id=pk,
            data={"contact_before": _iso(before.get(customer_id))} if kind_id in contacts else {},
        )
        for pk, kind_id, customer_id, owner_id in met
    )
    for customer_id in {row[2] for row in met if row[1] in contacts}:
        mark_contact(customer_id, at=at)
    publish_many(ActivityRecorded, [row[2] for row in rows if row[2]], actor=actor, activity_id=0)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@atomic
def move_many(activities: "QuerySet[Activity]", *, due: date, actor: User) -> list[int]:
    """Put open to-dos on another day; an hour that was said stays. Returns the ids moved."""
    times = times_of(due)
    rows = activities.open()  # type: ignore[attr-defined]
    all_day = change_many(
        rows.exclude(is_all_day=False), actor=actor, **times._asdict(), reminder_at=None
    )
    moved = []
    timed = rows.filter(is_all_day=False).values_list("pk", "starts_at", "ends_at", "due_at")
    for pk, starts_at, ends_at, due_at in timed:
        starts = timezone.localtime(starts_at or due_at)
        begin = timezone.make_aware(datetime.combine(due, starts.time()))
        end = begin + (ends_at - starts_at) if ends_at and starts_at else None
        moved.append(
            Activity(pk=pk, starts_at=begin, ends_at=end, due_at=end or begin, reminder_at=None)
        )
    Activity.objects.bulk_update(moved, ["starts_at", "ends_at", "due_at", "reminder_at"])
    ids = [row.pk for row in moved]
    announce_many(Activity, ids, "change", {"due_at": due.isoformat()}, actor=actor)
    return [*all_day, *ids]


@atomic
def reassign_many(activities: "QuerySet[Activity]", *, to: User, actor: User | None) -> list[int]:
    """Give open to-dos to somebody else, who is told once; refused for departed people."""
    if not to.is_active:
        raise Refused(
            _("%(name)s 님은 지금 일하지 않습니다. 다른 담당을 골라 주세요.") % {"name": to.name}
        )
    rows = activities.open().exclude(owner=to)  # type: ignore[attr-defined]
    ids = change_many(rows, actor=actor, owner=to)
    if ids and actor != to:
        text = _("할 일 %(n)d건을 넘겨받았습니다.") % {"n": len(ids)}
        notify([to.pk], text, url="/activities/todos/", kind="todo")
    return ids
