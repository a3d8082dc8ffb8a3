"""Acts on segments: keep, change, freeze, put customers on lists, count."""

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.imports.models import Import
from dangol.kit.conditions import BadCondition
from dangol.kit.conditions.tree import dump
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.lists.bulk import batches
from dangol.kit.records import change, create, remove
from dangol.segments.language import expanded, read
from dangol.segments.models import Member, Segment, Size
from dangol.segments.queries import all_matching, matching, segments_calling, uses_of

BATCH = 1_000


@atomic
def save_segment(
    *,
    name: str,
    actor: User,
    description: str = "",
    kind: str = Segment.Kind.LIVE,
    is_shared: bool = False,
    condition: Mapping[str, Any] | None = None,
) -> Segment:
    """Keep a condition, or an empty list, under a name; refused if it cannot be asked."""
    return create(
        Segment,
        actor=actor,
        owner=actor,
        kind=kind,
        is_shared=is_shared,
        condition=_checked(condition or {}),
        **_said(name, description),
    )


@atomic
def change_segment(
    segment: Segment, *, actor: User, version: int | None = None, **values: Any
) -> Segment:
    """Change name, description, sharing or condition; a segment may not come to mean itself."""
    if "name" in values or "description" in values:
        values |= _said(
            values.get("name", segment.name), values.get("description", segment.description)
        )
    if "condition" in values:
        values["condition"] = _checked(values["condition"] or {}, segment)
    return change(segment, actor=actor, version=version, problem="", **values)


def _said(name: str, description: str) -> dict[str, str]:
    tidy = refuse_resident_number(clean(name))
    if not tidy:
        raise ValidationError({"name": _("세그먼트 이름을 적어 주세요.")})
    return {"name": tidy, "description": refuse_resident_number(clean(description))}


def _checked(condition: Mapping[str, Any], segment: Segment | None = None) -> dict[str, Any]:
    try:
        found = read(condition)
        expanded(found, (segment.key,) if segment else ())
    except BadCondition as error:
        raise ValidationError({"condition": str(error)}) from error
    return dump(found) if found.items else {}


@atomic
def drop_segment(segment: Segment, *, actor: User) -> None:
    """Delete a segment; refused while a rule, a campaign or another segment uses it."""
    callers = [str(row) for row in segments_calling(segment)]
    callers += [str(use.label) for use in uses_of(segment)]
    if callers:
        text = _("다른 곳에서 쓰고 있어 지울 수 없습니다: %(names)s")
        raise Refused(text % {"names": ", ".join(callers[:5])})
    remove(segment, actor=actor)


@atomic
def hand_over_segments(person: User, to: User, actor: User | None) -> int:
    """Give another the segments of somebody who leaves; equal names get the old owner's beside."""
    rows = list(Segment.objects.filter(owner=person))
    taken = set(Segment.objects.filter(owner=to).values_list("name", flat=True))
    for row in rows:
        name = f"{row.name[:80]} ({person.name})"[:100] if row.name in taken else row.name
        change(row, actor=actor, owner=to, name=name)
    return len(rows)


@atomic
def add_members(
    segment: Segment, customers: "QuerySet[Customer]", *, actor: User | None
) -> list[int]:
    """Put customers on a static list; returns those who were not on it."""
    _only_static(segment)
    added: list[int] = []
    for ids in batches(
        customers.values_list("pk", flat=True).order_by("pk").iterator(BATCH), BATCH
    ):
        batch = list(ids)
        there = Member.objects.filter(segment=segment, customer__in=batch)
        had = set(there.values_list("customer_id", flat=True))
        new = [pk for pk in batch if pk not in had]
        Member.objects.bulk_create(
            [Member(segment=segment, customer_id=pk, added_by=actor) for pk in new],
            ignore_conflicts=True,
        )
        added += new
    return added


@atomic
def take_members(segment: Segment, customers: "QuerySet[Customer]") -> list[int]:
    """Take customers off a static list; returns those who were on it."""
    _only_static(segment)
    rows = Member.objects.filter(segment=segment, customer__in=customers.values("pk"))
    ids = list(rows.values_list("customer_id", flat=True))
    rows.delete()
    return ids


def _only_static(segment: Segment) -> None:
    if segment.is_live:
        raise Refused(
            _("늘 최신인 세그먼트에는 고객을 넣거나 뺄 수 없습니다. 명단으로 고정해 주세요.")
        )


@atomic
def freeze_segment(segment: Segment, *, name: str, actor: User) -> Segment:
    """Make a static list of the customers a segment has now (those the actor may see)."""
    frozen = save_segment(name=name, kind=Segment.Kind.STATIC, actor=actor)
    add_members(frozen, matching(segment, seen_by=actor), actor=actor)
    return refresh_size(frozen, at=timezone.now())


@atomic
def list_of_import(run: Import, *, name: str, actor: User) -> Segment:
    """Make a static list of the customers an import made."""
    made = save_segment(name=name, kind=Segment.Kind.STATIC, actor=actor)
    rows: Any = Customer.objects.visible_to(actor)
    add_members(made, rows.filter(import_id=run.pk), actor=actor)
    return refresh_size(made, at=timezone.now())


def refresh_size(segment: Segment, *, at: datetime) -> Segment:
    """Count a segment in one query and note what that cost; a broken one gets its problem noted."""
    started = time.perf_counter()
    values: dict[str, Any]
    try:
        values = {"size": all_matching(segment).count(), "problem": ""}
    except BadCondition as error:
        values = {"problem": str(error)[:300]}
    values |= {"sized_at": at, "cost_ms": round((time.perf_counter() - started) * 1000)}
    for name, value in values.items():
        setattr(segment, name, value)
    Segment.objects.filter(pk=segment.pk).update(**values)
    if "size" in values:
        Size.objects.update_or_create(
            segment=segment, on=timezone.localdate(at), defaults={"size": values["size"]}
        )
    return segment


def refresh_all(*, at: datetime, ids: Iterable[int] | None = None) -> int:
    """Count every segment (or these) anew; returns how many."""
    rows = Segment.objects.select_related("owner").order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return len([refresh_size(row, at=at) for row in rows])
