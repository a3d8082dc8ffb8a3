"""What the change history tells of hand-offs from before they were kept; the migration reads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ENDS = {"accepted": "accepted", "returned": "returned", "converted": "accepted", "dropped": "ended"}


@dataclass
class Told:
    """A lead's hand-offs in their order, as values of the model, and its own two moments."""

    handoffs: list[dict[str, Any]] = field(default_factory=list)
    accepted_at: datetime | None = None
    ended_at: datetime | None = None


def told_by(
    changes: Iterable[tuple[datetime, int | None, dict[str, Any]]],
    people: Mapping[str, int | None],
    statuses: Mapping[str, str],
) -> Told:
    """Read one lead's changes (moment, who, values before and after), the oldest first.

    The history keeps words of the screen: `people` are ids by name, `statuses` values by word.
    """
    told, owner = Told(), ""
    for at, actor, values in changes:
        owner = _new(values, "owner") or owner
        if _new(values, "given_at"):
            _moved_on(told)
            told.handoffs.append(
                {"given_at": at, "giver_id": actor, "owner_id": people.get(owner)}
            )  # fmt: skip
        status = statuses.get(_new(values, "status"), "")
        if status in ("converted", "dropped"):
            told.ended_at = at
        if status and told.handoffs:
            _answered(told, status, at, actor, _new(values, "reason"))
    return told


def _new(values: dict[str, Any], name: str) -> str:
    pair = values.get(name) or [None, None]
    return str(pair[-1] or "")


def _moved_on(told: Told) -> None:
    if told.handoffs and "answer" not in told.handoffs[-1]:
        told.handoffs[-1]["answer"] = "moved"


def _answered(told: Told, status: str, at: datetime, actor: int | None, reason: str) -> None:
    last = told.handoffs[-1]
    if status == "returned":
        last |= {"answer": "returned", "returned_at": at, "reason": reason[:300]}
    elif "answer" not in last:
        last["answer"] = ENDS[status]
        if ENDS[status] == "accepted":
            last["accepted_at"] = at
            last["owner_id"] = last["owner_id"] or actor  # nobody else may accept
            told.accepted_at = told.accepted_at or at


def untold(lead: Any) -> dict[str, Any]:
    """The one hand-off of a lead of which the history knows nothing, as it stands; no moments."""
    answer = ENDS.get(lead.status, "waiting")
    reason = lead.reason if answer == "returned" else ""
    return {"given_at": lead.given_at, "owner_id": lead.owner_id, "answer": answer,
            "reason": reason}  # fmt: skip
