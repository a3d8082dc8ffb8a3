"""Agents say what they do, or the telephone system says it for them."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.urls import reverse
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.helpdesk.agents.models import AgentSpan, AgentState
from dangol.helpdesk.agents.preferences import AfterCallPreferences
from dangol.kit import realtime
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create
from dangol.workspace.services import notify

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
    states let go of it unless told of one, and the time spent on 후처리 is added to its call. What
    the agents say themselves (`is_own`) counts even where the clock of the telephone system is
    ahead.
    """
    row = state_of(user, at=at)
    at = max(at, row.since) if is_own else at
    if row.since > at:
        return row
    reason = reason if state == State.BREAK else None
    held = call or (row.call if state in (State.TALK, State.AFTER) else None)
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
    """Add the time an agent wrote about a call (후처리) to it: whole seconds, up to the limit.

    `call` is the row in the hands of who asks: if it is the one, that very row is written.
    """
    if row.state != State.AFTER or row.call is None:
        return
    told = call if call == row.call else row.call
    spent = until - row.since
    if limit := _limit():
        spent = min(spent, limit)
    seconds = told.after_seconds + int(spent.total_seconds())
    change(told, actor=None, after_seconds=seconds)


def _limit() -> timedelta:
    """How long 후처리 may last; zero for as long as one likes."""
    return timedelta(minutes=preferences.get(AfterCallPreferences).limit)


def end_forgotten(*, at: datetime) -> int:
    """Put on 대기 who is on 후처리 longer than the limit, as of when it was reached, and tell them.

    Says how many. Their call stays before them, with the memo they may be typing.
    """
    limit = _limit()
    if not limit:
        return 0
    rows = AgentState.objects.filter(state=State.AFTER, since__lte=at - limit)
    return sum(_end_after(row.user, limit, at=at) for row in rows.select_related("user"))


@atomic
def _end_after(user: User, limit: timedelta, *, at: datetime) -> bool:
    """False for who did something else meanwhile."""
    row = state_of(user, at=at)
    if row.state != State.AFTER or row.since > at - limit:
        return False
    call = row.call
    set_state(user, State.READY, at=row.since + limit, call=call)
    text = _("후처리가 %(n)s분을 넘어 대기로 돌렸습니다. 자리를 비웠다면 휴식으로 바꿔 주세요.")
    said = text % {"n": limit // timedelta(minutes=1)}
    url = call.get_absolute_url() if call else reverse("helpdesk:call_list")
    notify([user.pk], said, url=url, kind="call")
    return True


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
