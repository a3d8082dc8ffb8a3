"""What the logs answer."""

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr

from dangol.audit.models import BLOCK, Access, Change, ChangeBlock


def changes_of(*records: Any) -> QuerySet[Change]:
    """Changes of these records, single and bulk, newest first; give a customer and its parts."""
    found = Q(pk__in=[])
    for record in records:
        model = record._meta.label_lower
        found |= Q(model=model, record_id=record.pk)
        found |= Q(pk__in=list(_bulk_changes(model, record.pk)))
    return Change.objects.filter(found).select_related("actor").order_by("-pk")


def _bulk_changes(model: str, record_id: int) -> QuerySet[ChangeBlock, int]:
    block, place = divmod(record_id, BLOCK)
    digit, bit = divmod(place, 4)
    with_bit = [f"{value:x}" for value in range(16) if value & (8 >> bit)]
    blocks = ChangeBlock.objects.filter(model=model, block=block)
    marked = blocks.annotate(digit=Substr("bits", digit + 1, 1)).filter(digit__in=with_bit)
    return marked.values_list("change_id", flat=True)


def who_saw(model: str, record_id: int) -> QuerySet[Access]:
    """Accesses to one record, newest first."""
    return Access.objects.filter(sights_of(record_id), model=model.lower()).order_by("-pk")


def sights_of(record_id: int) -> Q:
    """Accesses whose ids hold this one, of whatever kind of record; found by the index of ids."""
    if connection.vendor == "sqlite":
        matches = RawSQL(
            "SELECT rowid FROM audit_access_ids WHERE audit_access_ids MATCH %s", [f'"{record_id}"']
        )
        return Q(pk__in=matches)
    return Q(record_ids__contains=record_id)
