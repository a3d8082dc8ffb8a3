"""Which promise counts for a ticket."""

from typing import NamedTuple, Protocol

from dangol.codes.memory import remembered
from dangol.helpdesk.sla.models import Policy


class PolicyRow(NamedTuple):
    """A promise as the clock reads it; kept in the process."""

    id: int
    name: str
    space: str
    channel: str
    request_type_id: int | None
    grade_id: int | None
    priority: int | None
    first_minutes: int | None
    next_minutes: int | None
    solve_minutes: int | None
    warn_minutes: int
    is_round_the_clock: bool
    is_active: bool


class Asked(Protocol):
    """What the conditions of a promise look at."""

    space: str
    channel: str
    request_type_id: int | None
    priority: int


@remembered
def _policies() -> dict[int, PolicyRow]:
    rows = Policy.objects.order_by("order", "pk").values_list(*PolicyRow._fields)
    return {row[0]: PolicyRow(*row) for row in rows}


def forget_policies() -> None:
    """Read the promises again: somebody changed them."""
    _policies.forget()


def policy_row(pk: int | None) -> PolicyRow | None:
    """The promise with this id."""
    return _policies().get(pk) if pk else None


def policies() -> list[PolicyRow]:
    """Promises in use, in the order they are asked."""
    return [row for row in _policies().values() if row.is_active]


def policy_for(ticket: Asked, grade_id: int | None) -> PolicyRow | None:
    """The first promise that fits, None where nothing is promised."""
    return next((row for row in policies() if _fits(row, ticket, grade_id)), None)


def _fits(row: PolicyRow, ticket: Asked, grade_id: int | None) -> bool:
    return (
        row.space in ("", ticket.space)
        and row.channel in ("", ticket.channel)
        and row.request_type_id in (None, ticket.request_type_id)
        and row.grade_id in (None, grade_id)
        and (row.priority is None or ticket.priority >= row.priority)
    )
