"""Which telephone systems there are."""

from typing import NamedTuple

from dangol.codes.memory import remembered
from dangol.helpdesk.lines.models import PhoneSystem


class Line(NamedTuple):
    """A telephone system in use."""

    id: int
    dialect: str
    dial_url: str
    token: str
    secret: str


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
    return next((line for line in lines_in_use() if line.dial_url), None)
