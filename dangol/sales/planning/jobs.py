"""What planned sales do by the clock."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.sales.planning import services


@job(cron="10 6 * * *", label=_("영업기획의 거래 열기"))
def open_planned_deals() -> int:
    """Every morning before work; what is open already is not opened again."""
    return services.open_due(today=timezone.localdate(), at=timezone.now())
