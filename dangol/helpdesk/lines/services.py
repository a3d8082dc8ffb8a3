"""Hearing what telephone systems report, and asking them to call."""

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.transaction import atomic
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.api.outside import Unreachable, check_url
from dangol.api.services import signature
from dangol.codes.queries import code_by_key, code_by_label
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.agents.queries import agent_by
from dangol.helpdesk.agents.services import set_state
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.services import Told, take_event
from dangol.helpdesk.lines.asterisk import in_our_words, key_of
from dangol.helpdesk.lines.models import PhoneSystem, make_secret
from dangol.helpdesk.lines.queries import Line, lines_in_use, open_keys
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, remove
from dangol.messaging.senders.secrets import seal

FRESH = timedelta(minutes=5)  # how old a signature may be: older ones were recorded and replayed
MOST_EVENTS = 100
LONGEST = 500
HELD_FOR = timedelta(seconds=30)


class Heard(NamedTuple):
    """What became of a report: events taken, known already, unimportant, and refused with why."""

    taken: int
    again: int
    ignored: int
    refused: list[dict[str, Any]]


@atomic
def write_line(
    row: PhoneSystem | None, *, actor: User, ami_password: str = "", **values: Any
) -> PhoneSystem:
    """Add a telephone system or change one; refuses addresses we may not call.

    The password of its manager is kept encrypted; none means the old one.
    """
    if ami_password:
        values["ami_secret"] = seal({"password": ami_password})
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
    return take_all(line, events, now=now)


def take_all(line: Line, events: Sequence[Any], *, now: datetime) -> Heard:
    """Take events one by one; safe to repeat with the same `now`."""
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


def hold_line(line: Line, *, by: str, at: datetime) -> bool:
    """Be the one process that listens to a system, for half a minute; False while another is."""
    is_free = Q(held_until=None) | Q(held_until__lt=at) | Q(held_by=by)
    rows = PhoneSystem.objects.filter(is_free, pk=line.id)
    return rows.update(held_by=by, held_until=at + HELD_FOR) == 1


def release_line(line: Line, *, by: str, trouble: str = "") -> None:
    """Let another process listen, and say what was wrong; nothing where all is well."""
    rows = PhoneSystem.objects.filter(pk=line.id, held_by=by)
    rows.update(held_by="", held_until=None, trouble=trouble[:200])


def catch_up(line: Line, channels: Sequence[Mapping[str, str]], *, now: datetime) -> Heard:
    """Begin with the calls that are up just now, and end those that ended while nobody listened.

    Of the calls of other systems nothing is said. Where this is the only one with a manager, the
    calls no system is known of are taken for its own.
    """
    PhoneSystem.objects.filter(pk=line.id).update(trouble="")
    is_only = sum(one.ami_host != "" for one in lines_in_use()) == 1
    known = open_keys(line, now=now, is_only=is_only)
    live = {key_of(channel) for channel in channels}
    for key in sorted(known - live):
        take_event(Told(key=key, event="hangup", at=now, line_id=line.id, is_unheard=True))
    return take_all(line, [one for one in channels if key_of(one) not in known], now=now)


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
        recording_url=link, mark=_text(words, "id")[:200], line_id=line.id,
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
