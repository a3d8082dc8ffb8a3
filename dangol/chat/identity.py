"""Who a visitor is: the token of a browser, or an account the site vouches for by signature."""

import hmac
import re
from hashlib import sha256
from typing import NamedTuple

from django.core import signing
from django.utils.translation import gettext as _

from dangol.chat.models import ChatSite
from dangol.kit.errors import Refused

STREAM_HOURS = 12
_token = re.compile(r"[A-Za-z0-9_-]{32,64}\Z")


class Forged(Refused):
    """The signature does not belong to what it is shown with."""


class Caller(NamedTuple):
    """Who speaks; `key` is how the database knows them, `is_proven` says the site signed it."""

    key: str
    outside_id: str = ""
    name: str = ""
    email: str = ""
    is_proven: bool = False


def sign_identity(site: ChatSite, user: str, email: str = "", name: str = "") -> str:
    """What a site computes on its server: HMAC-SHA256 over the three lines, in hex."""
    said = "\n".join((user, email, name)).encode()
    return hmac.new(site.secret.encode(), said, sha256).hexdigest()


def caller_of(
    site: ChatSite, *, token: str, user: str = "", email: str = "", name: str = "", sign: str = ""
) -> Caller:
    """Who shows these; with a signed account, it is the same person in every browser.

    Raises Forged where an account comes without its true signature, Refused for no token.
    """
    if user or sign:
        expected = sign_identity(site, user, email, name)
        lines = "\n" in user + email + name  # they would shift from one to the next
        if not user or lines or not hmac.compare_digest(expected.encode(), sign.encode()):
            raise Forged(_("회원 확인에 실패했습니다. 사이트에 다시 로그인해 주세요."))
        return Caller(_digest(f"user:{user}"), user[:100], name[:100], email[:254], True)
    if not _token.match(token):
        raise Refused(_("채팅창을 다시 열어 주세요."))
    return Caller(_digest(f"token:{token}"))


def stream_ticket(site: ChatSite, caller: Caller) -> str:
    """What opens the stream: it may stand in an address, for it says only whose stream it is."""
    return signing.dumps([site.pk, caller.key], salt="chat.stream")


def read_ticket(ticket: str) -> tuple[int, str] | None:
    """The site and the key of a ticket; None if it is old or not ours."""
    try:
        site_id, key = signing.loads(ticket, salt="chat.stream", max_age=STREAM_HOURS * 3600)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return site_id, key


def file_ticket(message_id: int) -> str:
    """What lets a visitor fetch one file."""
    return signing.dumps(message_id, salt="chat.file")


def read_file_ticket(ticket: str) -> int:
    """The message of a file's address, 0 for none."""
    try:
        return int(signing.loads(ticket, salt="chat.file"))
    except (signing.BadSignature, ValueError, TypeError):
        return 0


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
