"""Which telephone systems there are."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from dangol.codes.memory import remembered
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.lines.ami import Place
from dangol.helpdesk.lines.models import PhoneSystem
from dangol.messaging.senders.secrets import unseal

SIGNATURE = "Dangol-Signature"
EXPIRES = timedelta(seconds=30)  # a wish to call is no longer one after this
_LINKED = re.compile(r"(.+-)?\d{9,11}\.\d+|dangol:[0-9a-f]{32}")  # how Asterisk names a call


class Line(NamedTuple):
    """A telephone system in use."""

    id: int
    dialect: str
    dial_url: str
    token: str
    secret: str
    ami_host: str
    ami_port: int
    ami_is_secure: bool
    ami_username: str
    ami_secret: str
    ami_channel: str
    ami_context: str


@remembered
def lines_in_use() -> list[Line]:
    """The telephone systems in use, oldest first."""
    rows = PhoneSystem.objects.filter(is_active=True).order_by("pk")
    return [Line(*row) for row in rows.values_list(*Line._fields)]


def line_by(token: str) -> Line | None:
    """The system in use that reports to this address."""
    return next((line for line in lines_in_use() if line.token == token), None)


def dialing_line() -> Line | None:
    """The first system that takes our wish to call."""
    return next((line for line in lines_in_use() if line.dial_url or line.ami_host), None)


def place_of(line: Line) -> Place:
    """Where the manager of a system listens, with its password in the clear."""
    password = unseal(line.ami_secret).get("password", "")
    return Place(line.ami_host, line.ami_port, line.ami_is_secure, line.ami_username, password)


def open_keys(line: Line, *, now: datetime, is_only: bool) -> set[str]:
    """Calls of a system of Asterisk's that have not ended as far as we know.

    With `is_only` also those no system is known of. Calls we asked for just
    now may be on their way.
    """
    rows = Call.objects.filter(outcome__in=(Call.Outcome.RINGING, Call.Outcome.TALKING))
    rows = rows.filter(Q(line=line.id) | Q(line=None) if is_only else Q(line=line.id))
    rows = rows.exclude(key__startswith="dangol:", started_at__gte=now - EXPIRES)
    return {key for key in rows.values_list("key", flat=True) if _LINKED.fullmatch(key)}
