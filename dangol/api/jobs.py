"""Sending webhooks, and forgetting what is old."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.api import services
from dangol.api.events import DeliveryDue
from dangol.kit.events import subscribe
from dangol.kit.jobs import job

DELIVERIES_KEPT = timedelta(days=90)
ANSWERS_KEPT = timedelta(hours=24)


@job(label=_("웹훅 보내기"), priority=5)
def deliver(*, delivery_id: int) -> None:
    """Send one delivery; when it must be tried again, later is another job."""
    now = timezone.now()
    if wait := services.attempt(delivery_id, now=now):
        deliver.using(run_after=now + wait).enqueue(delivery_id=delivery_id)


@subscribe(DeliveryDue)
def queue_delivery(event: DeliveryDue) -> None:
    deliver.enqueue(delivery_id=event.delivery_id)


@job(cron="50 * * * *", label=_("오래된 API 기록 지우기"))
def forget_old() -> int:
    """Every hour, delete answers of a day ago and deliveries of a quarter ago."""
    now = timezone.now()
    return services.forget_old(
        answers_before=now - ANSWERS_KEPT, deliveries_before=now - DELIVERIES_KEPT
    )
