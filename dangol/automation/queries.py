"""Reading rules: which listen, what they say, whom they would touch, what they did."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.automation.days import Day, days_for
from dangol.automation.models import Rule, RuleRun, Touch
from dangol.automation.registry import Action, Preset, actions, presets, triggers
from dangol.automation.triggers import BEFORE, DATE, SCHEDULE
from dangol.codes.calendar.queries import business_minutes_between, is_business_day
from dangol.codes.memory import remembered
from dangol.customers.models import Customer
from dangol.kit.conditions import Asker, BadCondition
from dangol.segments.language import expanded, read, vocabulary

MAKE_UP_DAYS = 7


class Heard(NamedTuple):
    """A rule that waits for an event, as every write of a customer asks for it."""

    id: int
    trigger: str
    values: Mapping[str, Any]
    is_once: bool


@remembered
def heard() -> dict[str, list[Heard]]:
    """Switched-on rules by the kind of event they begin with; kept in the process."""
    found: dict[str, list[Heard]] = {}
    rows = Rule.objects.filter(is_on=True).order_by("pk")
    for row in rows.values_list("pk", "trigger", "trigger_values", "is_once"):
        if row[1] in triggers and (event := triggers[row[1]].event):
            found.setdefault(event.kind(), []).append(Heard(*row))
    return found


class Step(NamedTuple):
    """One action of a rule, with its values as they were saved."""

    number: int
    action: Action
    values: dict[str, Any]


def steps_of(rule: Rule) -> list[Step]:
    """The actions of a rule in their order; those no longer installed are left out."""
    return [
        Step(number, actions[row["action"]], row["values"])
        for number, row in enumerate(rule.actions)
        if row["action"] in actions
    ]


def problems_of(rule: Rule) -> list[str]:
    """What keeps a rule from running: a departed owner, an action or choice that is gone."""
    owner = rule.owner
    if not owner.is_active:
        return [
            _("주인 %(name)s님이 퇴사했습니다. 다른 사람이 저장하면 다시 돕니다.") % {"name": owner}
        ]
    found: list[str] = []
    if rule.trigger not in triggers:
        found.append(_("계기가 없어졌습니다. 다시 골라 주세요."))
    for row in rule.actions:
        if row["action"] not in actions:
            found.append(_("‘%(name)s’ 할 일이 없어졌습니다.") % {"name": row["action"]})
    for step in steps_of(rule):
        found += refusals_of(step.action, step.values, owner)
    try:
        expanded(read(rule.condition))
    except BadCondition as error:
        found.append(str(error))
    return found


def refusals_of(action: Action, values: Mapping[str, Any], user: User) -> list[str]:
    """Why this person cannot let a rule do this, in sentences that name the field."""
    if action.permission and not user.has_perm(action.permission):
        return [_("%(action)s: 권한이 없습니다.") % {"action": action.label}]
    form = action.form(data=dict(values), user=user)
    return [f"{action.label}: {text}" for text in form_problems(form)]


def form_problems(form: forms.Form) -> list[str]:
    """Every error of a form, with the field's name before it."""
    found = []
    for name, errors in form.errors.items():
        label = "" if name == "__all__" else f"{form.fields[name].label}: "
        found += [f"{label}{text}" for text in errors]
    return found


def said(form_class: type[forms.Form], values: Mapping[str, Any], user: User) -> str:
    """The answers of a form in words: “날짜 생년월일 · 며칠 7”."""
    form: Any = form_class(data=dict(values), user=user)  # type: ignore[call-arg]
    form.is_valid()
    parts = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", [], False):
            continue
        parts.append(f"{field.label} {_shown(field, value)}")
    return " · ".join(parts)


def _shown(field: forms.Field, value: Any) -> str:
    if value is True:
        return "✓"
    chosen = dict(getattr(field, "choices", None) or ()) if isinstance(value, str | int) else {}
    return str(chosen.get(value, chosen.get(str(value), value)))


