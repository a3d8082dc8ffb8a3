"""Which customers a rule is about, and for whom it would make to-dos: sets, never loops."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from dangol.accounts.absences.queries import Turn, turns
from dangol.accounts.models import User
from dangol.activities.acts.kinds import kind_of, medium_ids
from dangol.activities.acts.models import Activity, KindRule
from dangol.activities.acts.times import start_of
from dangol.activities.alerts.models import AlertResult, AlertRule, AlertRun
from dangol.customers.models import Customer
from dangol.jobs.models import Job
from dangol.workspace.queries import person_name


def rules(*, active: bool = False) -> list[AlertRule]:
    """The rules in the order of the page: stages, then grades."""
    rows = AlertRule.objects.select_related("grade", "kind")
    found = rows.filter(is_active=True) if active else rows
    return list(found.order_by("-stage", "grade__order", "kind__order", "pk"))


def covered(rule: AlertRule) -> "QuerySet[Customer]":
    """The customers the rule is about, whoever looks after them."""
    if rule.stage:
        return Customer.objects.filter(stage=rule.stage)
    return Customer.objects.filter(grade_id=rule.grade_id)


def left_alone(rule: AlertRule, *, today: date) -> "QuerySet[Customer]":
    """Those of them who have waited too long and for whom no to-do of this kind is open.

    `anchor` is what they have waited since: the last activity that counts, or the registration.
    """
    return (
        covered(rule)
        .annotate(anchor=_anchor(rule))
        .filter(anchor__lt=start_of(today - timedelta(days=rule.days - 1)))
        .filter(~Exists(_open_of(rule)))
    )


def _kinds(rule: AlertRule) -> list[int]:
    """The kinds that count as contact for a cell: all of the same medium (방문 is a 미팅 too)."""
    kind = kind_of(rule.kind_id)
    if kind and kind.medium != KindRule.Medium.NONE:
        return sorted({rule.kind_id, *medium_ids(kind.medium)})
    return [rule.kind_id]


def _anchor(rule: AlertRule) -> Any:
    """The last moment that counts. A company's counts for the person met there as well."""
    moments: list[Any] = [F("created_at")]
    if rule.stage:
        moments.append(F("last_contact_at"))
    for role in ("customer", "counterpart"):
        met: QuerySet[Activity] = Activity.objects.filter(**{role: OuterRef("pk")})
        if not rule.stage:
            met = _of_kinds(met, _kinds(rule))
        last = met.order_by().values(role).annotate(last=Max("occurred_at")).values("last")
        moments.append(Subquery(last, output_field=DateTimeField()))
    first, *others = moments
    return Greatest(first, *(Coalesce(moment, F("created_at")) for moment in others))


def _of_kinds(rows: "QuerySet[Activity]", kinds: list[int]) -> "QuerySet[Activity]":
    """Those of these kinds, found by their customer (docs/adr/0056).

    `kind + 0` keeps SQLite, which knows no statistics, from walking the index of the kind: that
    is a fifth of the table for each customer. Open ones have no `occurred_at`, which Max leaves
    out by itself; asking for it would lead to the same index.
    """
    return rows.annotate(plain_kind=F("kind_id") + Value(0)).filter(plain_kind__in=kinds)


def _open_of(rule: AlertRule) -> "QuerySet[Activity]":
    kinds = [rule.kind_id] if rule.stage else _kinds(rule)
    return _of_kinds(Activity.objects.open().filter(customer=OuterRef("pk")), kinds)


def cycle_of(rule: AlertRule, *, today: date) -> Any:
    """What tells one period of waiting from the next: the day it began, and how often it passed.

    An expression over `left_alone`; the same all through the period, so that a to-do that was
    called off comes back only when as many days have passed again.
    """
    text = CharField(max_length=30)
    waited = DaysBetween(Value(start_of(today), output_field=DateTimeField()), F("anchor"))
    since = Cast(Value(today.toordinal()) - waited, text)
    return Concat(since, Value("+"), Cast(waited / Value(rule.days), text), output_field=text)


class DaysBetween(Func):
    """Whole days from the second moment to the first, which is not earlier."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """In whole seconds: Julian days are fractions, and would flicker at midnight."""
        return super().as_sql(
            compiler,
            connection,
            template="((CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)) / 86400)",
            arg_joiner=") AS INTEGER) - CAST(strftime('%%s', ",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "CAST(FLOOR(EXTRACT(EPOCH FROM (%(expressions)s)) / 86400) AS integer)"
        return super().as_sql(compiler, connection, template=template, arg_joiner=" - ", **context)


class Desk(NamedTuple):
    """Who takes the to-dos of whom, and when; owners nobody stands in for are `lost`."""

    turns: dict[int, Turn]
    lost: list[int]
    today: date

    def person(self) -> Any:
        """The id of who takes it, as an expression over customers."""
        moved = {pk: turn.person_id for pk, turn in self.turns.items() if turn.person_id != pk}
        return _by_owner(moved, F("owner_id"), IntegerField())

    def moments(self, of: Any) -> Any:
        """A moment of the day each owner's to-dos are due."""
        usual = self.usual_day
        other = {pk: of(turn.on) for pk, turn in self.turns.items() if turn.on != usual}
        return _by_owner(other, Value(of(usual), output_field=DateTimeField()), DateTimeField())

    @property
    def usual_day(self) -> date:
        days = [turn.on for turn in self.turns.values()]
        return max(set(days), key=days.count) if days else self.today


