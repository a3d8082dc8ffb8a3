"""Events of Asterisk in our words: AMI (a manager's lines as JSON) and ARI (its websocket's JSON).

The table of docs/guide/cti.md, row by row. What says nothing about a call is None.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

Words = dict[str, Any]
Event = Mapping[str, Any]
_PEER = re.compile(r"^(?:[A-Za-z]+/)?([\w.]+)")


def in_our_words(event: Event, *, now: datetime) -> Words | None:
    """The event as the generic form has it; None for the many that are no news of a call.

    The second leg of a call (another Uniqueid than the Linkedid) is never a call of its own.
    """
    name = str(event.get("Event") or event.get("type") or "")
    known = _AMI.get(name) or _ARI.get(name)
    words = known(event) if known else None
    if words is None:
        return None
    return {"at": _at(event, now).isoformat(), **words}


def _at(event: Event, now: datetime) -> datetime:
    """AMI with `timestampevents` gives seconds since 1970, ARI ISO 8601; else it is now."""
    given = str(event.get("Timestamp") or event.get("timestamp") or "")
    if not given and "Duration" in event:
        return now - _lasted(str(event["Duration"]))
    try:
        if given.replace(".", "", 1).isdigit():
            return datetime.fromtimestamp(float(given), timezone.get_current_timezone())
        found = datetime.fromisoformat(given)
    except (ValueError, OverflowError, OSError):
        return now
    return found if found.tzinfo else timezone.make_aware(found)


def _lasted(given: str) -> timedelta:
    """How long a channel has been up: HH:MM:SS."""
    parts = given.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() for part in parts):
        return timedelta()
    hours, minutes, seconds = (int(part[:4]) for part in parts)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _peer(channel: Any) -> str:
    """PJSIP/201-00000012 is extension 201; SIP/kim@office is kim."""
    found = _PEER.match(str(channel or ""))
    return found[1] if found else ""


def _is_first(event: Event) -> bool:
    return bool(event.get("Linkedid")) and event.get("Linkedid") == event.get("Uniqueid")


def key_of(event: Event) -> str:
    """The name of the call an event is about: our own for one we asked for, else the Linkedid."""
    key = str(event.get("Linkedid") or event.get("DestLinkedid") or "")
    return key.replace("dangol-", "dangol:", 1) if key.startswith("dangol-") else key


def name_of_dialed(key: str) -> str:
    """What the first channel of a call we ask for is to be called."""
    return key.replace(":", "-", 1)


def _said(kind: str, event: Event, **more: Any) -> Words | None:
    key = key_of(event)
    return {"event": kind, "key": key, **more} if key else None


def _new(event: Event) -> Words | None:
    if not _is_first(event):
        return None
    if "internal" in str(event.get("Context", "")) or key_of(event).startswith("dangol:"):
        agent = _peer(event.get("Channel"))
        return _said("ring", event, number=event.get("Exten", ""), direction="out", agent=agent)
    return _said("ring", event, number=event.get("CallerIDNum", ""), direction="in")


def _up(event: Event) -> Words | None:
    """A channel that is up when we come: its call began before; bridged, it is answered."""
    if _is_first(event):
        return _new(event)
    return _bridged(event) if event.get("BridgeId") else None


def _rings(event: Event) -> Words | None:
    return _said("ring", event, agent=_peer(event.get("DestChannel")))


def _taken(event: Event) -> Words | None:
    """The end of ringing is news only where somebody answered."""
    if event.get("DialStatus") != "ANSWER":
        return None
    return _said("answer", event, agent=_peer(event.get("DestChannel")))


def _called(event: Event) -> Words | None:
    agent = _peer(event.get("Interface") or event.get("DestChannel"))
    return _said("ring", event, agent=agent, queue=event.get("Queue", ""))


def _connected(event: Event) -> Words | None:
    agent = _peer(event.get("Interface") or event.get("DestChannel"))
    return _said("answer", event, agent=agent, queue=event.get("Queue", ""))


def _bridged(event: Event) -> Words | None:
    """The other leg enters the bridge: whoever it belongs to has answered."""
    if _is_first(event):
        return None
    return _said("answer", event, agent=_peer(event.get("Channel")))


def _hung_up(event: Event) -> Words | None:
    return _said("hangup", event) if _is_first(event) else None


def _moved(event: Event) -> Words | None:
    key = event.get("TransfererLinkedid") or event.get("OrigTransfererLinkedid")
    to = event.get("Extension") or event.get("TransferTargetCallerIDNum") or ""
    return {"event": "transfer", "key": str(key), "to": str(to)} if key else None


def _recorded(event: Event) -> Words | None:
    if event.get("Variable") != "RECORDING_URL":
        return None
    return _said("recording", event, recording_url=event.get("Value", ""))


def _told(event: Event) -> Words | None:
    """`UserEvent(DangolRecording,RECORDING_URL: …)` of a dialplan."""
    if event.get("UserEvent") != "DangolRecording":
        return None
    return _said("recording", event, recording_url=event.get("RECORDING_URL", ""))


def _paused(event: Event) -> Words | None:
    agent = _peer(event.get("Interface") or event.get("MemberName"))
    if str(event.get("Paused")) == "1":
        return {"event": "state", "agent": agent, "state": "break",
                "reason": event.get("PausedReason") or event.get("Reason") or ""}  # fmt: skip
    return {"event": "state", "agent": agent, "state": "ready"}


def _ari(kind: str, **more: Callable[[Event], Any]) -> Callable[[Event], Words | None]:
    def read(event: Event) -> Words | None:
        channel = event.get("channel") or event.get("transferer") or {}
        variables = channel.get("channelvars") or {}
        key = variables.get("CHANNEL(linkedid)") or channel.get("id")
        if not key:
            return None
        return {"event": kind, "key": str(key)} | {n: str(f(event)) for n, f in more.items()}

    return read


def _caller(event: Event) -> Any:
    return ((event.get("channel") or {}).get("caller") or {}).get("number", "")


def _peer_name(event: Event) -> str:
    return _peer((event.get("peer") or {}).get("name"))


_AMI: dict[str, Callable[[Event], Words | None]] = {
    "Newchannel": _new,
    "CoreShowChannel": _up,
    "DialBegin": _rings,
    "DialEnd": _taken,
    "AgentCalled": _called,
    "AgentConnect": _connected,
    "BridgeEnter": _bridged,
    "Hold": lambda event: _said("hold", event),
    "Unhold": lambda event: _said("resume", event),
    "BlindTransfer": _moved,
    "AttendedTransfer": _moved,
    "VarSet": _recorded,
    "UserEvent": _told,
    "Hangup": _hung_up,
    "QueueMemberPause": _paused,
}
_ARI: dict[str, Callable[[Event], Words | None]] = {
    "StasisStart": _ari("ring", number=_caller, direction=lambda event: "in"),
    "Dial": lambda event: (
        _ari("answer", agent=_peer_name)(
            {"channel": event.get("caller"), "peer": event.get("peer")}
        )
        if event.get("dialstatus") == "ANSWER"
        else _ari("ring", agent=_peer_name)(
            {"channel": event.get("caller"), "peer": event.get("peer")}
        )
        if event.get("dialstatus") == "RINGING"
        else None
    ),
    "ChannelHold": _ari("hold"),
    "ChannelUnhold": _ari("resume"),
    "BridgeBlindTransfer": _ari("transfer", to=lambda event: event.get("exten", "")),
    "ChannelDestroyed": _ari("hangup"),
}
