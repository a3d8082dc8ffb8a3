"""What providers tell later about text messages: delivered, or failed after all."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from django.db.transaction import atomic

from dangol.customers.events import publish_many
from dangol.messaging.channels.protocol import FAILED, Result
from dangol.messaging.events import MessageFailed
from dangol.messaging.outbox.fallback import queue_fallbacks
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.outbox.services import recount
from dangol.messaging.senders.adapters import adapter_of
from dangol.messaging.senders.models import Channel

LAST = timedelta(hours=72)
AT_ONCE = 1_000
DELIVERED = "delivered"


class Reporting(Protocol):
    """An adapter that can be asked what became of its messages."""

    def reports(self, provider_ids: list[str]) -> Iterable[Result]: ...


@atomic
def take_reports(results: Iterable[Result], *, at: datetime) -> int:
    """Write late results down; twice has the effect of once. An 알림톡 that failed falls back."""
    found = {result.provider_id: result for result in results if result.provider_id}
    rows = Message.objects.filter(provider_id__in=found, status=Message.Status.SENT)
    touched: dict[int, list[Message]] = {}
    for message in rows.select_for_update():
        result = found[message.provider_id]
        failed = result.outcome == FAILED
        Message.objects.filter(pk=message.pk).update(
            status=Message.Status.FAILED if failed else Message.Status.DELIVERED,
            reason=result.reason if failed else "",
            detail=result.detail[:300],
        )
        touched.setdefault(message.dispatch_id, [])
        if failed:
            touched[message.dispatch_id].append(message)
    for dispatch in Dispatch.objects.filter(pk__in=touched).select_related("sender", "actor"):
        _tell(dispatch, touched[dispatch.pk], at)
    return sum(1 for _pk in touched)


def _tell(dispatch: Dispatch, failed: list[Message], at: datetime) -> None:
    lost = [message for message in failed if message.customer_id]
    if lost:
        publish_many(
            MessageFailed,
            [message.customer_id for message in lost if message.customer_id],
            actor=dispatch.actor,
            dispatch_id=dispatch.pk,
            medium=lost[0].medium,
            reason="rejected",
        )
    on_kakao = {m.customer_id: m.address for m in lost if m.medium == "kakao" and m.customer_id}
    queue_fallbacks(dispatch, on_kakao, at=at)
    recount(dispatch)


def ask_reports(*, at: datetime) -> int:
    """Ask the providers about messages of the last three days that have no report yet."""
    done = 0
    for channel in Channel.objects.filter(adapter="solapi", is_paused=False):
        waiting = Message.objects.filter(
            dispatch__sender=channel.sender_id,
            medium=channel.medium,
            status=Message.Status.SENT,
            sent_at__gte=at - LAST,
        ).exclude(provider_id="")
        ids = list(waiting.order_by("pk").values_list("provider_id", flat=True)[:AT_ONCE])
        if ids:
            adapter: Reporting = adapter_of(channel)  # type: ignore[assignment]
            done += take_reports(adapter.reports(ids), at=at)
    return done
