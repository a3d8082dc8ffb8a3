"""The clock people run while they are with a customer; one each, kept across reloads."""

from datetime import datetime
from typing import NamedTuple

from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.activities.acts.kinds import Kind, kind_of
from dangol.activities.acts.models import DAY_MINUTES, Timer
from dangol.customers.models import Customer


class Stopped(NamedTuple):
    """What a timer measured: at least one minute, at most a day."""

    kind: Kind | None
    customer_id: int | None
    minutes: int
    started_at: datetime


def running(person: User) -> Timer | None:
    """The person's running timer."""
    return Timer.objects.select_related("customer").filter(person=person).first()


@atomic
def start(person: User, *, kind: int, customer: Customer | None, at: datetime) -> Timer:
    """Start the clock; one that runs already begins anew for this."""
    values = {"kind_id": kind, "customer": customer, "started_at": at}
    return Timer.objects.update_or_create(person=person, defaults=values)[0]


@atomic
def stop(person: User, *, at: datetime) -> Stopped | None:
    """Stop the clock and say what it measured; None if none ran."""
    timer = Timer.objects.select_for_update().filter(person=person).first()
    if timer is None:
        return None
    seconds = (at - timer.started_at).total_seconds()
    minutes = min(max(round(seconds / 60), 1), DAY_MINUTES)
    timer.delete()
    return Stopped(kind_of(timer.kind_id), timer.customer_id, minutes, timer.started_at)
