"""Work for agents the desk does by itself."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.agents import services
from dangol.kit.jobs import job


@job(cron="* * * * *", label=_("잊은 후처리 끝내기"))
def end_forgotten() -> int:
    """Every minute, put back on 대기 who forgot that they were on 후처리."""
    return services.end_forgotten(at=timezone.now())
