"""Work activities do on a schedule: reminders, and to-dos that come again."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.activities.acts import reminders, series
from dangol.kit.jobs import job


@job(cron="* * * * *", label=_("할 일 알림"))
def remind() -> int:
    """Every minute, ring for the to-dos whose reminder has come."""
    return reminders.remind(at=timezone.now())


@job(cron="5 0 * * *", label=_("반복 업무 만들기"))
def make_recurring() -> int:
    """Every night, make the next occurrence of what repeats."""
    return series.make_due(at=timezone.now())
