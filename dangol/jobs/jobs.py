"""The queue cleans up after itself."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.jobs import services
from dangol.kit.jobs import job


@job(cron="40 3 * * *", label=_("끝난 작업 기록 정리"))
def prune_jobs() -> int:
    """Every night, forget what ended long ago."""
    return services.prune_jobs(now=timezone.now())
