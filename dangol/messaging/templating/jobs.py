"""Asking how reviews of 알림톡 templates stand."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.messaging.templating import services


@job(cron="40 * * * *", label=_("알림톡 검수 상태 묻기"))
def ask_reviews() -> int:
    """Every hour, ask for the templates that wait for their review."""
    return services.ask_reviews(at=timezone.now())
