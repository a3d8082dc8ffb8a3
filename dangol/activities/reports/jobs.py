"""What the totals need on a schedule."""

from django.utils.translation import gettext_lazy as _

from dangol.activities.reports import services
from dangol.kit.jobs import job, progress


@job(cron="*/3 * * * *", label=_("활동 합계 맞추기"))
def refresh_efforts() -> int:
    """Every few minutes, add up the days that changed; reports are right before, only slower."""
    done = 0
    while found := services.refresh_efforts():
        done += found
        progress(0, f"{done:,}")
    return done
