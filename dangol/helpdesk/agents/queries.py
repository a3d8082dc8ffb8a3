"""Who sits at the telephone, in which state, since when, and how the day was spent."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from dangol.accounts.models import User
from dangol.helpdesk.agents.models import AgentSpan, AgentState

State = AgentState.State
# the order agents stand in on a board
ORDER = (State.READY, State.TALK, State.AFTER, State.BREAK)


class Spent(NamedTuple):
    """Seconds of an agent in each state, and in each reason of a break."""

    states: dict[str, int]
    reasons: dict[str, int]


def agents() -> list[AgentState]:
    """Everybody who works at the telephone: ready ones first, the longest in a state first."""
    rows = AgentState.objects.filter(user__is_active=True).select_related("user", "reason")
    return sorted(rows, key=lambda row: (ORDER.index(State(row.state)), row.since, row.pk))


def agent_by(name: str) -> User | None:
    """The agent a telephone system means: by sign-in name, else by extension."""
    if not name:
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    if user:
        return user
    row = AgentState.objects.filter(extension=name, user__is_active=True).select_related("user")
    state = row.first()
    return state.user if state else None


def spent_between(
    start: datetime, end: datetime, *, now: datetime, users: Iterable[int] | None = None
) -> dict[int, Spent]:
    """How long each agent was in each state between two moments; what still lasts counts to now."""
    rows = AgentSpan.objects.filter(Q(until=None) | Q(until__gt=start), since__lt=end)
    if users is not None:
        rows = rows.filter(user__in=list(users))
    found: dict[int, Spent] = defaultdict(lambda: Spent(defaultdict(int), defaultdict(int)))
    columns = ("user_id", "state", "reason__label", "since", "until")
    for user_id, state, reason, since, until in rows.values_list(*columns):
        last = min(until or now, end)
        seconds = max(int((last - max(since, start)).total_seconds()), 0)
        found[user_id].states[state] += seconds
        if state == State.BREAK:
            found[user_id].reasons[reason or ""] += seconds
    return dict(found)
