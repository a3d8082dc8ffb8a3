"""What the logs do on a schedule."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.audit import queries, services
from dangol.audit.preferences import years_kept
from dangol.kit.jobs import job

SETTLED = timedelta(minutes=15)


@job(cron="17 * * * *", label=_("변경 이력 봉인"))
def seal_changes() -> int:
    """Every hour, chain the changes whose transactions have ended."""
    return services.seal_changes(before=timezone.now() - SETTLED)


@job(cron="40 3 * * *", label=_("보관 기간이 지난 접속기록 지우기"))
def prune_accesses() -> int:
    """Every night, delete accesses kept long enough."""
    now = timezone.localtime()
    return services.prune_accesses(before=now - timedelta(days=366 * years_kept()))


@job(cron="0 9 3-31/7 * *", label=_("접속기록 점검 알림"))
def remind_of_review() -> bool:
    """From the third of each month, once a week, ask for last month's review until it is done."""
    month = queries.month_before(timezone.localdate())
    return services.remind_of_review(month=month)
