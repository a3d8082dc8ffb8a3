"""Agents say what they do, or the telephone system says it for them."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.helpdesk.agents.models import AgentSpan, AgentState
from dangol.kit import realtime
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create

State = AgentState.State
TOPIC = "calls:all"


def tell_boards() -> None:
    """Let every board and open call look again."""
    realtime.send(TOPIC, {"topic": "calls"})


@atomic
def set_state(
    user: User, state: str, *, at: datetime, reason: int | None = None, call: Any = None,
    is_own: bool = False,
) -> AgentState:  # fmt: skip
    """Say what an agent does from a moment on; an older word than the last one is not heard.

    `reason`, the id of a code, belongs to 휴식 only. 통화 and 후처리 are about a call; the other
    states let go of it, and the time spent on 후처리 is added to its call. What the agents say
    themselves (`is_own`) counts even where the clock of the telephone system is ahead.
    """
    row = state_of(user, at=at)
    at = max(at, row.since) if is_own else at
    if row.since > at:
        return row
    reason = reason if state == State.BREAK else None
    held = (call or row.call) if state in (State.TALK, State.AFTER) else None
    is_next = row.state == state == State.AFTER and held != row.call
    if (row.state, row.reason_id) != (state, reason) or is_next:
        _count_after(row, call, until=at)
        AgentSpan.objects.filter(user=user, until=None).update(until=at)
        AgentSpan.objects.create(user=user, state=state, reason_id=reason, since=at)
        change(row, actor=user, state=state, reason_id=reason, since=at, call=held)
    else:
        change(row, actor=user, call=held)
    tell_boards()
    realtime.send(f"user:{user.pk}", {"topic": "ring"})
    return row


def _count_after(row: AgentState, call: Any, *, until: datetime) -> None:
    """Add the time an agent wrote about a call (후처리) to it, whole seconds.

    `call` is the row in the hands of who asks: if it is the one, that very row is written.
    """
    if row.state != State.AFTER or row.call is None:
        return
    told = call if call == row.call else row.call
    spent = int((until - row.since).total_seconds())
    change(told, actor=None, after_seconds=told.after_seconds + spent)


def state_of(user: User, *, at: datetime) -> AgentState:
    """The agent's row, held; made on 휴식 when they never worked at the telephone."""
    row = AgentState.objects.select_for_update().filter(user=user).first()
    if row is None:
        row = create(AgentState, actor=user, user=user, since=at)
        AgentSpan.objects.create(user=user, state=row.state, since=at)
    return row


@atomic
def set_extension(user: User, extension: str, *, at: datetime, actor: User) -> AgentState:
    """Say which extension rings at this agent; two agents cannot have the same."""
    extension = clean(extension)
    if extension and not extension.isascii():
        raise ValidationError({"extension": _("내선은 숫자와 영문으로 적어 주세요. 예: 201")})
    return change(state_of(user, at=at), actor=actor, extension=extension)
