"""Acts on rules: keep, switch, hand over, and note down which customers an event concerns."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.automation import chain
from dangol.automation.events import CustomersWaiting
from dangol.automation.models import Effect, Rule, RuleRun, Touch, note
from dangol.automation.queries import Heard, form_problems, heard, problems_of, refusals_of
from dangol.automation.registry import actions, triggers
from dangol.customers.parties.checks import refuse_resident_number
from dangol.imports.models import Import
from dangol.kit.conditions import BadCondition
from dangol.kit.conditions.tree import dump
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.forms import plain_values
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, remove
from dangol.segments.language import expanded, read

ACTIONS_LIMIT = 10
HOURLY_LIMIT = 10
State = Touch.State


@atomic
def save_rule(rule: Rule | None = None, *, actor: User, **values: Any) -> Rule:
    """Make or change a rule; whoever saves it owns it, so it acts with their rights from now on.

    `trigger`, `trigger_values`, `condition`, `actions` ([{"action", "values"}]) and the options
    are checked by the forms of the registry. A new rule is off.
    """
    checked = _checked(values, rule, actor)
    if rule is None:
        made = create(Rule, actor=actor, owner=actor, **checked)
    else:
        made = change(rule, actor=actor, owner=actor, problem="", failures=0, **checked)
    heard.forget()
    return made


def _checked(values: Mapping[str, Any], rule: Rule | None, actor: User) -> dict[str, Any]:
    found: dict[str, Any] = dict(values)
    errors: dict[str, list[str]] = {}
    if "name" in values or rule is None:
        found["name"] = refuse_resident_number(clean(values.get("name", "")))
        if not found["name"]:
            errors["name"] = [_("규칙 이름을 적어 주세요.")]
    for name, check in (
        ("trigger_values", _check_trigger),
        ("condition", _check_condition),
        ("actions", _check_actions),
    ):
        if name in values or rule is None or (name == "trigger_values" and "trigger" in values):
            try:
                found[name] = check(values, rule, actor)
            except ValidationError as error:
                errors[name] = list(error.messages)
    if errors:
        raise ValidationError(errors)
    return found


def _check_trigger(values: Mapping[str, Any], rule: Rule | None, actor: User) -> dict[str, Any]:
    name = values.get("trigger") or (rule.trigger if rule else "")
    if name not in triggers:
        raise ValidationError(_("규칙을 시작할 계기를 골라 주세요."))
    form = triggers[name].form(data=dict(values.get("trigger_values") or {}), user=actor)
    if not form.is_valid():
        raise ValidationError(form_problems(form))
    return plain_values(form.cleaned_data)


def _check_condition(values: Mapping[str, Any], rule: Rule | None, actor: User) -> dict[str, Any]:
    try:
        condition = read(values.get("condition") or {})
        expanded(condition)
    except BadCondition as error:
        raise ValidationError(str(error)) from error
    return dump(condition) if condition.items else {}


def _check_actions(
    values: Mapping[str, Any], rule: Rule | None, actor: User
) -> list[dict[str, Any]]:
    rows = list(values.get("actions") or [])
    if not rows:
        raise ValidationError(_("할 일을 하나 이상 더해 주세요."))
    if len(rows) > ACTIONS_LIMIT:
        raise ValidationError(_("할 일은 10개까지 쓸 수 있습니다."))
    found, problems = [], []
    for row in rows:
        if row["action"] not in actions:
            problems.append(_("‘%(name)s’ 할 일은 없습니다.") % {"name": str(row["action"])[:50]})
            continue
        action = actions[row["action"]]
        problems += refusals_of(action, row["values"], actor)
        form = action.form(data=dict(row["values"]), user=actor)
        if form.is_valid():
            found.append({"action": row["action"], "values": plain_values(form.cleaned_data)})
    if problems:
        raise ValidationError(problems)
    return found


@atomic
def switch_rule(rule: Rule, *, is_on: bool, actor: User | None, at: datetime) -> Rule:
    """Switch a rule on or off; off, what still waits for it is forgotten."""
    if is_on and (problems := problems_of(rule)):
        raise Refused(" ".join(problems))
    change(rule, actor=actor, is_on=is_on, switched_at=at, problem="", failures=0)
    if not is_on:
        rule.touches.filter(state=State.WAITING).delete()
        open_runs = rule.runs.filter(status__in=["waiting", "running"])
        open_runs.update(status=RuleRun.Status.STOPPED, finished_at=at)
    heard.forget()
    return rule


@atomic
def drop_rule(rule: Rule, *, actor: User) -> None:
    """Delete a rule with its log; what it did stays done."""
    rule.touches.all().delete()
    remove(rule, actor=actor)
    heard.forget()


@atomic
def hand_over_rules(person: User, to: User, actor: User | None) -> int:
    """Give another the rules of somebody who leaves; they act with the new owner's rights."""
    rows = list(Rule.objects.filter(owner=person))
    for row in rows:
        change(row, actor=actor, owner=to)
    return len(rows)


