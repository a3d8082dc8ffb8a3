"""Hearing what telephone systems report, and asking them to call."""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.api.outside import Unreachable, check_url, post
from dangol.api.services import signature
from dangol.codes.queries import code_by_key, code_by_label
from dangol.customers.models import Customer
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.agents.queries import agent_by
from dangol.helpdesk.agents.services import set_state, state_of, tell_boards
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.queries import caller_of
from dangol.helpdesk.calls.services import Told, take_event
from dangol.helpdesk.events import DialAsked
from dangol.helpdesk.lines.asterisk import in_our_words
from dangol.helpdesk.lines.models import PhoneSystem, make_secret
from dangol.helpdesk.lines.queries import Line, dialing_line, lines_in_use
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.phones import parse_phone
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, remove
from dangol.kit.search import search_text

FRESH = timedelta(minutes=5)  # how old a signature may be: older ones were recorded and replayed
MOST_EVENTS = 100
LONGEST = 500
EXPIRES = timedelta(seconds=30)  # a wish to call is no longer one after this
SIGNATURE = "Dangol-Signature"


class Heard(NamedTuple):
    """What became of a report: events taken, known already, unimportant, and refused with why."""

    taken: int
    again: int
    ignored: int
    refused: list[dict[str, Any]]


@atomic
def write_line(row: PhoneSystem | None, *, actor: User, **values: Any) -> PhoneSystem:
    """Add a telephone system or change one; refuses addresses we may not call."""
    if url := values.get("dial_url"):
        try:
            check_url(url)
        except Unreachable as error:
            raise ValidationError({"dial_url": str(error)}) from None
    values["name"] = clean(values["name"])
    lines_in_use.forget()
    if row:
        return change(row, actor=actor, **values)
    return create(PhoneSystem, actor=actor, **values)


@atomic
def renew_secret(row: PhoneSystem, *, actor: User) -> PhoneSystem:
    """Sign with a new key from now on; the old one is worth nothing any more."""
    lines_in_use.forget()
    return change(row, actor=actor, secret=make_secret())


@atomic
def remove_line(row: PhoneSystem, *, actor: User) -> None:
    """Forget a telephone system; its calls stay."""
    lines_in_use.forget()
    remove(row, actor=actor)


def is_signed(line: Line, body: bytes, header: str, *, now: datetime) -> bool:
    """Whether `t=…,v1=…` was made with the key of this system, lately, over this very body."""
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    moment, given = parts.get("t", "").strip(), parts.get("v1", "").strip()
    if not (moment.isascii() and moment.isdecimal() and len(moment) < 12 and given.isascii()):
        return False
    if abs(now.timestamp() - int(moment)) > FRESH.total_seconds():
        return False
    return hmac.compare_digest(signature(line.secret, int(moment), body), given)


