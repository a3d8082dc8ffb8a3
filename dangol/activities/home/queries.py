"""What the home and the board show, bounded so that thousands of to-dos cost no more than a few."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from dangol.accounts.models import User
from dangol.activities.acts.kinds import contact_kind_ids, kinds
from dangol.activities.acts.models import Activity
from dangol.activities.acts.queries import shown_names
from dangol.activities.acts.shown import Shown, show
from dangol.activities.acts.times import end_of, start_of
from dangol.customers.models import Customer
from dangol.kit.access import Scope
from dangol.kit.korean.names import mask_name

MANY = 100  # beyond this a count says 99+
ROWS = 6
CONTACTS_TARGET, CUSTOMERS_TARGET = 10, 30  # KPI thresholds of F115, a person and month
# what a line of the home shows: not the texts of the row
READ = (
    "pk", "title", "text", "kind_id", "purpose_id", "customer_id", "counterpart_id", "owner_id",
    "due_at", "starts_at", "is_all_day", "status", "made_by_rule", "link_model", "link_id",
    "occurred_at", "recorded_at", "priority",
)  # fmt: skip


class Counts(NamedTuple):
    """How many of somebody's to-dos are late, due today, and ahead; at most 100 each."""

    late: int
    today: int
    ahead: int

    @staticmethod
    def text(number: int) -> str:
        return "99+" if number >= MANY else str(number)

    @property
    def late_text(self) -> str:
        return self.text(self.late)

    @property
    def today_text(self) -> str:
        return self.text(self.today)

    @property
    def ahead_text(self) -> str:
        return self.text(self.ahead)


def _spans(now: datetime, day: date) -> dict[str, Q]:
    end = end_of(day)
    return {
        "late": Q(due_at__lt=now),
        "today": Q(due_at__gte=now, due_at__lte=end),
        "ahead": Q(due_at__gt=end),
    }


def todo_counts(user: User, *, now: datetime, today: date) -> Counts:
    """The user's own to-dos by when; three short walks of one index."""
    mine = Activity.objects.open().filter(owner=user).order_by()
    spans = _spans(now, today).values()
    return Counts(*(mine.filter(span)[:MANY].count() for span in spans))


def todos_of(
    user: User, when: str, *, now: datetime, today: date, limit: int = ROWS
) -> list[Shown]:
    """The first to-dos of a span (late, today, ahead) with names, soonest first."""
    mine = Activity.objects.open().filter(owner=user).filter(_spans(now, today)[when])
    return _named(list(mine.only(*READ).order_by("due_at", "-pk")[:limit]), user)


def new_assignments(user: User, *, since: datetime, limit: int = ROWS) -> list[Shown]:
    """Open to-dos others gave the user lately, newest first."""
    return _named(list(given_to(user, since=since)[:limit]), user)


def given_to(user: User, *, since: datetime) -> "QuerySet[Activity]":
    """The same as rows, in the order of one index (activity_owner_given)."""
    mine = Activity.objects.open().filter(owner=user, created_at__gte=since)
    return mine.exclude(created_by=user).only(*READ).order_by("-created_at", "-pk")


def _named(rows: list[Activity], user: User) -> list[Shown]:
    shown = show(rows, seen_by=user)
    names = shown_names({pk for one in shown for pk in one.customer_ids}, user)
    return [one.named(names) for one in shown]


class Kpi(NamedTuple):
    """The user's figures of the month, each beside its threshold (F115)."""

    contacts: int
    customers: int

    @property
    def contacts_percent(self) -> int:
        return min(100, self.contacts * 100 // CONTACTS_TARGET)

    @property
    def customers_percent(self) -> int:
        return min(100, self.customers * 100 // CUSTOMERS_TARGET)


def kpi_of(user: User, *, today: date) -> Kpi:
    """Contacts recorded (접촉정보화) and customers registered (DB 자산화) since the first."""
    first = start_of(today.replace(day=1))
    done = Activity.objects.filter(owner=user, occurred_at__gte=first, kind__in=contact_kind_ids())
    # ids rise with time: the newest of one's own customers tell the month without an index of it
    newest = Customer.objects.filter(owner=user).order_by("-pk")[: 10 * CUSTOMERS_TARGET]
    made = sum(at >= first for at in newest.values_list("created_at", flat=True))
    return Kpi(done.order_by()[: 10 * MANY].count(), made)


@dataclass
class Member:
    """One person of a team: what is open, what was done."""

    person: User
    late: int = 0
    today: int = 0
    contacts: int = 0
    by_kind: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def done(self) -> int:
        return sum(self.by_kind.values())


def team_of(user: User) -> list[User]:
    """Whom a leader leads: people at work of the own department and those below, by name."""
    scope = user.scope_of("activities.view_activity")
    if scope in (None, Scope.OWN):
        return []
    reach = Scope.DEPARTMENT if scope == Scope.DEPARTMENT else Scope.BELOW
    rows = User.objects.filter(is_active=True)
    if user.department_id or scope != Scope.ALL:
        rows = rows.filter(pk__in=user.colleague_ids(reach))
    return list(rows.select_related("department").order_by("department", "name", "pk")[:60])


def members_of(team: list[User], *, now: datetime, today: date, month: bool = True) -> list[Member]:
    """The team's open to-dos and what it did, since the first of the month or since midnight."""
    found = {person.pk: Member(person) for person in team}
    counted = Activity.objects.open().filter(owner__in=team, due_at__lte=end_of(today))
    rows = (
        counted.order_by()
        .values_list("owner")
        .annotate(
            late=Count("pk", filter=Q(due_at__lt=now)), today=Count("pk", filter=Q(due_at__gte=now))
        )
    )
    for pk, late, due in rows:
        found[pk].late, found[pk].today = late, due
    since = start_of(today.replace(day=1) if month else today)
    contacts = set(contact_kind_ids())
    done = Activity.objects.filter(
        owner__in=team, occurred_at__gte=since, occurred_at__lte=end_of(today)
    )
    for pk, kind, n in done.order_by().values_list("owner", "kind").annotate(n=Count("pk")):
        found[pk].by_kind[kind] += n
        found[pk].contacts += n if kind in contacts else 0
    return list(found.values())


class Act(NamedTuple):
    """One line of the board: who did what; customers by the outline of their name only."""

    owner: str
    icon: str
    mark: str
    kind: str
    customer: str
    at: datetime
    minutes: int | None


def newest_acts(team: list[User], *, today: date, limit: int = 12) -> list[Act]:
    """What the team wrote down today, newest first; a wall shows no whole names."""
    rows = Activity.objects.filter(
        owner__in=team, occurred_at__gte=start_of(today), occurred_at__lte=end_of(today)
    )
    by_id = {kind.id: kind for kind in kinds(retired=True)}
    names = {person.pk: person.name for person in team}
    columns = ("owner_id", "kind_id", "occurred_at", "minutes", "customer__name", "customer__kind")
    found = []
    for owner, kind_id, at, minutes, name, kind in rows.order_by("-occurred_at")[
        :limit
    ].values_list(*columns):
        shown = name if kind == Customer.Kind.COMPANY else mask_name(name or "")
        of = by_id[kind_id]
        found.append(Act(names[owner], of.icon, of.mark, of.label, shown or "", at, minutes))
    return found


def board_since(now: datetime) -> datetime:
    """A week before: what the home calls new."""
    return now - timedelta(days=7)
