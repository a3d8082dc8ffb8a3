"""Reminding of reports."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.activities.briefs import services
from dangol.activities.briefs.preferences import BriefPreferences
from dangol.codes import preferences
from dangol.kit.jobs import job


@job(cron="0 * * * *", label=_("업무보고 알림"))
def remind_of_briefs() -> int:
    """At the hour the office chose, on business days."""
    now = timezone.localtime()
    hour = preferences.get(BriefPreferences).remind_hour
    return services.remind_of_briefs(today=now.date()) if hour and now.hour == hour else 0
