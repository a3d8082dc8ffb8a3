"""Taking messages from the outbox to their channel: claim, judge again, write, hand over, note.

A batch is written down before anything of it leaves (Batch and its journal) and taken away with
its results, so after `kill -9` every message is sent, queued again, or in doubt - never twice.
"""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from time import monotonic, sleep

from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.codes import preferences
from dangol.kit.jobs import progress
from dangol.messaging.channels.protocol import FAILED, SENT, Adapter, Parcel, Trouble
from dangol.messaging.law.gate import Act, Verdict, judge
from dangol.messaging.merging.queries import facts_of
from dangol.messaging.outbox.claims import Due, Taken, Writing, claim, recover
from dangol.messaging.outbox.composing import Composer, Unfit
from dangol.messaging.outbox.exclusive import exclusively
from dangol.messaging.outbox.gatekeeping import act_of
from dangol.messaging.outbox.holding import pause_dispatch
from dangol.messaging.outbox.models import Dispatch, Message
from dangol.messaging.outbox.queries import next_dispatch
from dangol.messaging.outbox.recipients import Reachable, reach, strangers
from dangol.messaging.outbox.services import recount
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.adapters import adapter_of, kind_of
from dangol.messaging.senders.models import Channel
from dangol.messaging.senders.services import note_trouble, note_well
from dangol.workspace.services import notify

Status = Message.Status
BATCH = 500
PACE = 2.0  # seconds a batch may take on a channel with a pace
LOOK_AT = 100  # results that decide whether a dispatch goes wrong
GONE = Verdict(Status.REFUSED, "no_address")
Clock = Callable[[], datetime]


def deliver(channel_id: int, *, clock: Clock = timezone.now) -> int:
    """Let everything that is due leave on a channel; says how many messages were handled.

    Returns at once while another worker delivers on it.
    """
    handled = 0
    with exclusively(channel_id) as is_ours:
        channel = Channel.objects.select_related("sender", "processor").get(pk=channel_id)
        if not is_ours or kind_of(channel).manual:
            return 0
        run = _Run(channel, clock)
        try:
            run.recover()
            while batch := run.next():
                handled += batch
                progress(0, f"{handled:,}")
        finally:
            run.end()
    return handled