def is_open(rule: Rule, at: datetime) -> bool:
    """Whether the rule may act at this moment, by its own hours and days."""
    if rule.skips_holidays and not is_business_day(timezone.localdate(at)):
        return False
    return not rule.only_open or business_minutes_between(at, at + timedelta(minutes=1)) > 0


def candidates(rule: Rule, *, today: date) -> "QuerySet[Customer]":
    """Customers the rule's owner may change and its condition holds for, in no order."""
    q = vocabulary().q(expanded(read(rule.condition)), Asker(rule.owner, today))
    return Customer.objects.visible_to(rule.owner, "change").filter(q)


def rounds_on(rule: Rule, key: str) -> list[Day]:
    """Whom a round of this key concerns, and under which cycle; `s…` is a slot of a schedule."""
    if rule.trigger != DATE:
        return [Day(Q(), key)]
    values = rule.trigger_values
    days = int(values["days"]) * (1 if values["side"] == BEFORE else -1)
    return days_for(
        values["field"],
        date.fromisoformat(key) + timedelta(days),
        yearly=bool(values.get("yearly")),
        calendar=values.get("calendar", "solar"),
    )


def due_keys(rule: Rule, at: datetime) -> list[str]:
    """The rounds of a rule that have come: days not yet done (of the last week), or the last slot.

    What lay before the rule was switched on is not made up for.
    """
    since = timezone.localtime(rule.switched_at or at)
    now = timezone.localtime(at)
    hour = int(rule.trigger_values.get("hour", 9))
    if rule.trigger == SCHEDULE:
        slot = _last_slot(rule.trigger_values, now, hour)
        return [f"s{slot:%Y-%m-%dT%H}"] if slot and slot >= since else []
    last = now.date() if now.hour >= hour else now.date() - timedelta(1)
    first = max(since.date(), last - timedelta(MAKE_UP_DAYS - 1))
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    there = set(rule.runs.filter(key__in=list(map(str, days))).values_list("key", flat=True))
    return [str(day) for day in days if str(day) not in there]


def _last_slot(values: Mapping[str, Any], now: datetime, hour: int) -> datetime | None:
    for back in range(32):
        day = now.date() - timedelta(back)
        slot = now.replace(
            year=day.year,
            month=day.month,
            day=day.day,
            hour=hour,
            minute=0,
            second=0,
            microsecond=0,
        )
        if slot <= now and _falls(values, day):
            return slot
    return None


def _falls(values: Mapping[str, Any], day: date) -> bool:
    match values["every"]:
        case "week":
            return day.weekday() == int(values["weekday"])
        case "month":
            wanted, last = int(values["day"]), (day + timedelta(1)).day == 1
            return day.day == wanted or (last and wanted > day.day)
    return True


class Figures(NamedTuple):
    """What a rule did in the last 30 days."""

    done: int
    refused: int
    failed: int


def rules_with_figures(*, since: datetime) -> list[tuple[Rule, Figures]]:
    """Every rule by name, with its figures; two queries."""
    rows = RuleRun.objects.filter(started_at__gte=since).values("rule_id")
    summed = rows.annotate(done=Sum("done"), refused=Sum("refused"), failed=Sum("failed"))
    by_rule = {r["rule_id"]: Figures(r["done"], r["refused"], r["failed"]) for r in summed}
    rules = Rule.objects.select_related("owner").order_by("name")
    return [(rule, by_rule.get(rule.pk, Figures(0, 0, 0))) for rule in rules]


def runs_of(rule: Rule) -> "QuerySet[RuleRun]":
    """The rounds of a rule, in no order."""
    return rule.runs.all()


def touches_of(run: RuleRun, *, seen_by: User) -> "QuerySet[Touch]":
    """Whom a round touched, of those this person may see."""
    visible: Any = Customer.objects.visible_to(seen_by)
    rows = run.touches.filter(customer__in=visible.values("pk"))
    return rows.select_related("customer")


def offered_presets() -> Iterable[tuple[str, Preset]]:
    """Presets whose trigger and actions are installed here."""
    for name, preset in presets:
        if preset.trigger in triggers and all(key in actions for key, _values in preset.actions):
            yield name, preset
