"""A log to look at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dangol.audit.models import Access
from dangol.audit.services import record_access

MODEL = "accounts.user"


def make_access(
    person: Any,
    record_ids: Sequence[int] = (1,),
    *,
    act: str = "view",
    at: datetime | None = None,
    address: str = "10.0.0.7",
    reason: str = "",
) -> Access:
    """Add a link to the chain as if it were that moment."""
    record_access(
        act=act,
        actor_id=person and person.pk,
        address=address,
        model=MODEL,
        record_ids=record_ids,
        reason=reason,
        at=at,
    )
    return Access.objects.order_by("-pk")[0]
