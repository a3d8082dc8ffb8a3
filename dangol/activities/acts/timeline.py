"""What is done with a customer stands on the timeline, and counts as the last contact."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from dangol.activities.acts.kinds import kind_of
from dangol.activities.acts.models import Activity
from dangol.activities.events import ActivityRecorded
from dangol.activities.models import Entry
from dangol.codes.queries import code_of
from dangol.customers.lifecycle.recency import refresh_recency
from dangol.customers.lifecycle.services import mark_contact
from dangol.customers.models import Customer
from dangol.kit.events import publish

ENTRY, MESSAGE, MAIL = "activities.activity", "messaging.message", "messaging.mail"


def enter(activity: Activity, *, actor: Any) -> None:
    """Put a done activity on the timelines of customer and counterpart, once each.

    A message that was sent and a mail that came stand there already: they only count as contact.
    """
    kind = kind_of(activity.kind_id)
    if activity.link_model in (MESSAGE, MAIL):
        if kind and kind.is_contact and activity.customer_id and activity.occurred_at:
            mark_contact(activity.customer_id, at=activity.occurred_at)
        publish(recorded(activity, actor))
        return
    for customer_id in _met(activity):
        data = {}
        if kind and kind.is_contact:
            data = {"contact_before": _mark(customer_id, activity.occurred_at)}
        Entry.objects.create(
            customer_id=customer_id,
            kind=ENTRY,
            at=activity.occurred_at or timezone.now(),
            actor_id=activity.owner_id,
            touch_point_id=activity.touch_point_id,
            activity=activity,
            data=data,
        )
    if activity.customer_id:
        publish(recorded(activity, actor))


def recorded(activity: Activity, actor: Any) -> ActivityRecorded:
    """The fact that is told of a done activity."""
    kind, purpose = kind_of(activity.kind_id), code_of(activity.purpose_id)
    return ActivityRecorded(
        customer_id=activity.customer_id or 0,
        activity_id=activity.pk,
        what=kind.key if kind else "",
        purpose=purpose.key if purpose else "",
        actor_id=actor.pk if actor else None,
    )


def withdraw(activity: Activity) -> None:
    """Take it off the timelines again; the last contact is what it was before."""
    for entry in list(activity.entries.all()):
        entry.delete()
        if "contact_before" in entry.data:
            _unmark(entry.customer_id, entry.at, entry.data["contact_before"])


def _met(activity: Activity) -> list[int]:
    ids = (activity.customer_id, activity.counterpart_id)
    return list(dict.fromkeys(pk for pk in ids if pk))


def _mark(customer_id: int, at: datetime | None) -> str | None:
    rows = Customer.objects.filter(pk=customer_id)
    before = rows.values_list("last_contact_at", flat=True).first()
    if at:
        mark_contact(customer_id, at=at)
    return before.isoformat() if before else None


def _unmark(customer_id: int, at: datetime, before: str | None) -> None:
    """Only if nobody was in contact since; other activities in between count."""
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    if customer.last_contact_at != at:
        return
    contacts = customer.entries.filter(kind=ENTRY, data__has_key="contact_before")
    moments = [
        contacts.order_by("-at").values_list("at", flat=True).first(),
        datetime.fromisoformat(before) if before else None,
    ]
    last = max(filter(None, moments), default=None)
    Customer.objects.filter(pk=customer_id).update(last_contact_at=last)
    refresh_recency(customer_id, today=timezone.localdate())
