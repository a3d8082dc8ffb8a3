"""Batches: taken with a note of it, given back with their results; what is left of dead workers."""

import secrets
import socket
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.customers.events import publish_many
from dangol.imports import bulk
from dangol.kit.events import publish
from dangol.messaging.channels.journal import Journal
from dangol.messaging.channels.protocol import (
    DOUBT,
    FAILED,
    Adapter,
    Result,
    Trouble,
)
from dangol.messaging.events import MessageFailed, MessageRefused, MessageSent
from dangol.messaging.law.gate import Verdict
from dangol.messaging.outbox.composing import Composed, Text, Unfit
from dangol.messaging.outbox.fallback import queue_fallbacks
from dangol.messaging.outbox.models import Batch, Dispatch, Kept, Message
from dangol.messaging.senders.models import Channel

Status = Message.Status
AGAIN = (60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600)  # seconds to the next attempt
FAR = timedelta(minutes=15)  # a batch of another machine this old is lost
KEPT = 20_000  # letters of a message a local fake keeps
FIELDS = (
    "status", "reason", "detail", "due_at", "attempts", "sent_at", "provider_id", "values", "size",
    "processor",
)  # fmt: skip


class Due(NamedTuple):
    """A row of the outbox, as far as sending needs it."""

    pk: int
    customer_id: int | None
    address: str
    reason: str
    detail: str
    due_at: datetime
    attempts: int
    size: str
    values: dict[str, str]
    provider_id: str
    processor_id: int | None
    sent_at: datetime | None


@dataclass(frozen=True)
class Taken:
    """Messages that are ours until their results are written."""

    batch: Batch
    messages: list[Due]
    journal: Journal


def claim(dispatch: Dispatch, channel: Channel, *, at: datetime, size: int) -> Taken:
    """Take the next due messages of a dispatch; the note of it is there before any can leave."""
    journal = Journal.open(f"{channel.pk}-{secrets.token_hex(8)}")
    try:
        with atomic():
            due = Message.objects.filter(
                dispatch=dispatch,
                medium=channel.medium,
                status__in=Message.WAITING,
                due_at__lte=at,
            )
            rows = due.order_by("due_at", "pk").select_for_update().values_list(*Due._fields)
            messages = [Due(*row) for row in rows[:size]]
            ids = [message.pk for message in messages]
            Message.objects.filter(pk__in=ids).update(status=Status.SENDING)
            batch = Batch.objects.create(
                channel=channel, journal=journal.name, host=_host(), ids=ids, at=at
            )
    except BaseException:
        journal.close()
        raise
    return Taken(batch, messages, journal)


