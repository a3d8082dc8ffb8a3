"""Setting the rules of 자동영업알림, and one pass of them over all customers."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from time import monotonic
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dangol.activities.acts.many import plan_many
from dangol.activities.acts.models import Activity
from dangol.activities.acts.times import end_of, start_of
from dangol.activities.alerts import queries
from dangol.activities.alerts.models import AlertResult, AlertRule, AlertRun, AlertShare
from dangol.activities.alerts.queries import Desk
from dangol.codes.models import Code
from dangol.codes.queries import label_of
from dangol.customers.models import Customer
from dangol.kit.records import change, create, remove
from dangol.workspace.services import notify

# so many ids at a time: progress is told and a cancel heard between them
WINDOW = 20_000
Tell = Callable[[int, str], None]


class Line(NamedTuple):
    """One rule as the page has it; without days there is none."""

    stage: str
    grade_id: int | None
    kind_id: int
    days: int | None


@atomic
def write_rules(lines: Iterable[Line], *, actor: Any) -> None:
    """Keep these rules and no others; a new one is off until somebody has seen its preview."""
    known = {(rule.stage, rule.grade_id, rule.kind_id): rule for rule in queries.rules()}
    by_stage = {rule.stage: rule for rule in known.values() if rule.stage}
    kept: set[int] = set()
    for line in lines:
        if not line.days:
            continue
        rule = by_stage.get(line.stage) or known.get((line.stage, line.grade_id, line.kind_id))
        values = {"kind": Code.objects.get(pk=line.kind_id), "days": line.days}
        if rule is None:
            where = {"stage": line.stage, "grade_id": line.grade_id}
            rule = create(AlertRule, actor=actor, **where, **values)
        else:
            change(rule, actor=actor, kind=values["kind"], days=line.days)
        kept.add(rule.pk)
    for rule in known.values():
        if rule.pk not in kept:
            remove(rule, actor=actor)


@atomic
def switch_rules(rules: Iterable[AlertRule], *, on: bool, actor: Any) -> None:
    """Let rules count from the next pass on, or no more; to-dos they made stay."""
    for rule in rules:
        change(rule, actor=actor, is_active=on)


def run_alerts(
    *, at: datetime, tell: Tell, job_id: int | None = None, actor_id: int | None = None
) -> AlertRun:
    """Make what every rule that is on asks for; count who was met in time; tell the owners.

    Begun again after a crash (the same `job_id`) it goes on with the same moment, so nothing is
    made or counted twice.
    """
    begun = AlertRun.objects.filter(job_id=job_id).first() if job_id else None
    run = begun or AlertRun.objects.create(job_id=job_id, at=at, actor_id=actor_id)
    if run.finished_at:
        return run
    today = timezone.localdate(run.at)
    desk, active = queries.desk_of(today), queries.rules(active=True)
    windows = list(_windows())
    for place, rule in enumerate(active):

        def step(done: int, place: int = place, rule: AlertRule = rule) -> None:
            tell(100 * (place * len(windows) + done) // (len(active) * len(windows)), str(rule))

        _run_rule(rule, run, desk, windows, step)
    _finish(run)
    return run


def _run_rule(
    rule: AlertRule,
    run: AlertRun,
    desk: Desk,
    windows: list[tuple[int, int]],
    step: Callable[[int], None],
) -> None:
    if run.results.filter(rule=rule).exists():
        return
    started, nobody, shares = monotonic(), 0, Counter[tuple[int, bool]]()
    for done, window in enumerate(windows):
        step(done)
        waiting = queries.left_alone(rule, today=desk.today).filter(pk__range=window)
        _plan(rule, waiting, run.at, desk)
        nobody += waiting.filter(queries.of_nobody(desk)).count()
        if rule.grade_id:
            shares.update(queries.met_in_time(rule, today=desk.today, window=window))
    with atomic():
        _write_shares(rule, shares, run.at)
        AlertResult.objects.create(
            run=run,
            rule=rule,
            text=str(rule)[:200],
            made=Activity.objects.filter(made_by_rule=rule.key, created_at=run.at).count(),
            nobody=nobody,
            milliseconds=round(1000 * (monotonic() - started)),
        )


def _plan(rule: AlertRule, waiting: "QuerySet[Customer]", at: datetime, desk: Desk) -> None:
    plan_many(
        waiting.exclude(owner__in=desk.lost),
        due=desk.usual_day,
        rule=rule.key,
        cycle=queries.cycle_of(rule, today=desk.today),
        at=at,
        each={
            "owner_id": desk.person(),
            "starts_at": desk.moments(start_of),
            "due_at": desk.moments(end_of),
        },
        kind=rule.kind_id,
        title=_title(rule),
    )


def _title(rule: AlertRule) -> str:
    kind = label_of(rule.kind_id)
    if rule.stage:
        return _("%(days)s일 동안 아무 활동이 없었습니다") % {"days": rule.days}
    return _("%(days)s일 동안 %(kind)s 없음") % {"days": rule.days, "kind": kind}


def _windows() -> Iterator[tuple[int, int]]:
    ends = Customer.objects.aggregate(first=Min("pk"), last=Max("pk"))
    if ends["first"] is not None:
        for start in range(ends["first"], ends["last"] + 1, WINDOW):
            yield start, start + WINDOW - 1


def _write_shares(rule: AlertRule, counted: Counter[tuple[int, bool]], at: datetime) -> None:
    owners = {owner for owner, _in_time in counted}
    rule.shares.exclude(owner__in=owners).delete()
    AlertShare.objects.bulk_create(
        [
            AlertShare(
                rule=rule,
                owner_id=owner,
                customers=counted[owner, True] + counted[owner, False],
                in_time=counted[owner, True],
                counted_at=at,
            )
            for owner in sorted(owners)
        ],
        update_conflicts=True,
        unique_fields=["rule", "owner"],
        update_fields=["customers", "in_time", "counted_at"],
    )


@atomic
def _finish(run: AlertRun) -> None:
    """Close the run and tell each person once how many to-dos came."""
    keys = [rule.key for rule in queries.rules(active=True)]
    made = Activity.objects.filter(made_by_rule__in=keys, created_at=run.at)
    for owner, n in made.order_by().values_list("owner").annotate(n=Count("pk")):
        text = ngettext(
            "자동영업알림이 할 일 %(n)d건을 만들었습니다.",
            "자동영업알림이 할 일 %(n)d건을 만들었습니다.",
            n,
        )
        notify([owner], text % {"n": n}, url="/activities/todos/", kind="todo")
    run.finished_at = timezone.now()
    AlertRun.objects.filter(pk=run.pk).update(finished_at=run.finished_at)