class _Run:
    """One stretch of delivering on one channel."""

    def __init__(self, channel: Channel, clock: Clock) -> None:
        self.channel, self.clock = channel, clock
        self.adapter: Adapter | None = None
        self.composers: dict[int, Composer] = {}
        self.counted: dict[int, float] = {}
        self.recent: dict[int, deque[bool]] = {}

    def recover(self) -> None:
        """Settle what a dead worker left."""
        if self.channel.batches.exists() and self._has_adapter():
            assert self.adapter is not None  # noqa: S101 - just made
            for pk in recover(self.channel, self.adapter, at=self.clock()):
                self.counted[pk] = 0

    def _has_adapter(self) -> bool:
        if self.adapter is None:
            try:
                self.adapter = adapter_of(self.channel)
            except Trouble as trouble:
                note_trouble(self.channel, trouble.text, needs_person=True)
                return False
        return True

    def next(self) -> int:
        """Take and hand over one batch; 0 when nothing is due or the channel stands still."""
        self.channel.refresh_from_db(fields=["is_paused", "per_minute", "opens_at", "closes_at"])
        if self.channel.is_paused:
            return 0
        began, now = monotonic(), self.clock()
        dispatch = next_dispatch(self.channel, at=now)
        if dispatch is None or not self._has_adapter():
            return 0
        taken = claim(dispatch, self.channel, at=now, size=self._size())
        handled = len(taken.messages)
        trouble = self._hand_over(dispatch, taken, now)
        self._count(dispatch)
        if trouble:
            note_trouble(self.channel, trouble.text, needs_person=trouble.needs_person)
            return 0
        self._pace(handled, began)
        return handled

    def _size(self) -> int:
        pace = self.channel.per_minute
        return min(BATCH, max(1, int(pace * PACE / 60))) if pace else BATCH

    def _pace(self, handled: int, began: float) -> None:
        if self.channel.per_minute:
            sleep(max(0, handled * 60 / self.channel.per_minute - (monotonic() - began)))

    def _hand_over(self, dispatch: Dispatch, taken: Taken, now: datetime) -> Trouble | None:
        assert self.adapter is not None  # noqa: S101 - made by next()
        writing = Writing(dispatch, self.channel, taken)
        trouble = None
        try:
            parcels = self._parcels(dispatch, taken, writing, now)
            for result in self.adapter.deliver(parcels, taken.journal):
                writing.result(result)
        except Trouble as found:
            trouble = found
        except BaseException:
            taken.journal.release()  # the next run reads how far it came
            raise
        writing.write(self.clock())
        if trouble is None and writing.results:
            note_well(self.channel)
        self._stop_if_wrong(dispatch, writing)
        return trouble

    def _stop_if_wrong(self, dispatch: Dispatch, writing: Writing) -> None:
        """Pause a dispatch of which too many fail: a wrong list or a wrong text goes no further."""
        recent = self.recent.setdefault(dispatch.pk, deque(maxlen=LOOK_AT))
        recent.extend(
            result.outcome == FAILED
            for result in writing.results.values()
            if result.outcome in (SENT, FAILED)
        )
        limit = preferences.get(MessagingPreferences).failures_percent
        if len(recent) < LOOK_AT or sum(recent) * 100 <= limit * len(recent):
            return
        reason = _("최근 100건 가운데 %(n)d건이 실패해 멈췄습니다.") % {"n": sum(recent)}
        recent.clear()
        pause_dispatch(dispatch, reason=reason, actor=None)
        if dispatch.actor_id:
            text = _("‘%(title)s’ 발송: %(why)s") % {"title": dispatch.title, "why": reason}
            notify([dispatch.actor_id], text, url=dispatch.get_absolute_url(), kind="messaging")

    def _parcels(
        self, dispatch: Dispatch, taken: Taken, writing: Writing, now: datetime
    ) -> Iterator[Parcel]:
        """What may leave, written; looked at again just before, so that 21:00:00 stops it."""
        composer = self.composers.get(dispatch.pk)
        if composer is None:
            self.composers = {dispatch.pk: (composer := Composer(dispatch, self.channel))}
        act = act_of(dispatch, self.channel)
        people = _people(taken.messages, act, now)
        values = facts_of(
            [m.customer_id for m in taken.messages if m.customer_id],
            composer.fields,
            sender=dispatch.actor,
            today=timezone.localdate(now),
        )
        for message in taken.messages:
            person = people.get(message.pk)
            verdict = judge(act, person.standing, self.clock()) if person else GONE
            if verdict.status != Status.QUEUED:
                writing.verdict(message, verdict)
                continue
            own = values.get(message.customer_id or 0, {})
            try:
                composed = composer.compose(message, own, now)
            except Unfit as unfit:
                writing.unfit(message, unfit)
                continue
            writing.written(message, composed, {k: own.get(k, "") for k in composer.fields})
            yield composed.parcel

    def _count(self, dispatch: Dispatch) -> None:
        """Count at most once a second: it reads all rows of the dispatch."""
        now = monotonic()
        if now - self.counted.get(dispatch.pk, 0) >= 1:
            self.counted[dispatch.pk] = now
            recount(dispatch)
        else:
            self.counted.setdefault(dispatch.pk, 0)

    def end(self) -> None:
        """Count what was touched and let go of connections."""
        if self.adapter:
            self.adapter.close()
        for dispatch in Dispatch.objects.filter(pk__in=self.counted):
            recount(dispatch)


def _people(messages: list[Due], act: Act, now: datetime) -> dict[int, Reachable]:
    """How the recipients of a batch stand now, at the addresses that were written down."""
    ids = [message.customer_id for message in messages if message.customer_id]
    known = reach(
        ids,
        act.medium,
        is_ad=act.kind == "ad",
        needs_overseas=act.needs_overseas,
        today=timezone.localdate(now),
        addresses={m.customer_id: m.address for m in messages if m.customer_id},
    )
    bare = [message.address for message in messages if not message.customer_id]
    others = {person.address: person for person in strangers(bare, act.medium)} if bare else {}
    found = {
        message.pk: known.get(message.customer_id)
        if message.customer_id
        else others.get(message.address)
        for message in messages
    }
    return {pk: person for pk, person in found.items() if person}
