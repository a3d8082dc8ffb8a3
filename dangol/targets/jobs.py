"""Work targets does on a schedule."""

from django.utils import timezone

from dangol.kit.jobs import job
from dangol.targets import services


@job(cron="20 5 * * 1")
def keep_forecast() -> int:
    """Every Monday, keep how the forecast stands."""
    return services.take_forecast(on=timezone.localdate())


@job(cron="35 4 * * *")
def keep_rates() -> int:
    """Every night, keep how often deals of each stage are won."""
    return services.keep_rates(on=timezone.localdate())
