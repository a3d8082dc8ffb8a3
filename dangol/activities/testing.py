"""Activities for tests of this app and of those above."""

from datetime import date, datetime
from typing import Any

from dangol.accounts.models import User
from dangol.activities.acts.kinds import KINDS, PURPOSES
from dangol.activities.acts.services import plan_activity, record_activity
from dangol.activities.acts.signals import SIGNALS
from dangol.activities.models import Activity
from dangol.codes.models import Code
from dangol.codes.queries import forget_codes
from dangol.codes.registry import groups
from dangol.customers.testing import moment

NOW = moment("2026-03-02T10:00")  # a Monday


def install_kinds() -> None:
    """Every kind and purpose an office starts with."""
    for group in (KINDS, PURPOSES, SIGNALS):
        for order, code in enumerate(groups[group].defaults):
            Code.objects.get_or_create(
                group=group,
                key=code.key,
                defaults={"label": str(code.label), "color": code.color, "order": order},
            )
    forget_codes()


def make_todo(owner: User, due: date | datetime = NOW, **values: Any) -> Activity:
    install_kinds()
    values.setdefault("kind", "call")
    return plan_activity(owner=owner, due=due, actor=values.pop("actor", owner), **values)


def make_done(owner: User, occurred_at: datetime = NOW, **values: Any) -> Activity:
    install_kinds()
    values.setdefault("kind", "call")
    at = values.pop("at", occurred_at)
    actor = values.pop("actor", owner)
    return record_activity(owner=owner, at=at, occurred_at=occurred_at, actor=actor, **values)