class Writing:
    """The results of one batch, gathered and written in one transaction."""

    def __init__(self, dispatch: Dispatch, channel: Channel, taken: Taken) -> None:
        self.dispatch, self.channel, self.taken = dispatch, channel, taken
        self.results: dict[int, Result] = {}
        self._verdicts: dict[int, Verdict] = {}
        self._unfit: dict[int, Unfit] = {}
        self._written: dict[int, tuple[Composed | None, Mapping[str, str]]] = {}
        self._keep = channel.adapter == "fake"

    def result(self, result: Result) -> None:
        self.results[result.message_id] = result

    def verdict(self, message: Due, verdict: Verdict) -> None:
        self._verdicts[message.pk] = verdict

    def unfit(self, message: Due, unfit: Unfit) -> None:
        self._unfit[message.pk] = unfit

    def written(self, message: Due, composed: Composed, values: Mapping[str, str]) -> None:
        """Remember what was merged, and for a fake the whole text."""
        kept = composed if self._keep else composed._replace(parcel=_EMPTY)
        self._written[message.pk] = kept, values

    def write(self, at: datetime) -> None:
        """Write everything down; what has neither result nor verdict waits as it did."""
        with atomic():
            rows = [self._row(message, at) for message in self.taken.messages]
            bulk.update(Message, FIELDS, rows)
            if self._keep:
                self._keep_texts(at)
            self._tell(at)
            queue_fallbacks(self.dispatch, self._not_on_kakao(), at=at)
            self.taken.batch.delete()
        self.taken.journal.close()

    def _row(self, message: Due, at: datetime) -> tuple[Any, ...]:
        """The columns of FIELDS and the id."""
        status, reason, detail, due_at, attempts = self._outcome(message, at)
        result = self.results.get(message.pk)
        composed, values = self._written.get(message.pk, (None, message.values))
        is_gone = status in (Status.SENT, Status.UNCERTAIN)
        return (
            status,
            reason,
            detail[:300],
            due_at,
            attempts,
            at if is_gone else message.sent_at,
            result.provider_id if result else message.provider_id,
            dict(values) if is_gone else message.values,
            composed.size if composed else message.size,
            self.channel.processor_id if is_gone else message.processor_id,
            message.pk,
        )

    def _outcome(self, message: Due, at: datetime) -> tuple[str, str, str, datetime, int]:
        pk, due, tries = message.pk, message.due_at, message.attempts
        if verdict := self._verdicts.get(pk):
            return verdict.status, verdict.reason, "", verdict.until or due, tries
        if unfit := self._unfit.get(pk):
            return Status.REFUSED, unfit.reason, unfit.detail, due, tries
        result = self.results.get(pk)
        if result is None:
            return Status.QUEUED, message.reason, message.detail, due, tries
        match result.outcome:
            case "sent":
                return Status.SENT, "", result.detail, due, tries + 1
            case "doubt":
                return Status.UNCERTAIN, "doubt", result.detail, due, tries + 1
            case "failed":
                return Status.FAILED, result.reason, result.detail, due, tries + 1
        if tries >= len(AGAIN):
            return Status.FAILED, "exhausted", result.detail, due, tries + 1
        later = at + timedelta(seconds=AGAIN[tries])
        return Status.QUEUED, "busy", result.detail, later, tries + 1

    def _keep_texts(self, at: datetime) -> None:
        rows = [
            (pk, _shown(composed.parcel.data)[:KEPT], at)
            for pk, (composed, _values) in self._written.items()
            if composed and pk in self.results
        ]
        Kept.objects.filter(message__in=[row[0] for row in rows]).delete()
        bulk.insert(Kept, ("message", "text", "at"), rows)

    def _tell(self, at: datetime) -> None:
        """One event for what left, one for each reason why others did not."""
        dispatch = self.dispatch
        same: dict[str, Any] = {"dispatch_id": dispatch.pk, "medium": self.channel.medium}
        sent, lost = [], defaultdict(list)
        for message in self.taken.messages:
            status, reason, *_rest = self._outcome(message, at)
            if status in (Status.SENT, Status.UNCERTAIN):
                sent.append(message)
            elif status in (Status.FAILED, Status.REFUSED):
                lost[status, reason].append(message.customer_id)
        told = {**same, "purpose": dispatch.purpose, "one_to_one": dispatch.one_to_one}
        ids = [message.customer_id for message in sent if message.customer_id]
        if dispatch.one_to_one:
            for message in sent:
                if message.customer_id:
                    publish(
                        MessageSent(
                            customer_id=message.customer_id,
                            message_id=message.pk,
                            actor_id=dispatch.actor_id,
                            **told,
                        )
                    )
        else:
            publish_many(MessageSent, ids, actor=dispatch.actor, **told)
        for (status, reason), customers in lost.items():
            kind = MessageFailed if status == Status.FAILED else MessageRefused
            known = [pk for pk in customers if pk]
            publish_many(kind, known, actor=dispatch.actor, reason=reason, **same)

    def _not_on_kakao(self) -> dict[int, str]:
        """Customers and numbers of those KakaoTalk did not reach."""
        if self.channel.medium != "kakao":
            return {}
        failed = {pk for pk, result in self.results.items() if result.outcome == FAILED}
        return {
            message.customer_id: message.address
            for message in self.taken.messages
            if message.pk in failed and message.customer_id
        }


def recover(channel: Channel, adapter: Adapter, *, at: datetime) -> list[int]:
    """Settle the batches dead workers left on a channel; returns the dispatches touched."""
    touched: list[int] = []
    for batch in channel.batches.order_by("pk"):
        if (found := _journal_of(batch, at)) is None:
            continue
        journal, is_lost = found
        rows = Message.objects.filter(pk__in=batch.ids, status=Status.SENDING)
        taken = Taken(batch, [Due(*row) for row in rows.values_list(*Due._fields)], journal)
        dispatch = Dispatch.objects.filter(messages__in=batch.ids[:1]).first()
        results = _results(taken, adapter, is_lost=is_lost)
        _settle(channel, taken, dispatch, results, at)
        touched += [dispatch.pk] if dispatch else []
    return touched


def _settle(
    channel: Channel,
    taken: Taken,
    dispatch: Dispatch | None,
    results: list[Result],
    at: datetime,
) -> None:
    if dispatch is None:  # its results were written, only the note was left
        taken.batch.delete()
        taken.journal.close()
        return
    writing = Writing(dispatch, channel, taken)
    for result in results:
        writing.result(result)
    writing.write(at)


def _journal_of(batch: Batch, at: datetime) -> tuple[Journal, bool] | None:
    """The journal, and whether it can be trusted not at all; None while its worker lives."""
    try:
        journal = Journal.read(batch.journal)
    except FileNotFoundError:
        if batch.host != _host() and batch.at > at - FAR:
            return None
        return Journal.open(batch.journal), True
    return None if journal is None else (journal, not journal.has_survived)


def _results(taken: Taken, adapter: Adapter, *, is_lost: bool) -> list[Result]:
    ids = [message.pk for message in taken.messages]
    try:
        found = {result.message_id: result for result in adapter.recover(ids, taken.journal)}
    except Trouble:
        taken.journal.release()
        raise
    if is_lost:
        text = _("보내던 컴퓨터의 기록이 없습니다.")
        for pk in ids:
            found.setdefault(pk, Result(pk, DOUBT, "doubt", text))
    return list(found.values())


def _shown(data: Any) -> str:
    """What left, as text."""
    if isinstance(data, bytes) and data.startswith(b"%PDF"):
        return f"PDF {len(data):,} bytes"
    if isinstance(data, bytes):
        return data.decode("utf-8", "replace").replace("\0", "")
    return data.text if isinstance(data, Text) else str(data)


def _host() -> str:
    return socket.gethostname()[:100]


_EMPTY: Any = None
