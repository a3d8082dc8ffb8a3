"""Notices find themselves."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.customers.events import ConsentRecorded
from dangol.kit.events import subscribe
from dangol.kit.jobs import job
from dangol.messaging.duties import services


@job(cron="20 2 * * *", label=_("2년 동의 확인 찾기"))
def find_reconfirmations() -> int:
    """Every night, two-year notices that come due."""
    return services.find_reconfirmations(today=timezone.localdate())


@job(cron="*/5 * * * *", label=_("법정 통지 보내기"))
def send_notices() -> int:
    """Every five minutes, what is owed and what became of it."""
    services.settle_notices()
    return services.send_notices(at=timezone.now())


@subscribe(ConsentRecorded)
def owe_result(event: ConsentRecorded) -> None:
    """Somebody agreed or refused: they are told within 14 days."""
    services.owe_result(event.customer_id, event.purpose, today=timezone.localdate())
