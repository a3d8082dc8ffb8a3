"""Work the outbox does by itself."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.events import subscribe
from dangol.kit.jobs import enqueue_once, job
from dangol.messaging.events import MessagesQueued
from dangol.messaging.outbox import delivery, reports
from dangol.messaging.outbox.queries import due_channels

SOON = timedelta(hours=1)  # what is due later is found by the clock


@job(retries=5, priority=20, label=_("메시지 보내기"))
def deliver(*, channel_id: int) -> int:
    """Let everything due leave on one channel."""
    return delivery.deliver(channel_id)


@job(cron="* * * * *", label=_("보낼 메시지 찾기"))
def deliver_due() -> int:
    """Every minute, wake the channels with something due: at 08:00 those of the night."""
    channels = due_channels(at=timezone.now())
    for pk in channels:
        enqueue_once(deliver, f"messaging:{pk}", channel_id=pk)
    return len(channels)


@job(cron="*/10 * * * *", label=_("문자 결과 묻기"))
def ask_reports() -> int:
    """Every ten minutes, what became of text messages whose report has not come by itself."""
    return reports.ask_reports(at=timezone.now())


@subscribe(MessagesQueued)
def start_delivery(event: MessagesQueued) -> None:
    """Let a worker come when the first of them is due; many in one second are one visit."""
    now = timezone.now()
    moment = max(now, datetime.fromisoformat(event.due_at)) if event.due_at else now
    if moment > now + SOON:
        return
    task = deliver.using(run_after=moment) if moment > now else deliver
    for pk in event.channel_ids:
        enqueue_once(task, f"messaging:{pk}:{moment:%H%M%S}", channel_id=pk)
