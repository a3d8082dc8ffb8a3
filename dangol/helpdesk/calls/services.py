"""What the telephone system tells, and what agents write about calls."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import ContactPoint, Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.helpdesk.calls.models import AgentState, Call
from dangol.helpdesk.setup.models import Channel
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.services import open_ticket
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.korean.phones import format_phone, parse_phone
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.search import search_text
from dangol.workspace.services import notify

RING, ANSWER, HANGUP, TRANSFER, RECORDING = "ring", "answer", "hangup", "transfer", "recording"
EVENTS = (RING, ANSWER, HANGUP, TRANSFER, RECORDING)
Outcome = Call.Outcome
TOPIC = "calls:all"


class Told(NamedTuple):
    """One event of the telephone system."""

    key: str
    event: str
    at: datetime
    number: str = ""
    direction: str = Call.Direction.IN
    queue: str = ""
    agent: User | None = None
    to: str = ""
    recording_url: str = ""


def caller_of(number: str) -> int | None:
    """The customer with this number, if it is exactly one; one look at an index."""
    parsed = parse_phone(number)
    if parsed is None:
        return None
    rows = ContactPoint.objects.filter(value=parsed.digits, medium=ContactPoint.Medium.PHONE)
    ids = list(rows.order_by().values_list("customer_id", flat=True).distinct()[:2])
    return ids[0] if len(ids) == 1 else None


@atomic
def take_event(told: Told) -> Call:
    """Put an event into its call, whatever came before it: again or out of order is no matter.

    An incoming call that rings at an agent shows itself to them at once.
    """
    if told.event not in EVENTS:
        raise ValidationError(
            {"event": _("모르는 사건입니다: %(names)s") % {"names": ", ".join(EVENTS)}}
        )
    Call.objects.get_or_create(key=told.key, defaults={"started_at": told.at})
    call = Call.objects.select_for_update().get(key=told.key)
    rang = call.agent_id
    _fill(call, told)
    _settle(call)
    call.search = search_text(call.number, notes=(call.note,))
    call.save()
    if told.agent and told.event in (ANSWER, HANGUP):
        talking = call.outcome == Outcome.TALKING
        state = AgentState.State.TALK if talking else AgentState.State.AFTER
        set_state(told.agent, state, at=told.at)
    if told.event == RING and call.outcome == Outcome.RINGING and call.agent_id != rang:
        _pop(call)
    realtime.send(TOPIC, {"topic": "calls"})
    return call


def _fill(call: Call, told: Told) -> None:
    call.started_at = min(call.started_at, told.at)
    if told.number and not call.number:
        parsed = parse_phone(told.number)
        call.number = parsed.digits if parsed else clean(told.number)[:20]
        call.customer_id = caller_of(told.number)
    call.direction = told.direction or call.direction
    call.queue = call.queue or clean(told.queue)[:50]
    if told.agent and (told.event == ANSWER or call.agent_id is None):
        call.agent = told.agent
    match told.event:
        case "answer":
            call.answered_at = min(call.answered_at or told.at, told.at)
        case "hangup":
            call.ended_at = max(call.ended_at or told.at, told.at)
        case "transfer":
            call.transferred_to = clean(told.to)[:50]
        case "recording":
            call.recording_url = told.recording_url[:500]


def _settle(call: Call) -> None:
    """The outcome and the seconds follow from which moments are known."""
    zero = timedelta()
    if call.answered_at:
        call.wait_seconds = int(max(call.answered_at - call.started_at, zero).total_seconds())
        call.outcome = Outcome.ANSWERED if call.ended_at else Outcome.TALKING
        if call.ended_at:
            call.talk_seconds = int(max(call.ended_at - call.answered_at, zero).total_seconds())
    elif call.ended_at:
        call.wait_seconds = int(max(call.ended_at - call.started_at, zero).total_seconds())
        call.outcome = Outcome.ABANDONED


def _pop(call: Call) -> None:
    """Show an agent who rings: the bell says it on every open page, with the way to the call."""
    if call.agent_id is None or call.direction != Call.Direction.IN:
        return
    who = call.customer.name if call.customer else _("모르는 번호")
    text = _("전화 왔습니다: %(who)s %(number)s")
    said = text % {"who": who, "number": format_phone(call.number)}
    notify([call.agent_id], said, url=call.get_absolute_url(), kind="call")


@atomic
def set_state(user: User, state: str, *, at: datetime) -> None:
    """Say what an agent does just now; an older word than the last one is not heard."""
    row, is_new = AgentState.objects.get_or_create(
        user=user, defaults={"state": state, "since": at}
    )
    if not is_new and row.since <= at and row.state != state:
        AgentState.objects.filter(pk=row.pk).update(state=state, since=at)
    realtime.send(TOPIC, {"topic": "calls"})


@atomic
def note_call(call: Call, *, note: str, customer: Customer | None = None) -> Call:
    """Write down what a call was about, and whose it was where the number did not tell."""
    note = refuse_resident_number(clean_text(note))
    values: dict[str, Any] = {"note": note, "search": search_text(call.number, notes=(note,))}
    if customer:
        values["customer"] = customer
    Call.objects.filter(pk=call.pk).update(**values)
    realtime.send(TOPIC, {"topic": "calls"})
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
    Call.objects.filter(pk=call.pk).update(ticket=ticket)
    return ticket
