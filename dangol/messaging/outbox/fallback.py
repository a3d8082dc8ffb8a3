"""When KakaoTalk does not reach somebody: the same as a text message (대체 발송)."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from dangol.imports import bulk
from dangol.kit.events import publish
from dangol.messaging.events import MessagesQueued
from dangol.messaging.law.gate import judge
from dangol.messaging.outbox.gatekeeping import act_of
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.outbox.recipients import reach
from dangol.messaging.senders.models import Medium
from dangol.messaging.senders.queries import channel_of


def queue_fallbacks(dispatch: Dispatch, failed: Mapping[int, str], *, at: datetime) -> int:
    """Queue the fallback text for customers an 알림톡 did not reach at these numbers; once each."""
    channel = channel_of(dispatch.sender, Medium.SMS) if failed else None
    if channel is None or not dispatch.words_of.fallback:
        return 0
    wanted = dict(failed)
    had = dispatch.messages.filter(customer__in=wanted, medium=Medium.SMS)
    for pk in had.values_list("customer_id", flat=True):
        wanted.pop(pk)
    act = act_of(dispatch, channel)
    people = reach(
        list(wanted),
        Medium.SMS,
        is_ad=False,
        needs_overseas=act.needs_overseas,
        today=timezone.localdate(at),
        addresses=wanted,
    )
    rows = []
    for person in people.values():
        status, reason, until = judge(act, person.standing, at)
        rows.append((person.customer_id, person.address, status, reason, until or at))
    bulk.insert(
        Message,
        ("customer", "address", "status", "reason", "due_at"),
        rows,
        dispatch=dispatch.pk,
        actor=dispatch.actor_id,
        medium=Medium.SMS,
    )
    if rows:
        publish(MessagesQueued(channel_ids=[channel.pk], actor_id=None))
    return len(rows)
