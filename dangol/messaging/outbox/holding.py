"""Stopping, taking back and trying again what has not left."""

from datetime import datetime

from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.records import announce_many, change, lock
from dangol.messaging.events import MessagesQueued
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.outbox.services import recount

Status = Message.Status


@atomic
def pause_dispatch(dispatch: Dispatch, *, reason: str, actor: User | None) -> Dispatch:
    """Let no more of it leave until it is resumed; what is on its way goes on."""
    dispatch = lock(dispatch)
    if dispatch.status != Dispatch.Status.RUNNING:
        raise Refused(_("보내는 중인 발송만 멈출 수 있습니다."))
    return change(dispatch, actor=actor, status=Dispatch.Status.PAUSED, pause_reason=reason[:300])


@atomic
def resume_dispatch(dispatch: Dispatch, *, actor: User | None) -> Dispatch:
    """Go on where it was paused."""
    dispatch = lock(dispatch)
    if dispatch.status != Dispatch.Status.PAUSED:
        raise Refused(_("멈춘 발송만 이어서 보낼 수 있습니다."))
    change(dispatch, actor=actor, status=Dispatch.Status.RUNNING, pause_reason="")
    publish(MessagesQueued(channel_ids=_channels(dispatch), actor_id=None))
    return dispatch


@atomic
def cancel_dispatch(dispatch: Dispatch, *, actor: User | None) -> int:
    """Take back everything that has not left; says how many messages that were."""
    dispatch = lock(dispatch)
    if dispatch.status in (Dispatch.Status.DONE, Dispatch.Status.CANCELLED):
        raise Refused(_("이미 끝난 발송입니다."))
    taken_back = _cancel(dispatch.messages.all())
    change(dispatch, actor=actor, status=Dispatch.Status.CANCELLED, finished_at=timezone.now())
    recount(dispatch)
    return taken_back


@atomic
def cancel_messages(rows: "QuerySet[Message]", *, actor: User | None) -> int:
    """Take back those of these messages that still wait; says how many."""
    ids = list(rows.filter(status__in=Message.WAITING).values_list("pk", flat=True))
    done = _cancel(Message.objects.filter(pk__in=ids))
    announce_many(Message, ids, "change", {"status": Status.CANCELLED}, actor=actor)
    _recount_all(ids)
    return done


@atomic
def retry_messages(rows: "QuerySet[Message]", *, at: datetime, actor: User | None) -> int:
    """Queue failed, doubtful or cancelled messages again; the gate judges them anew.

    A doubtful one may then arrive twice: whoever asks has looked whether it did.
    """
    again = (Status.FAILED, Status.UNCERTAIN, Status.CANCELLED)
    ids = list(rows.filter(status__in=again).values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids).update(
        status=Status.QUEUED, reason="", detail="", due_at=at, attempts=0
    )
    announce_many(Message, ids, "change", {"status": Status.QUEUED}, actor=actor)
    for dispatch in _recount_all(ids):
        publish(MessagesQueued(channel_ids=_channels(dispatch), actor_id=None))
    return len(ids)


def _cancel(rows: "QuerySet[Message]") -> int:
    return rows.filter(status__in=Message.WAITING).update(status=Status.CANCELLED, reason="")


def _recount_all(message_ids: list[int]) -> list[Dispatch]:
    found = list(Dispatch.objects.filter(messages__in=message_ids).distinct())
    for dispatch in found:
        if dispatch.status == Dispatch.Status.CANCELLED:
            Dispatch.objects.filter(pk=dispatch.pk).update(status=Dispatch.Status.RUNNING)
        recount(dispatch)
    return found


def _channels(dispatch: Dispatch) -> list[int]:
    return list(dispatch.sender.channels.values_list("pk", flat=True))
