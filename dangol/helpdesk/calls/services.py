"""What the telephone system tells, and what agents write about calls."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.planning import plan_activity
from dangol.activities.models import Activity
from dangol.customers.lifecycle.services import mark_contact
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.agents.services import set_state, tell_boards
from dangol.helpdesk.calls.folding import Fact, fold
from dangol.helpdesk.calls.models import Call, CallEvent
from dangol.helpdesk.calls.queries import caller_of
from dangol.helpdesk.events import CallAbandoned, CallAnswered, CallEnded
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.services import open_ticket
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.phones import format_phone, parse_phone
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create
from dangol.kit.search import search_text
from dangol.workspace.services import notify

Kind = CallEvent.Kind
Outcome = Call.Outcome
State = AgentState.State
RECORD = "helpdesk.call"
ANSWERED = (Outcome.TALKING, Outcome.ANSWERED)


class Told(NamedTuple):
    """One event of a telephone system. `mark` is its own number of it, if it has one.

    `is_unheard` is a hangup nobody heard: `at` is when it was found out.
    """

    key: str
    event: str
    at: datetime
    number: str = ""
    direction: str = ""
    queue: str = ""
    agent: User | None = None
    server: str = ""
    to: str = ""
    recording_url: str = ""
    mark: str = ""
    line_id: int | None = None
    is_unheard: bool = False


@atomic
def take_event(told: Told) -> tuple[Call, bool]:
    """Put an event into its call; the call, and whether the event was new.

    Calls nobody heard of begin with whichever event comes first. The agents at whom it rings see
    who it is at once.
    """
    if told.event not in Kind.values:
        names = ", ".join(Kind.values)
        raise ValidationError({"event": _("모르는 사건입니다: %(names)s") % {"names": names}})
    call = _call_of(told)
    if not _keep(call, told):
        return call, False
    before = call.outcome
    rows = call.events.values_list("kind", "at", "agent_id", "text")
    values = fold(call.started_at, (Fact(*row) for row in rows))
    if before == Outcome.FAILED and values["outcome"] == Outcome.RINGING:
        values["outcome"] = before
    if values["agent_id"] is None:
        values["agent_id"] = call.agent_id if call.direction == Call.Direction.OUT else None
    change(call, actor=None, **values, **_known(call, told))
    _seat(call, told)
    _end(call, told, before)
    _show(call)
    return call, True


def _call_of(told: Told) -> Call:
    """The call of a key, held; made when the key is new, also by two at the same time."""
    rows = Call.objects.select_for_update()
    if call := rows.filter(key=told.key).first():
        return call
    try:
        with atomic():
            return create(Call, actor=None, key=told.key, line_id=told.line_id, started_at=told.at)
    except (IntegrityError, ValidationError):
        if call := rows.filter(key=told.key).first():
            return call
        raise


def _keep(call: Call, told: Told) -> bool:
    """Write the event down, unless it is known: by its own number, or by all it says."""
    text = clean(told.to) if told.event == Kind.TRANSFER else told.recording_url
    who = told.agent.pk if told.agent else ""
    mark = told.mark or f"{told.event}:{told.at.isoformat()}:{who}:{text}"
    _row, is_new = CallEvent.objects.get_or_create(
        call=call, mark=mark[:200],
        defaults={"kind": told.event, "at": told.at, "agent": told.agent, "text": text[:500]},
    )  # fmt: skip
    return is_new


def _known(call: Call, told: Told) -> dict[str, Any]:
    """Who calls, on which queue and which way: the first word counts."""
    values: dict[str, Any] = {}
    if told.number and not call.number:
        parsed = parse_phone(told.number)
        number = parsed.digits if parsed else clean(told.number)[:20]
        values = {"number": number, "search": search_text(number, notes=(call.note,))}
        if call.customer_id is None:
            values["customer_id"] = caller_of(told.number)
    if told.direction and told.event == Kind.RING:
        values["direction"] = told.direction
    if told.line_id and call.line_id is None:
        values["line_id"] = told.line_id
    if told.is_unheard:
        values["is_unheard"] = True
    if told.queue and not call.queue:
        values["queue"] = clean(told.queue)[:50]
    if told.server and not call.server:
        values["server"] = clean(told.server)[:50]
    return values


def _seat(call: Call, told: Told) -> None:
    """Bring the states of those who talk, or talked, about this call in step."""
    talking = call.outcome == Outcome.TALKING
    held = AgentState.objects.filter(call=call, state=State.TALK).select_related("user")
    for row in held:
        if not talking or (told.event == Kind.ANSWER and row.user_id != call.agent_id):
            set_state(row.user, State.AFTER, at=told.at, call=call)
    if call.agent and told.event in (Kind.ANSWER, Kind.HANGUP):
        state = State.TALK if talking else State.AFTER
        if call.outcome in ANSWERED:
            set_state(call.agent, state, at=told.at, call=call)


def _end(call: Call, told: Told, before: str) -> None:
    if call.outcome in ANSWERED and before not in ANSWERED:
        publish(CallAnswered(call_id=call.pk, at=told.at.isoformat(), actor_id=None))
    if call.outcome == Outcome.ABANDONED and before != Outcome.ABANDONED:
        publish(CallAbandoned(call_id=call.pk, at=told.at.isoformat(), actor_id=None))
        if call.direction == Call.Direction.IN and call.agent_id:
            who = call.customer.name if call.customer else _("모르는 번호")
            said = _("못 받은 전화: %(who)s %(number)s")
            text = said % {"who": who, "number": format_phone(call.number)}
            notify([call.agent_id], text, url=call.get_absolute_url(), kind="call")
    tell_call(call)


def tell_call(call: Call) -> None:
    """Write a talk that is over onto its customer's timeline, once; it was a contact."""
    if call.is_told or call.outcome != Outcome.ANSWERED or call.customer_id is None:
        return
    change(call, actor=None, is_told=True)
    mark_contact(call.customer_id, at=call.answered_at or call.started_at)
    publish(
        CallEnded(
            customer_id=call.customer_id, call_id=call.pk, direction=call.direction,
            seconds=call.talk_seconds, actor_id=call.agent_id,
        )
    )  # fmt: skip


