"""A rule while it is being put together: what the form sends, checked, and sent back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from dangol.accounts.models import User
from dangol.automation.models import Rule
from dangol.automation.registry import Action, Preset, Trigger, actions, triggers
from dangol.automation.services import ACTIONS_LIMIT
from dangol.kit.conditions.tree import dump
from dangol.kit.forms import Form, plain_values
from dangol.segments.language import read_kindly, vocabulary
from dangol.workspace.builder import Draft, acted, condition_of, draft_from, draft_of

OPTIONS = ("is_once", "only_open", "skips_holidays")


@dataclass
class StepDraft:
    """One action with its form; `number` names its fields."""

    number: int
    key: str
    action: Action
    form: Form


@dataclass
class RuleDraft:
    """A whole rule as the page shows it."""

    name: str
    trigger: str
    trigger_form: Form
    rows: Draft
    steps: list[StepDraft]
    options: dict[str, bool]
    problems: list[str]

    @property
    def offered(self) -> Trigger:
        return triggers[self.trigger]

    @property
    def warnings(self) -> list[Action]:
        """Actions that may set the rule off again."""
        event = self.offered.event
        return [s.action for s in self.steps if event and event.kind() in s.action.causes]

    def values(self) -> dict[str, Any] | None:
        """What the service takes; None while a form or a row is wrong."""
        condition, self.rows = condition_of(self.rows, vocabulary())
        forms = [self.trigger_form, *(step.form for step in self.steps)]
        wrong = [form for form in forms if not form.is_valid()]  # each shows its own errors
        if wrong or any(row.error for row in self.rows.rows):
            return None
        return {
            "name": self.name,
            "trigger": self.trigger,
            "trigger_values": plain_values(self.trigger_form.cleaned_data),
            "condition": dump(condition) if condition.items else {},
            "actions": [
                {"action": step.key, "values": plain_values(step.form.cleaned_data)}
                for step in self.steps
            ],
            **self.options,
        }


def draft_of_rule(rule: Rule, user: User) -> RuleDraft:
    """A stored rule; what can no longer be read of its condition is named."""
    reading = read_kindly(rule.condition)
    trigger = rule.trigger if rule.trigger in triggers else next(iter(dict(triggers)))
    form = triggers[trigger].form(initial=rule.trigger_values, prefix="t", user=user)
    steps = [
        _step(number, row["action"], user, initial=row["values"])
        for number, row in enumerate(rule.actions)
        if row["action"] in actions
    ]
    options = {name: getattr(rule, name) for name in OPTIONS}
    rows = draft_of(reading.condition)
    return RuleDraft(rule.name, trigger, form, rows, steps, options, reading.problems)


def draft_of_preset(preset: Preset | None, user: User) -> RuleDraft:
    """A preset, or an empty rule."""
    if preset is None:
        name = next(iter(dict(triggers)))
        form = triggers[name].form(prefix="t", user=user)
        return RuleDraft(
            "", name, form, Draft([], {"": "all"}), [], dict.fromkeys(OPTIONS, False), []
        )
    rule = Rule(
        name=str(preset.label),
        trigger=preset.trigger,
        trigger_values=_texts(preset.trigger_values),
        condition=dict(preset.condition),
        actions=[{"action": key, "values": _texts(values)} for key, values in preset.actions],
        is_once=preset.once,
    )
    return draft_of_rule(rule, user)


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts of a preset in the language of whoever looks."""
    plain = (str, int, bool, list, type(None))
    return {k: v if type(v) in plain else str(v) for k, v in values.items()}


def draft_of_form(data: QueryDict, user: User) -> RuleDraft:
    """What the page sent, after the button that was pressed."""
    trigger = data.get("trigger", "")
    trigger = trigger if trigger in triggers else next(iter(dict(triggers)))
    is_same = trigger == data.get("trigger_was", trigger)
    form = triggers[trigger].form(data if is_same else None, prefix="t", user=user)
    numbers = [int(n) for n in data.getlist("step") if n.isdecimal() and len(n) < 4]
    steps = [
        _step(number, data.get(f"action-{number}", ""), user, data=data)
        for number in numbers[:ACTIONS_LIMIT]
        if data.get(f"action-{number}") in actions
    ]
    match data.get("do", "").split(":"):
        case ["do", key] if key in actions and len(steps) < ACTIONS_LIMIT:
            steps.append(_step(max(numbers, default=-1) + 1, key, user))
        case ["undo", number]:
            steps = [step for step in steps if str(step.number) != number]
    rows = acted(draft_from(data, vocabulary()), data, vocabulary())
    options = {name: name in data for name in OPTIONS}
    return RuleDraft(data.get("name", "")[:100], trigger, form, rows, steps, options, [])


def _step(
    number: int,
    key: str,
    user: User,
    *,
    data: QueryDict | None = None,
    initial: Mapping[str, Any] | None = None,
) -> StepDraft:
    action = actions[key]
    form = action.form(data, initial=initial, prefix=f"a{number}", user=user)
    return StepDraft(number, key, action, form)


def offered_actions(user: User) -> list[tuple[str, Action]]:
    """Actions this person may let a rule do."""
    return [(k, a) for k, a in actions if not a.permission or user.has_perm(a.permission)]
