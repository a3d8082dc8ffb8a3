"""Acts on the timeline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.models import Entry, TouchPoint
from dangol.activities.queries import forget_touch_points
from dangol.customers.lifecycle.services import mark_contact
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.imports import bulk
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean_text
from dangol.kit.records import change, create, remove

NOTE = "activities.note_written"
LONGEST = 20_000


def write_entry(
    customer_id: int, kind: str, *, data: dict[str, Any], actor_id: int | None
) -> Entry:
    """Put one event on a customer's timeline."""
    return Entry.objects.create(customer_id=customer_id, kind=kind, data=data, actor_id=actor_id)


def write_entries(
    customer_ids: Iterable[int], kind: str, *, data: dict[str, Any], actor_id: int | None
) -> None:
    """Put the same event on many timelines."""
    rows = [(pk,) for pk in customer_ids]
    bulk.insert(Entry, ("customer",), rows, kind=kind, data=data, actor=actor_id)


@atomic
def write_note(
    customer: Customer,
    *,
    text: str,
    actor: User,
    touch_point: int | None = None,
    contact_at: datetime | None = None,
) -> Entry:
    """Write a note (메모); with `contact_at` it also counts as the last contact.

    Refuses an empty text and resident numbers.
    """
    entry = create(
        Entry,
        actor=actor,
        actor_id=actor.pk,
        customer=customer,
        kind=NOTE,
        at=timezone.now(),
        text=_checked(text),
        touch_point_id=touch_point,
    )
    if contact_at or touch_point:
        mark_contact(customer.pk, at=contact_at or entry.at)
    return entry


@atomic
def edit_note(entry: Entry, *, text: str, actor: User) -> Entry:
    """Correct a note; only whoever wrote it may."""
    _refuse_others(entry, actor)
    return change(entry, actor=actor, text=_checked(text))


@atomic
def remove_note(entry: Entry, *, actor: User) -> None:
    """Take a note off the timeline; only whoever wrote it may."""
    _refuse_others(entry, actor)
    remove(entry, actor=actor)


@atomic
def write_touch_point(row: TouchPoint | None, *, actor: User, **values: Any) -> TouchPoint:
    """Add a touch point, or change one."""
    forget_touch_points()
    return change(row, actor=actor, **values) if row else create(TouchPoint, actor=actor, **values)


def _refuse_others(entry: Entry, actor: User) -> None:
    if entry.kind != NOTE or entry.actor_id != actor.pk:
        raise Refused(_("자기가 쓴 메모만 고치거나 지울 수 있습니다."))


def _checked(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise ValidationError({"text": _("메모를 적어 주세요.")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("메모는 2만 자 안으로 적어 주세요.")})
    try:
        return refuse_resident_number(text)
    except ValidationError as error:
        raise ValidationError({"text": error.messages}) from error
