"""Ringing for to-dos at the moment their owners asked for."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.activities.acts.models import Activity
from dangol.workspace.services import notify

BATCH = 500
LATE = timedelta(days=1)


def remind(*, at: datetime) -> int:
    """Ring for open to-dos whose reminder has come, once each; says how many.

    The notice and the end of the reminder are one transaction. Those a day late, after a long
    stop of the server, are let go: the list of what is overdue says more.
    """
    rung = 0
    waiting = Activity.objects.open().filter(reminder_at__lte=at)
    while ids := list(waiting.order_by("reminder_at").values_list("pk", flat=True)[:BATCH]):
        with atomic():
            rows = waiting.filter(pk__in=ids).select_for_update(of=("self",), skip_locked=True)
            for activity in rows.select_related("owner", "customer"):
                if activity.reminder_at and activity.reminder_at > at - LATE:
                    rung += _ring(activity)
            Activity.objects.filter(pk__in=ids, reminder_at__lte=at).update(
                reminder_at=None, version=F("version") + 1
            )
    return rung


def _ring(activity: Activity) -> int:
    if not activity.owner.is_active:
        return 0
    with override(activity.owner.language):
        due = timezone.localtime(activity.starts_at or activity.due_at)
        when = date_format(due, "MONTH_DAY_FORMAT")
        when = when if activity.is_all_day else f"{when} {due:%H:%M}"
        name = f"{activity.customer.name} · " if activity.customer else ""
        text = _("%(when)s 할 일: %(what)s") % {"when": when, "what": name + activity.called}
        notify([activity.owner_id], text, url=activity.get_absolute_url(), kind="reminder")
    return 1
