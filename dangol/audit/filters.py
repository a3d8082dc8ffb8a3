"""Narrowing the logs without ever reading them from the beginning."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from dangol.audit.models import Access, Change
from dangol.audit.queries import changes_of_id, sights_of
from dangol.audit.registry import subjects


def narrowed_accesses(values: dict[str, Any]) -> "QuerySet[Access]":
    """Accesses that fit the filled-in fields of AccessFilter."""
    rows = _between(Access.objects.select_related("actor"), values)
    if person := values.get("person"):
        rows = rows.filter(actor=person)
    if act := values.get("act"):
        rows = rows.filter(act=act)
    if number := values.get("subject"):
        found = Q(pk__in=[])
        for label, subject in subjects:
            for pk in subject.find(number)[:20]:
                found |= sights_of(pk) & Q(model=label)
        rows = rows.filter(found)
    return rows


def narrowed_changes(values: dict[str, Any]) -> "QuerySet[Change]":
    """Changes that fit the filled-in fields of ChangeFilter."""
    rows = Change.objects.select_related("actor")
    if (model := values.get("model")) and (record := values.get("record")):
        rows = changes_of_id(model, record)
    elif model:
        rows = rows.filter(model=model)
    if person := values.get("person"):
        rows = rows.filter(actor=person)
    if verb := values.get("verb"):
        rows = rows.filter(verb=verb)
    return _between(rows, values)


def _between(rows: "QuerySet[Any]", values: dict[str, Any]) -> "QuerySet[Any]":
    """Rows of some days, by id: both logs are written in order of time."""
    if since := values.get("since"):
        rows = rows.filter(pk__gte=_first_id(rows.model, since))
    if until := values.get("until"):
        rows = rows.filter(pk__lt=_first_id(rows.model, until + timedelta(days=1)))
    return rows


def _first_id(model: type[Model], day: date) -> int:
    midnight = timezone.make_aware(datetime.combine(day, time.min))
    later = model._default_manager.filter(at__gte=midnight).order_by("at", "pk")
    return later.values_list("pk", flat=True).first() or 2**62