def _show(call: Call) -> None:
    """Let those it rings at, or who talk, look at it; also its own page and the boards."""
    seats = call.events.exclude(agent=None).values_list("agent_id", flat=True)
    for pk in {call.agent_id, *seats} - {None}:
        realtime.send(f"user:{pk}", {"topic": "ring"})
    realtime.send(f"calls:{call.pk}", {"topic": "call"})
    tell_boards()


@atomic
def note_call(
    call: Call, *, note: str, actor: User | None, customer: Customer | None = None
) -> Call:
    """Write down what a call was about, and whose it was where the number did not tell."""
    note = refuse_resident_number(clean_text(note))
    values: dict[str, Any] = {"note": note, "search": search_text(call.number, notes=(note,))}
    if customer:
        values["customer"] = customer
    change(call, actor=actor, **values)
    tell_call(call)
    tell_boards()
    return call


@atomic
def ticket_of_call(call: Call, *, subject: str, at: datetime, actor: User, **values: Any) -> Ticket:
    """Make a ticket of a call, once; the call points to it."""
    if call.customer_id is None and not call.number:
        raise Refused(_("번호도 고객도 없는 통화입니다. 고객을 먼저 이어 주세요."))
    ticket = open_ticket(
        subject=subject,
        text=call.note,
        at=at,
        actor=actor,
        customer=call.customer,
        channel=Channel.PHONE,
        writer_name="" if call.customer_id else format_phone(call.number),
        source=f"call:{call.pk}",
        **{name: value for name, value in values.items() if value not in (None, "")},
    )
    change(call, actor=actor, ticket=ticket)
    return ticket


@atomic
def todo_of_call(call: Call, *, title: str, due: date, owner: User, actor: User) -> Activity:
    """Make a to-do (업무) of a call; both show each other."""
    return plan_activity(
        owner=owner, due=due, actor=actor, kind="todo", title=title, customer=call.customer,
        text=call.note, link_model=RECORD, link_id=call.pk,
    )  # fmt: skip
