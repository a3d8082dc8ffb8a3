"""When months are counted."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job, progress
from dangol.workspace.scorecard import services


@job(cron="25 * * * *", label=_("성과 지표 세기"))
def count_months() -> int:
    """Every hour, count the open months."""
    months = services.open_months(timezone.localdate())
    for n, month in enumerate(months):
        services.count_month(month, at=timezone.now())
        progress(100 * (n + 1) // len(months), f"{month:%Y-%m}")
    return len(months)
