"""How Solapi's review of an 알림톡 template stands (GET /kakao/v2/templates/:templateId)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from dangol.messaging.channels.protocol import Trouble
from dangol.messaging.channels.reviews import Verdict, reviewers
from dangol.messaging.channels.solapi import SolapiAdapter
from dangol.messaging.channels.solapi import made_from as solapi_of
from dangol.messaging.senders.models import Channel
from dangol.messaging.senders.secrets import unseal

_STATES = {
    "PENDING": "draft",  # written there, but nobody has asked for its review
    "INSPECTING": "reviewing",
    "APPROVED": "approved",
    "REJECTED": "rejected",
}


@reviewers.add("solapi")
def ask_solapi(channel: Channel, code: str, text: str) -> Verdict | None:
    """The state there; None where the code is not known. Trouble when it cannot be asked."""
    return verdict_of(solapi_of(channel.settings, unseal(channel.secret), channel), code)


def verdict_of(solapi: SolapiAdapter, code: str) -> Verdict | None:
    """The same of an adapter."""
    try:
        said = solapi.ask("GET", f"/kakao/v2/templates/{quote(code, safe='')}", None)
    except Trouble as trouble:
        if trouble.text.startswith("404"):
            return None
        raise
    state = _STATES.get(str(said.get("status", "")), "reviewing")
    return Verdict(state, str(said.get("content") or ""), _reason(said))


def _reason(said: Mapping[str, Any]) -> str:
    """The last word of those who reviewed it."""
    comments = said.get("comments")
    rows = [row for row in comments if isinstance(row, dict)] if isinstance(comments, list) else []
    words = [str(row.get("content") or "") for row in rows if row.get("isAdmin", True)]
    return words[-1][:500] if words else ""
