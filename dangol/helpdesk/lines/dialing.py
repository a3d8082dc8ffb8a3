"""Asking a telephone system to call, by its address or through its manager (AMI)."""

import json
import re
from datetime import datetime
from uuid import uuid4

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.api.outside import Unreachable, post
from dangol.api.services import signature
from dangol.customers.models import Customer
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.agents.services import state_of, tell_boards
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.queries import caller_of
from dangol.helpdesk.events import DialAsked
from dangol.helpdesk.lines.ami import Lost, Manager
from dangol.helpdesk.lines.asterisk import name_of_dialed
from dangol.helpdesk.lines.queries import EXPIRES, SIGNATURE, Line, dialing_line, place_of
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.phones import parse_phone
from dangol.kit.records import change, create
from dangol.kit.search import search_text

RING_FOR = 30_000  # milliseconds an agent's own telephone rings
_EXTENSION = re.compile(r"[A-Za-z0-9_.-]+")


@atomic
def dial(user: User, *, at: datetime, number: str = "", customer: Customer | None = None) -> Call:
    """Wish to call a number, or a customer's main one, from one's extension.

    Refused without a system that dials, without an extension, in a talk, and for what is no number.
    """
    line = dialing_line()
    if line is None:
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
        number=phone.digits, customer_id=known, agent=user, server=state.extension, line_id=line.id,
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
    try:
        problem = _originate(line, call) if line.ami_host else _post(line, call, now)
    except (Unreachable, Lost) as error:
        problem = str(error)
    return fail_call(call, problem=problem) if problem else None


def _post(line: Line, call: Call, now: datetime) -> str:
    """Tell the address of a system that a call is wished for; what is wrong with it."""
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
    answer = post(line.dial_url, body, headers)
    if 200 <= answer.code < 300:
        return ""
    return _("교환기가 %(code)d로 대답했습니다.") % {"code": answer.code}


def _originate(line: Line, call: Call) -> str:
    """Let Asterisk ring the agent, then the number; what is wrong with it. Returns at once.

    The channel has the name of our call, so that its events come back to the same one.
    """
    if not _EXTENSION.fullmatch(call.server):
        return _("내선은 숫자와 영문으로 적어 주세요. 예: 201")
    with Manager(place_of(line), events="off") as manager:
        said = manager.ask(
            "Originate", Channel=f"{line.ami_channel}/{call.server}", Exten=call.number,
            Context=line.ami_context, Priority="1", CallerID=call.number, Async="true",
            Timeout=str(RING_FOR), ChannelId=name_of_dialed(call.key),
        )  # fmt: skip
    if said.get("Response") == "Success":
        return ""
    why = said.get("Message", "")[:100]
    return _("교환기가 걸지 않았습니다: %(why)s") % {"why": why}


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
