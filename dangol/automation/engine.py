"""Running rules in batches, each in one transaction with the note that it was done.

Killed at any moment, a worker leaves whole batches done and none half done: the next one goes on.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError
from django.db.models import F
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.automation import chain
from dangol.automation.events import RoundWaiting
from dangol.automation.models import Rule, RuleRun, Touch, note
from dangol.automation.queries import (
    candidates,
    due_keys,
    is_open,
    problems_of,
    rounds_on,
    steps_of,
)
from dangol.automation.registry import triggers
from dangol.automation.services import run_of
from dangol.codes.calendar.queries import is_business_day
from dangol.kit.events import publish
from dangol.kit.jobs import progress
from dangol.kit.records import lock
from dangol.workspace.services import notify

BATCH = 500
FAILURES_LIMIT = 5
State, Status = Touch.State, RuleRun.Status


class Paused(Exception):
    """The rule went wrong too often in a row, and was paused."""


def plan_rounds(*, at: datetime) -> int:
    """Open the rounds of dates and schedules that have come; returns how many are new or waiting.

    A slot of a schedule on a day the rule skips is left out; a day of dates waits for the next.
    """
    waiting = 0
    for rule in Rule.objects.filter(is_on=True).select_related("owner"):
        if rule.trigger not in triggers or triggers[rule.trigger].event:
            continue
        for key in due_keys(rule, at):
            run = run_of(rule.pk, key, at=at)
            if key.startswith("s") and run.status == Status.WAITING and _is_left_out(rule, at):
                note(run, status=Status.DONE, finished_at=at)
    runs = RuleRun.objects.filter(status__in=[Status.WAITING, Status.RUNNING])
    for run in runs.filter(rule__is_on=True).select_related("rule").order_by("pk"):
        if not _is_of_events(run.rule) and is_open(run.rule, at):
            publish(RoundWaiting(run_id=run.pk, actor_id=None))
            waiting += 1
    return waiting


def _is_left_out(rule: Rule, at: datetime) -> bool:
    return rule.skips_holidays and not is_business_day(timezone.localdate(at))


def _is_of_events(rule: Rule) -> bool:
    return rule.trigger in triggers and triggers[rule.trigger].event is not None


def carry_out(run_id: int, *, at: datetime) -> RuleRun:
    """Do what is left of a round, batch by batch; safe to call again after a crash."""
    run = RuleRun.objects.select_related("rule__owner").get(pk=run_id)
    if run.status in (Status.DONE, Status.STOPPED) or not run.rule.is_on:
        return run
    if not _is_fit(run.rule):
        return run
    note(run, status=Status.RUNNING)
    try:
        while _next_batch(run, at):
            progress(50, f"{run.touched:,}")
    except Paused:
        return run
    note(run, status=Status.DONE, finished_at=timezone.now())
    return run


def _next_batch(run: RuleRun, at: datetime) -> bool:
    """One batch of a round; False after the last one."""
    rule = run.rule
    with atomic():
        run.position = lock(run).position
        rows = candidates(rule, today=timezone.localdate(at)).filter(pk__gt=run.position)
        found: dict[str, list[int]] = {}
        last = run.position
        for q, cycle in rounds_on(rule, run.key):
            name = "once" if rule.is_once else cycle
            ids = list(rows.filter(q).order_by("pk").values_list("pk", flat=True)[:BATCH])
            found.setdefault(name, []).extend(ids)
        ids = sorted(pk for batch in found.values() for pk in batch)[:BATCH]
        if not ids:
            return False
        last, wanted = ids[-1], set(ids)
        for cycle, batch in found.items():
            _touch(run, [pk for pk in batch if pk in wanted], cycle, at)
    while _work(rule, at, run):
        pass
    note(run, position=last)
    return True


def _touch(run: RuleRun, customer_ids: Sequence[int], cycle: str, at: datetime) -> None:
    """Take these customers into the round unless this cycle has had them."""
    Touch.objects.bulk_create(
        [
            Touch(rule_id=run.rule_id, run=run, customer_id=pk, cycle=cycle, at=at)
            for pk in customer_ids
        ],
        ignore_conflicts=True,
    )


def run_waiting(*, at: datetime) -> int:
    """Work through everything events have put into line; returns how many customers it was."""
    worked = 0
    for rule in _rules_waiting(at):
        if not _is_fit(rule):
            continue
        run = run_of(rule.pk, str(timezone.localdate(at)), at=at)
        try:
            while n := _work(rule, at, run):
                worked += n
                progress(50, f"{worked:,}")
        except Paused:
            continue
        note(run, status=Status.DONE, finished_at=timezone.now())
    return worked


def _rules_waiting(at: datetime) -> Iterator[Rule]:
    waiting = Touch.objects.filter(state=State.WAITING).values("rule")
    rules = Rule.objects.filter(is_on=True, pk__in=waiting).select_related("owner").order_by("pk")
    for rule in rules:
        if _is_of_events(rule) and is_open(rule, at):
            yield rule


def _is_fit(rule: Rule) -> bool:
    """Whether nothing keeps the rule from running; if something does it is paused and said."""
    if problems := problems_of(rule):
        pause(rule, " ".join(problems))
        return False
    return True


def pause(rule: Rule, why: str) -> None:
    """Switch a rule off by itself and tell its owner why; what waits for it stays in line."""
    with atomic():
        note(rule, is_on=False, problem=why[:300])
        text = _("자동화 규칙 ‘%(name)s’을(를) 멈췄습니다: %(why)s")
        url = reverse("automation:rule_detail", args=[rule.pk])
        notify([rule.owner_id], text % {"name": rule.name, "why": why}, url=url, kind="rule")


def _work(rule: Rule, at: datetime, run: RuleRun) -> int:
    """Do the first waiting batch of a rule; returns how many customers, 0 when none waits."""
    waiting = Touch.objects.filter(rule=rule, state=State.WAITING).order_by("pk")
    first = waiting.first()
    if first is None:
        return 0
    same = waiting.filter(path=first.path, cycle=first.cycle)
    if first.cycle.startswith("e"):
        same = waiting.filter(path=first.path)
    ids = list(same.values_list("pk", flat=True)[:BATCH])
    _attempt(rule, ids, at, run)
    return len(ids)


def _attempt(rule: Rule, touch_ids: list[int], at: datetime, run: RuleRun) -> None:
    """Do a batch; if it fails, its halves, until the customer who makes it fail is found."""
    try:
        with atomic():
            _do(rule, touch_ids, at, run)
        if rule.failures:
            note(rule, failures=0)
    except OperationalError:  # the database, not the rule: the job is tried again
        raise
    except Exception as error:  # whatever an action of another app raises
        if len(touch_ids) > 1:
            middle = len(touch_ids) // 2
            _attempt(rule, touch_ids[:middle], at, run)
            _attempt(rule, touch_ids[middle:], at, run)
        else:
            _fail(rule, touch_ids[0], run, error)


def _fail(rule: Rule, touch_id: int, run: RuleRun, error: Exception) -> None:
    with atomic():
        values = {"state": State.FAILED, "run": run, "reason": f"{type(error).__name__}: {error}"}
        values["reason"] = str(values["reason"])[:300]
        Touch.objects.filter(pk=touch_id).update(**values)
        _count(run, touched=1, failed=1)
        note(rule, failures=rule.failures + 1)
    if rule.failures >= FAILURES_LIMIT:
        why = _("할 일이 %(n)d번 이어서 실패했습니다. 마지막 오류: %(error)s")
        pause(rule, why % {"n": FAILURES_LIMIT, "error": values["reason"]})
        raise Paused


def _do(rule: Rule, touch_ids: list[int], at: datetime, run: RuleRun) -> None:
    """Check once more whom it concerns, act, and note it: one transaction."""
    touches = list(
        Touch.objects.select_for_update()
        .filter(pk__in=touch_ids, state=State.WAITING)
        .order_by("pk")
    )
    if not touches:
        return
    wanted = [touch.customer_id for touch in touches]
    found = candidates(rule, today=timezone.localdate(at)).filter(pk__in=wanted)
    ids = sorted(found.values_list("pk", flat=True))
    Touch.objects.filter(pk__in=[t.pk for t in touches]).exclude(customer__in=ids).delete()
    if not ids:
        return
    # a batch that is tried again begins with the same row, so its source is the same
    source = f"rule:{rule.pk}:{touches[0].pk}"
    outcome = act(rule, ids, source=source, path=_path(touches[0]))
    mine = Touch.objects.filter(pk__in=[touch.pk for touch in touches])
    mine.update(state=State.DONE, run=run, at=at)
    for reason, refused in outcome.refused.items():
        kept = mine.filter(customer__in=refused)
        kept.update(state=State.REFUSED, reason=reason[:300])
    _count(
        run,
        touched=len(ids),
        done=outcome.done,
        refused=len({pk for refused in outcome.refused.values() for pk in refused}),
        skipped=outcome.skipped,
    )


def _path(touch: Touch) -> tuple[int, ...]:
    return tuple(int(pk) for pk in touch.path.split(",") if pk)


class Tally:
    """Outcomes of the actions of one batch, put together."""

    def __init__(self) -> None:
        self.done = self.skipped = 0
        self.refused: dict[str, list[int]] = defaultdict(list)


def act(rule: Rule, ids: list[int], *, source: str, path: tuple[int, ...]) -> Tally:
    """Let each action of a rule do its work for these customers, one after the other."""
    whole = Tally()
    with chain.caused_by(*path, rule.pk):
        for step in steps_of(rule):
            outcome = step.action.run(
                ids, step.values, source=f"{source}:{step.number}", actor=rule.owner
            )
            whole.done += outcome.done
            whole.skipped += outcome.skipped
            for reason, refused in outcome.refused.items():
                whole.refused[f"{step.action.label}: {reason}"] += list(refused)
    return whole


def _count(run: RuleRun, **more: int) -> None:
    changes: Any = {name: F(name) + n for name, n in more.items() if n}
    if changes:
        RuleRun.objects.filter(pk=run.pk).update(**changes)
