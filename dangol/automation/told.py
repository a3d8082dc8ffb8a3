"""Rules in the change history, in the words of their editor."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.audit.registry import Wording, wordings
from dangol.audit.wording import plain
from dangol.automation.registry import actions, triggers
from dangol.segments.language import in_words


def told_actions(value: Any, *_about: Any) -> str:
    """What a rule does, one after the other, each with the answers of its form."""
    return ", ".join(_act(row["action"], row.get("values") or {}) for row in value)


def _act(name: str, values: Mapping[str, Any]) -> str:
    if name not in actions:
        return name
    action = actions[name]
    said = " · ".join(f"{key} {text}" for key, text in answers(action.form, values).items())
    return f"{action.label} ({said})" if said else str(action.label)


def told_trigger(value: Any, *_about: Any) -> Mapping[str, str]:
    """The answers that narrow a trigger, by the labels of whichever form asks for them."""
    return {
        key: text
        for _name, trigger in triggers
        if set(value) <= set(trigger.form.base_fields)
        for key, text in answers(trigger.form, value).items()
    }


def answers(form: type[forms.Form], values: Mapping[str, Any]) -> dict[str, str]:
    """The answers of a form by its labels; choices as it offers them, empty ones left out."""
    found = {}
    for name, field in form.base_fields.items():
        value = values.get(name)
        if value in (None, "", [], False):
            continue
        choices = getattr(field, "choices", None)
        labels = dict(choices) if isinstance(choices, list) else {}
        many = value if isinstance(value, list) else [value]
        found[str(field.label)] = ", ".join(str(labels.get(one, plain(one))) for one in many)
    return found


wordings.add("automation.rule.trigger")(
    Wording(said=lambda name, *_about: str(triggers[name].label) if name in triggers else name)
)
wordings.add("automation.rule.condition")(Wording(said=lambda value, *_about: in_words(value)))
wordings.add("automation.rule.actions")(Wording(said=told_actions))
wordings.add("automation.rule.trigger_values")(Wording(_("계기"), told_trigger))
