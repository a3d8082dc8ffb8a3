"""Marking how it went with what people send themselves."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.events import publish_many
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import lock
from dangol.messaging.byhand.queries import MEDIA, is_closed, values_of, verdicts_of
from dangol.messaging.events import MessageBounced, MessageFailed, MessageRefused, MessageSent
from dangol.messaging.outbox.models import Dispatch, Kind, Message
from dangol.messaging.outbox.services import recount
from dangol.messaging.senders.models import Medium
from dangol.messaging.tracking.services import return_message, withdraw

Status = Message.Status
CALLS = 3  # without an answer, then it is given up
LATER = timedelta(hours=3)


class Marked(NamedTuple):
    """How many were marked, and how many the gate stopped at this moment."""

    done: int
    refused: int = 0


def _opened(dispatch: Dispatch, *, at: datetime) -> Dispatch:
    """The dispatch, held; refused where nobody may go by its list."""
    if dispatch.medium not in MEDIA:
        raise Refused(_("이 매체는 손으로 보내지 않습니다."))
    if is_closed(dispatch, today=timezone.localdate(at)):
        raise Refused(_("두낫콜 대조가 한 달이 지나 전화 목록을 열 수 없습니다."))
    held = lock(dispatch)
    if held.status not in (Dispatch.Status.RUNNING, Dispatch.Status.DONE):
        raise Refused(_("멈추거나 취소한 발송입니다."))
    return held


@atomic
def mark_sent(dispatch: Dispatch, ids: Sequence[int], *, at: datetime, actor: User) -> Marked:
    """Note that these were called or posted; the gate is asked once more for each (AD-03).

    Those it stops become refused rows with their reason. What is not due, or done already, stays.
    """
    dispatch = _opened(dispatch, at=at)
    rows = dispatch.messages.filter(pk__in=ids, status__in=Message.WAITING, due_at__lte=at)
    messages = list(rows.select_for_update())
    composer, facts = values_of(dispatch, messages, actor=actor, today=timezone.localdate(at))
    verdicts = verdicts_of(dispatch, composer.channel, messages, at=at)
    refused: dict[str, list[Message]] = defaultdict(list)
    sent = []
    for message in messages:
        verdict = verdicts[message.pk]
        if verdict.status == Status.HELD:
            message.due_at = verdict.until or message.due_at
        elif verdict.status == Status.REFUSED:
            refused[verdict.reason].append(message)
            message.status, message.reason = Status.REFUSED, verdict.reason
        else:
            sent.append(message)
            message.status, message.reason, message.sent_at = Status.SENT, "", at
            message.values = facts.get(message.customer_id or 0, {})
    columns = ("status", "reason", "due_at", "sent_at", "values")
    Message.objects.bulk_update(messages, columns, batch_size=500)
    _tell(dispatch, sent, refused, actor)
    recount(dispatch)
    return Marked(len(sent), sum(len(rows) for rows in refused.values()))


def _tell(
    dispatch: Dispatch, sent: list[Message], refused: dict[str, list[Message]], actor: User
) -> None:
    """A call is an act of whoever called; letters to many are one campaign."""
    same: dict[str, Any] = {"dispatch_id": dispatch.pk, "medium": dispatch.medium}
    told = {**same, "purpose": dispatch.purpose}
    if dispatch.medium == Medium.VOICE or dispatch.one_to_one:
        for message in sent:
            publish(
                MessageSent(
                    customer_id=message.customer_id or 0,
                    message_id=message.pk,
                    one_to_one=True,
                    actor_id=actor.pk,
                    **told,
                )
            )
    else:
        ids = [message.customer_id for message in sent if message.customer_id]
        publish_many(MessageSent, ids, actor=actor, one_to_one=False, **told)
    for reason, rows in refused.items():
        ids = [message.customer_id for message in rows if message.customer_id]
        publish_many(MessageRefused, ids, actor=actor, reason=reason, **same)


@atomic
def mark_unanswered(dispatch: Dispatch, pk: int, *, at: datetime, actor: User) -> Marked:
    """Nobody answered: again in three hours; the third time it is given up."""
    dispatch = _opened(dispatch, at=at)
    message = _waiting(dispatch, pk)
    if message is None:
        return Marked(0)
    message.reason, calls = "no_answer", message.attempts + 1
    status = Status.FAILED if calls >= CALLS else message.status
    if status == Status.FAILED:
        _failed(dispatch, message, actor)
    Message.objects.filter(pk=pk).update(
        attempts=calls, reason=message.reason, due_at=at + LATER, status=status
    )
    recount(dispatch)
    return Marked(1)


@atomic
def mark_declined(dispatch: Dispatch, pk: int, *, at: datetime, actor: User) -> Marked:
    """The customer declined: no further sales calls, which is a refusal of the medium (AD-03)."""
    dispatch = _opened(dispatch, at=at)
    message = _waiting(dispatch, pk)
    if message is None:
        return Marked(0)
    message.reason = "declined"
    rows = Message.objects.filter(pk=pk)
    rows.update(status=Status.FAILED, reason=message.reason, sent_at=at)
    _failed(dispatch, message, actor)
    if dispatch.kind == Kind.AD and message.customer:
        withdraw(message.customer, dispatch.medium, at=at, source=_("통화 거절"))
    recount(dispatch)
    return Marked(1)


@atomic
def mark_returned(dispatch: Dispatch, ids: Sequence[int], *, at: datetime, actor: User) -> Marked:
    """These letters came back (반송): their address takes nothing more until it is put right."""
    dispatch = _opened(dispatch, at=at)
    rows = dispatch.messages.filter(pk__in=ids, status__in=Message.GONE)
    messages = list(rows.select_related("dispatch"))
    for message in messages:
        return_message(message, text=_("반송"), at=at)
        if message.customer_id:
            publish(
                MessageBounced(
                    customer_id=message.customer_id,
                    message_id=message.pk,
                    dispatch_id=dispatch.pk,
                    medium=message.medium,
                    permanent=True,
                    actor_id=actor.pk,
                )
            )
    return Marked(len(messages))


def _waiting(dispatch: Dispatch, pk: int) -> Message | None:
    rows = dispatch.messages.select_for_update(of=("self",)).select_related("customer")
    return rows.filter(pk=pk, status__in=Message.WAITING).first()


def _failed(dispatch: Dispatch, message: Message, actor: User) -> None:
    if message.customer_id:
        publish(
            MessageFailed(
                customer_id=message.customer_id,
                message_id=message.pk,
                dispatch_id=dispatch.pk,
                medium=message.medium,
                reason=message.reason,
                actor_id=actor.pk,
            )
        )
