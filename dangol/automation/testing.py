"""Rules for tests of this app and of those above."""

from datetime import datetime
from typing import Any

from dangol.accounts.models import User
from dangol.automation.models import Rule
from dangol.automation.services import save_rule, switch_rule
from dangol.customers.testing import moment

MORNING = moment("2026-03-02T09:30")
BIRTHDAY = {
    "field": "birth_on", "days": 0, "side": "before", "yearly": True, "calendar": "solar",
    "hour": 9,
}  # fmt: skip
TAG = {"action": "tag", "values": {"tags": "규칙"}}


def make_rule(
    owner: User,
    trigger: str = "registered",
    *actions: dict[str, Any],
    at: datetime = MORNING,
    is_on: bool = True,
    **values: Any,
) -> Rule:
    """A rule that tags whom it touches, switched on."""
    rule = save_rule(
        name=values.pop("name", f"규칙 {Rule.objects.count() + 1}"),
        trigger=trigger,
        actions=list(actions) or [TAG],
        actor=owner,
        **values,
    )
    return switch_rule(rule, is_on=True, actor=owner, at=at) if is_on else rule
