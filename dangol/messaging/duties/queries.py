"""What is still to be told, soonest first."""

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from dangol.messaging.duties.models import Duty
from dangol.messaging.law.statutes import months_after, statute_on
from dangol.messaging.senders.models import DoNotCallCheck


class Tally(NamedTuple):
    """Open notices: how many, how many late, how many due within a week."""

    open: int
    late: int
    week: int


def open_duties(*, today: date, late: bool = False) -> "QuerySet[Duty]":
    """Notices not yet sent, the most overdue first."""
    rows = Duty.objects.exclude(status=Duty.Status.DONE).select_related("customer", "consent")
    if late:
        rows = rows.filter(due_on__lt=today)
    return rows.order_by("due_on", "pk")


def tally(*, today: date) -> Tally:
    """Figures of the page; three small counts on the index of open ones."""
    rows = Duty.objects.exclude(status=Duty.Status.DONE)
    week = date.fromordinal(today.toordinal() + 7)
    return Tally(
        rows.count(),
        rows.filter(due_on__lt=today).count(),
        rows.filter(due_on__gte=today, due_on__lte=week).count(),
    )


def last_check() -> DoNotCallCheck | None:
    """The newest comparison with 두낫콜."""
    return DoNotCallCheck.objects.order_by("-checked_on", "-pk").first()


def may_call(*, today: date) -> bool:
    """Whether the numbers were compared within the last month (AD-20)."""
    check = last_check()
    months = statute_on(today).do_not_call_months
    return check is not None and today <= months_after(check.checked_on, months)