def collect(
    kind: str, customer_ids: Sequence[int], event: Mapping[str, Any], *, import_id: int | None
) -> None:
    """Note which rules this event sets off, in the transaction that announces it."""
    rules = [rule for rule in heard().get(kind, ()) if _is_meant(rule, event)]
    if not rules or (import_id is not None and not _wants_rules(import_id)):
        return
    for rule in rules:
        _wait(rule, customer_ids)
    publish(CustomersWaiting(actor_id=None))


def _is_meant(rule: Heard, event: Mapping[str, Any]) -> bool:
    return triggers[rule.trigger].matches(rule.values, event)


def _wants_rules(import_id: int) -> bool:
    """Imports set off no rules unless whoever brought the file said so."""
    options = Import.objects.filter(pk=import_id).values_list("options", flat=True).first()
    return bool(options and options.get("rules"))


def _wait(rule: Heard, customer_ids: Sequence[int]) -> None:
    path = chain.path()
    if reason := _loop(rule, path):
        _stop(rule, customer_ids, path, reason)
        return
    busy = _too_often(rule, customer_ids)
    if busy:
        reason = _("한 시간에 %(n)d번 넘게 불려서 멈췄습니다.") % {"n": HOURLY_LIMIT}
        _stop(rule, sorted(busy), path, reason)
    cycle = "once" if rule.is_once else f"e{uuid4().hex[:20]}"
    _touch(rule, (pk for pk in customer_ids if pk not in busy), cycle, path)


def _loop(rule: Heard, path: tuple[int, ...]) -> str:
    if rule.id in path:
        return _("이 규칙이 일으킨 변화라서 다시 하지 않았습니다.")
    if len(path) >= chain.DEPTH_LIMIT:
        return _("규칙이 %(n)d번 이어져서 멈췄습니다.") % {"n": chain.DEPTH_LIMIT}
    return ""


def _too_often(rule: Heard, customer_ids: Sequence[int]) -> set[int]:
    """Customers this rule touched too often within the hour: a circle no chain can show."""
    since = timezone.now() - timedelta(hours=1)
    found: set[int] = set()
    for start in range(0, len(customer_ids), 1_000):
        batch = customer_ids[start : start + 1_000]
        rows = Touch.objects.filter(customer__in=batch, rule=rule.id, at__gte=since)
        counted = rows.values("customer_id").annotate(n=Count("pk")).filter(n__gte=HOURLY_LIMIT)
        found.update(counted.values_list("customer_id", flat=True))
    return found


def _touch(rule: Heard, customer_ids: Iterable[int], cycle: str, path: tuple[int, ...]) -> None:
    said = ",".join(map(str, path))
    Touch.objects.bulk_create(
        [Touch(rule_id=rule.id, customer_id=pk, cycle=cycle, path=said) for pk in customer_ids],
        ignore_conflicts=True,
        batch_size=1_000,
    )


def _stop(rule: Heard, customer_ids: Iterable[int], path: tuple[int, ...], reason: str) -> None:
    """Write down what loop protection kept from happening; once a day for each customer."""
    now = timezone.now()
    run = run_of(rule.id, str(timezone.localdate(now)), at=now)
    rows = [
        Touch(
            rule_id=rule.id,
            run=run,
            customer_id=pk,
            cycle=f"x{timezone.localdate(now)}",
            state=State.STOPPED,
            path=",".join(map(str, path)),
            reason=reason,
        )
        for pk in customer_ids
    ]
    Touch.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    stopped = run.touches.filter(state=State.STOPPED).count()
    note(run, stopped=stopped, status=RuleRun.Status.DONE)


def run_of(rule_id: int, key: str, *, at: datetime) -> RuleRun:
    """The round of this key, made if it is new."""
    values = {"started_at": at}
    return RuleRun.objects.get_or_create(rule_id=rule_id, key=key, defaults=values)[0]


def first_time(key: str) -> bool:
    """Whether nothing was done under this key yet; from now on something was."""
    made = Effect(key=key[:200])
    known = Effect.objects.filter(key=made.key).exists()
    if not known:
        made.save(force_insert=True)
    return not known


def forget_old(*, before: datetime) -> int:
    """Delete what no round can need any more; `once` is kept as long as its rule."""
    touches, _rows = Touch.objects.filter(at__lt=before).exclude(cycle="once").delete()
    effects, _rows = Effect.objects.filter(at__lt=before).delete()
    return touches + effects
