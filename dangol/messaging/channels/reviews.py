"""What a provider says of an 알림톡 template, by the name of its adapter."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dangol.kit.registry import Registry
from dangol.messaging.senders.models import Channel


class Verdict(NamedTuple):
    """The state of a template at the provider: reviewing, approved or rejected, and its text."""

    state: str
    text: str = ""
    reason: str = ""


# reviewers[adapter](channel, code, our_text): the verdict, None if the code is not known there
Reviewer = Callable[[Channel, str, str], Verdict | None]
reviewers: Registry[Reviewer] = Registry()


@reviewers.add("fake")
def approve_at_once(channel: Channel, code: str, text: str) -> Verdict | None:
    """The practice channel approves what we wrote, unless its settings say otherwise.

    `settings["templates"]` maps a code to state, text and reason, or to nothing at all.
    """
    known: Mapping[str, Any] = channel.settings.get("templates") or {}
    if code not in known:
        return Verdict("approved", text)
    said = known[code]
    return Verdict(**said) if said else None
