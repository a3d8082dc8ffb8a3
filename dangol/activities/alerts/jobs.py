"""자동영업알림, every night and whenever somebody asks."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.activities.alerts import services
from dangol.kit.jobs import current_job_id, job, progress


@job(cron="0 1 * * *", label=_("자동영업알림"))
def run_alerts(*, actor_id: int | None = None) -> int:
    """Every night, after grades and recency, make the to-dos the rules ask for."""
    run = services.run_alerts(
        at=timezone.now(), tell=progress, job_id=current_job_id(), actor_id=actor_id
    )
    return run.made
