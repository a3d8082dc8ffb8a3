"""What the frame shows a person: notices, recent records, who works here."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from dangol.kit.db.prepared import prepared
from dangol.workspace.models import Notice, RecentRecord
from dangol.workspace.registry import Hit, searches
from dangol.workspace.staff import people, person_name

__all__ = ["newest_notices", "people", "person_name", "recent_hits", "unread_count"]

UNREAD_LIMIT = 99


def unread_count(user: Any) -> int:
    """How many notices wait, at most 99: an index holds only the unread ones."""
    return len(_unread(user.pk))


@prepared
def _unread(user_id: int) -> "QuerySet[Notice]":
    rows = Notice.objects.filter(user=user_id, read_at=None)
    return rows.values_list("pk", flat=True)[:UNREAD_LIMIT]  # type: ignore[return-value]


def newest_notices(
    user: Any, *, before: int | None = None, unread: bool = False, limit: int = 20
) -> list[Notice]:
    """The newest notices, those older than one, or those not read."""
    rows = Notice.objects.filter(user=user).order_by("-pk")
    if before:
        rows = rows.filter(pk__lt=before)
    return list((rows.filter(read_at=None) if unread else rows)[:limit])


def recent_hits(user: Any, *, limit: int = 8) -> list[Hit]:
    """The records this person opened last that they may still see."""
    kinds = {item.model._meta.label_lower: item for _name, item in searches}
    recent = RecentRecord.objects.filter(user=user, model__in=kinds).order_by("-at")
    opened = list(recent.values_list("model", "record_id")[: limit * 2])
    ids = defaultdict(list)
    for label, pk in opened:
        ids[label].append(pk)
    hits = {
        (label, row.pk): kinds[label].hit(row)
        for label, wanted in ids.items()
        for row in kinds[label].rows(user).filter(pk__in=wanted)
    }
    return [hits[key] for key in opened if key in hits][:limit]
