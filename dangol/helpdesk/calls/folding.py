"""What the events of a call say together; pure, so that order and repetition cannot matter."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from dangol.helpdesk.calls.models import Call, CallEvent

Kind = CallEvent.Kind
Outcome = Call.Outcome
_ZERO = timedelta()


class Fact(NamedTuple):
    """One event of a call, as far as folding needs it."""

    kind: str
    at: datetime
    agent_id: int | None = None
    text: str = ""


def fold(started_at: datetime, facts: Iterable[Fact]) -> dict[str, Any]:
    """The columns of a call from the moment it was first heard of and all its events.

    A call answered before it rang, or ended before it was answered, lasts no less than 0 seconds.
    """
    rows = sorted(facts, key=lambda fact: (fact.at, fact.kind, fact.text, fact.agent_id or 0))
    answered = next((fact.at for fact in rows if fact.kind == Kind.ANSWER), None)
    ended = next((fact.at for fact in reversed(rows) if fact.kind == Kind.HANGUP), None)
    start = min([started_at, *(fact.at for fact in rows)])
    return {
        "started_at": start,
        "answered_at": answered,
        "ended_at": ended,
        "agent_id": _agent(rows),
        "transferred_to": _last(rows, Kind.TRANSFER)[:50],
        "recording_url": _last(rows, Kind.RECORDING),
        "outcome": _outcome(answered, ended),
        "wait_seconds": _seconds(start, answered or ended),
        "talk_seconds": _seconds(answered, ended),
        "hold_seconds": _held(rows, ended),
    }


def _outcome(answered: datetime | None, ended: datetime | None) -> str:
    if answered:
        return Outcome.ANSWERED if ended else Outcome.TALKING
    return Outcome.ABANDONED if ended else Outcome.RINGING


def _agent(rows: Sequence[Fact]) -> int | None:
    """Who answered last; before that the one at whom it rings, if it rings at one only."""
    answering = [fact.agent_id for fact in rows if fact.kind == Kind.ANSWER and fact.agent_id]
    if answering:
        return answering[-1]
    ringing = {fact.agent_id for fact in rows if fact.agent_id}
    return ringing.pop() if len(ringing) == 1 else None


def _last(rows: Sequence[Fact], kind: str) -> str:
    return next((fact.text for fact in reversed(rows) if fact.kind == kind), "")


def _seconds(start: datetime | None, end: datetime | None) -> int:
    return int(max(end - start, _ZERO).total_seconds()) if start and end else 0


def _held(rows: Sequence[Fact], ended: datetime | None) -> int:
    """Seconds between each 보류 and what takes the customer back, or the end."""
    total, since = 0, None
    for fact in rows:
        if fact.kind == Kind.HOLD and since is None:
            since = fact.at
        elif fact.kind in (Kind.RESUME, Kind.HANGUP) and since is not None:
            total, since = total + _seconds(since, fact.at), None
    return total + _seconds(since, ended)