def _by_owner(values: dict[int, Any], default: Any, field: Any) -> Any:
    if not values:
        return default
    whens = [When(owner=pk, then=Value(value, output_field=field)) for pk, value in values.items()]
    return Case(*whens, default=default, output_field=field)


def desk_of(today: date) -> Desk:
    """Everybody who owns customers, with who acts for them on the next business day."""
    owners = set(
        User.objects.filter(customers__isnull=False).values_list("pk", flat=True).distinct()
    )
    found = turns(owners, on=today)
    return Desk(found, sorted(owners - found.keys()), today)


def of_nobody(desk: Desk) -> Q:
    """Customers for whom nobody would get the to-do: without an owner, or with a lost one."""
    return Q(owner=None) | Q(owner__in=desk.lost)


def met_in_time(
    rule: AlertRule, *, today: date, window: tuple[int, int]
) -> dict[tuple[int, bool], int]:
    """How many customers of each owner were met within the rule's days, and how many not."""
    since = start_of(today - timedelta(days=rule.days - 1))
    rows = covered(rule).filter(owner__isnull=False, pk__range=window)
    rows = rows.annotate(anchor=_anchor(rule)).annotate(
        in_time=Case(When(anchor__gte=since, then=Value(True)), default=Value(False))
    )
    counted = rows.order_by().values_list("owner", "in_time").annotate(n=Count("pk"))
    return {(owner, in_time): n for owner, in_time, n in counted}


class Preview(NamedTuple):
    """What a rule would make now: how many for whom, for how many nobody, and the first of them."""

    rule: AlertRule
    total: int
    nobody: int
    people: list[tuple[str, int]]
    customers: "list[Customer]"


SHOWN = 50


def preview_of(rule: AlertRule, *, today: date, user: User) -> Preview:
    """Count what the rule would make if it were on; names only of customers the user may see."""
    desk = desk_of(today)
    waiting = left_alone(rule, today=today)
    served = waiting.filter(owner__isnull=False).exclude(owner__in=desk.lost)
    takers = served.annotate(taker=desk.person()).order_by().values_list("taker")
    counts = dict(takers.annotate(n=Count("pk")))
    seen = Customer.objects.visible_to(user).values("pk")
    names = ("pk", "name", "kind", "stage", "owner_id", "grade_id")
    return Preview(
        rule,
        sum(counts.values()),
        waiting.filter(of_nobody(desk)).count(),
        sorted(((person_name(pk), n) for pk, n in counts.items()), key=lambda pair: -pair[1]),
        list(served.filter(pk__in=seen).only(*names).order_by("-pk")[:SHOWN]),
    )


def without_owner(*, today: date, user: User) -> "list[tuple[AlertRule, list[Customer]]]":
    """Per rule that is on, the first visible customers nobody looks after."""
    desk = desk_of(today)
    seen = Customer.objects.visible_to(user).values("pk")
    found = []
    for rule in rules(active=True):
        rows = left_alone(rule, today=today).filter(of_nobody(desk)).filter(pk__in=seen)
        if customers := list(rows.order_by("-pk")[:SHOWN]):
            found.append((rule, customers))
    return found


def overdue_of(rule: AlertRule, owner: int, *, today: date) -> "QuerySet[Customer]":
    """The customers of one person who were not met within the rule's days, the longest first."""
    since = start_of(today - timedelta(days=rule.days - 1))
    rows = covered(rule).filter(owner=owner).annotate(anchor=_anchor(rule))
    return rows.filter(anchor__lt=since).order_by("anchor", "pk")


def runs(limit: int = 20) -> list[AlertRun]:
    """The last passes with what each rule did in them; two queries.

    One without an end is stopped when its job is cancelled, dead or forgotten.
    """
    rows = AlertRun.objects.order_by("-pk").prefetch_related(
        Prefetch("results", AlertResult.objects.order_by("pk"))
    )
    found = list(rows.select_related("actor")[:limit])
    if open_ones := [run for run in found if run.finished_at is None]:
        jobs = Job.objects.exclude(status__in=Job.FINISHED)
        asked = jobs.filter(pk__in=[run.job_id for run in open_ones if run.job_id])
        going = set(asked.values_list("pk", flat=True))
        for run in open_ones:
            run.is_stopped = run.job_id not in going
    return found
