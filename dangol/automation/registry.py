"""What apps above hang into rules: what sets a rule off, and what a rule does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.customers.events import CustomerEvent
from dangol.kit.forms import Form
from dangol.kit.registry import Registry

Text = str | Promise


@dataclass(frozen=True)
class Outcome:
    """What an action did with one batch of customers.

    `refused` names the customers behind each reason, in words for the user; `skipped` are those
    for whom there was nothing to do (they had the tag already, the effect was there).
    """

    done: int = 0
    refused: Mapping[str, Sequence[int]] = field(default_factory=dict)
    skipped: int = 0


class Run(Protocol):
    """Do it for these customers, at most 1,000, inside a transaction.

    `values` are the JSON values of the action's form, checked anew with the rights of `actor`, the
    rule's owner. `source` is the same each time this rule, cycle and batch is tried again:
    whatever leaves the database (a message, a call, a to-do) is kept under the unique key
    `f"{source}:{customer_id}"`, so that twice after `kill -9` has its effect once.
    """

    def __call__(
        self, customer_ids: list[int], values: Mapping[str, Any], /, *, source: str, actor: User
    ) -> Outcome: ...


@dataclass(frozen=True)
class Action:
    """One thing a rule can do (docs/recipes/add-an-action.md).

    `form` asks for its parameters; whoever owns the rule needs `permission`. `causes` are the
    kinds of events it may publish (`customers.stage_moved`): a rule that begins with one of them
    is warned that it may set itself off.
    """

    label: Text
    form: type[Form]
    run: Run
    permission: str = ""
    icon: str = "zap"
    causes: tuple[str, ...] = ()


def equal(values: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """Whether every value the trigger's form asks for is the event's; empty ones ask nothing."""
    return all(
        str(event.get(name)) in map(str, wanted if isinstance(wanted, list) else [wanted])
        for name, wanted in values.items()
        if wanted not in (None, "", [])
    )


@dataclass(frozen=True)
class Trigger:
    """What sets a rule off. With `event`, that fact about a customer.

    `form` narrows it: a field named like one of the event's must equal it (`matches` may compare
    otherwise: it gets the form's JSON values and the event's as a mapping, and must not query).
    """

    label: Text
    form: type[Form] = Form
    event: type[CustomerEvent] | None = None
    icon: str = "zap"
    matches: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] = equal


@dataclass(frozen=True)
class Preset:
    """A rule ready to be looked at and switched on; offered only if its actions are installed."""

    label: Text
    note: Text
    icon: str
    trigger: str
    trigger_values: Mapping[str, Any]
    actions: Sequence[tuple[str, Mapping[str, Any]]]
    condition: Mapping[str, Any] = field(default_factory=dict)
    once: bool = False


triggers: Registry[Trigger] = Registry()
actions: Registry[Action] = Registry()
presets: Registry[Preset] = Registry()