def hear(line: Line, body: bytes, *, now: datetime) -> Heard:
    """Take a report: one event or up to 100 of them; a wrong one does not hold up the others."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise ValidationError(_("본문을 JSON으로 읽지 못했습니다.")) from None
    events = found if isinstance(found, list) else [found]
    if len(events) > MOST_EVENTS:
        raise ValidationError(_("한 번에 사건 100개까지 보낼 수 있습니다."))
    taken = again = ignored = 0
    refused: list[dict[str, Any]] = []
    for place, event in enumerate(events):
        try:
            is_new = _hear_one(line, event, now)
        except ValidationError as error:
            refused.append({"index": place, "detail": " ".join(error.messages)})
            continue
        taken, again = taken + (is_new is True), again + (is_new is False)
        ignored += is_new is None
    PhoneSystem.objects.filter(pk=line.id).update(heard_at=now)
    return Heard(taken, again, ignored, refused)


def _hear_one(line: Line, event: Any, now: datetime) -> bool | None:
    """Whether the event was new; None when it says nothing about a call."""
    if not isinstance(event, Mapping):
        raise ValidationError(_("사건은 이름과 값의 묶음이어야 합니다."))
    words: Mapping[str, Any] | None = event
    if line.dialect == PhoneSystem.Dialect.ASTERISK:
        words = in_our_words(event, now=now)
    if words is None:
        return None
    at = _moment(words, now)
    if _text(words, "event") == "state":
        return _hear_state(words, at)
    key = _text(words, "key")
    if not key:
        raise ValidationError(_("key: 통화마다 다른 번호를 보내 주세요."))
    link = _text(words, "recording_url")
    if link and not link.startswith(("http://", "https://")):
        raise ValidationError(_("recording_url: http나 https 주소로 보내 주세요."))
    agent = agent_by(_text(words, "agent"))
    told = Told(
        key=key[:100], event=_text(words, "event"), at=at, number=_text(words, "number"),
        direction=_direction(words), queue=_text(words, "queue"), agent=agent,
        server="" if agent else _text(words, "agent"), to=_text(words, "to"),
        recording_url=link, mark=_text(words, "id")[:200],
    )  # fmt: skip
    return take_event(told)[1]


def _text(words: Mapping[str, Any], name: str) -> str:
    value = words.get(name, "")
    text = value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    if not text.isprintable():
        raise ValidationError(_("%(name)s: 읽을 수 없는 문자가 있습니다.") % {"name": name})
    return text.strip()[:LONGEST]


def _direction(words: Mapping[str, Any]) -> str:
    given = _text(words, "direction")
    return given if given in Call.Direction.values else ""


def _moment(words: Mapping[str, Any], now: datetime) -> datetime:
    try:
        found = parse_datetime(_text(words, "at"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        example = "2026-11-23T09:00:00+09:00"
        text = _("at: 시간대를 붙인 일시로 보내 주세요. 예: %(example)s")
        raise ValidationError(text % {"example": example})
    if not 2000 <= found.year < 2200 or found > now + FRESH:
        raise ValidationError(_("at: 교환기의 시계를 확인해 주세요."))
    return found


def _hear_state(words: Mapping[str, Any], at: datetime) -> bool | None:
    """An agent paused or came back at the telephone itself."""
    agent = agent_by(_text(words, "agent"))
    state = _text(words, "state")
    if state not in AgentState.State.values:
        names = ", ".join(AgentState.State.values)
        raise ValidationError(_("state: %(names)s 가운데 하나로 보내 주세요.") % {"names": names})
    if agent is None:
        return None
    said = _text(words, "reason")
    reason = code_by_label("break_reason", said) or code_by_key("break_reason", said)
    set_state(agent, state, at=at, reason=reason.id if reason else None)
    return True


@atomic
def dial(user: User, *, at: datetime, number: str = "", customer: Customer | None = None) -> Call:
    """Ask the telephone system to call a number, or a customer's main one, from one's extension.

    Refused without a system that dials, without an extension, in a talk, and for what is no number.
    """
    if dialing_line() is None:
        raise Refused(_("전화를 걸어 줄 교환기를 아직 잇지 않았습니다."))
    state = state_of(user, at=at)
    if not state.extension:
        raise Refused(_("내선을 먼저 적어 주세요. 통화 화면의 ‘내 내선’에서 적습니다."))
    if state.state == AgentState.State.TALK:
        raise Refused(_("통화 중에는 걸 수 없습니다."))
    phone = parse_phone(number or (customer.phone if customer else ""))
    if phone is None:
        raise Refused(_("걸 수 있는 전화번호가 아닙니다."))
    known = customer.pk if customer else caller_of(phone.digits)
    call = create(
        Call, actor=user, key=f"dangol:{uuid4().hex}", direction=Call.Direction.OUT,
        number=phone.digits, customer_id=known, agent=user, server=state.extension,
        started_at=at, search=search_text(phone.digits),
    )  # fmt: skip
    publish(DialAsked(call_id=call.pk, actor_id=user.pk))
    _show(call)
    return call


def place_call(call_id: int, *, now: datetime) -> None:
    """Tell the telephone system to call, once; who waited too long, or was refused, is told why."""
    call = Call.objects.filter(pk=call_id, outcome=Call.Outcome.RINGING).first()
    line = dialing_line()
    if call is None or call.events.exists():
        return None
    if line is None or now - call.started_at > EXPIRES:
        return fail_call(call, problem=_("너무 늦어 걸지 않았습니다."))
    body = json.dumps(
        {"event": "dial", "key": call.key, "number": call.number, "extension": call.server,
         "agent": call.agent.username if call.agent else "", "at": now.isoformat()},
    ).encode()  # fmt: skip
    moment = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Dangol-Webhook/1",
        SIGNATURE: f"t={moment},v1={signature(line.secret, moment, body)}",
    }
    try:
        answer = post(line.dial_url, body, headers)
    except Unreachable as error:
        return fail_call(call, problem=str(error))
    if not 200 <= answer.code < 300:
        text = _("교환기가 %(code)d로 대답했습니다.") % {"code": answer.code}
        fail_call(call, problem=text)
    return None


@atomic
def fail_call(call: Call, *, problem: str) -> None:
    """Note that a call we asked for did not come about, and show it to who asked."""
    rows = Call.objects.select_for_update().filter(pk=call.pk, outcome=Call.Outcome.RINGING)
    if row := rows.first():
        change(row, actor=None, outcome=Call.Outcome.FAILED, problem=problem[:200])
        _show(row)


def _show(call: Call) -> None:
    realtime.send(f"user:{call.agent_id}", {"topic": "ring"})
    tell_boards()
