"""What people send themselves: calls to make and letters to post, as one may go by them now."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from dangol.accounts.models import User
from dangol.customers.models import Consent
from dangol.messaging.duties.queries import may_call
from dangol.messaging.law.gate import GO, Verdict, judge
from dangol.messaging.law.marks import call_opening
from dangol.messaging.merging.queries import facts_of
from dangol.messaging.outbox.checking import party_of
from dangol.messaging.outbox.composing import Composer, Unfit
from dangol.messaging.outbox.gatekeeping import act_of
from dangol.messaging.outbox.models import Dispatch, Kind, Message
from dangol.messaging.outbox.recipients import reach
from dangol.messaging.printing.queries import addressees_of
from dangol.messaging.senders.models import Channel, Medium
from dangol.messaging.senders.queries import channel_of

MEDIA = (Medium.VOICE, Medium.POST)
PAGE = 50
Status = Message.Status


class Line(NamedTuple):
    """One recipient of the list; without the gate's leave there is nothing to go by."""

    message: Message
    verdict: Verdict
    address: tuple[str, ...] = ()
    opening: str = ""
    text: str = ""

    @property
    def may_go(self) -> bool:
        """Whether it may be done at this moment."""
        return self.verdict == GO


def is_closed(dispatch: Dispatch, *, today: date) -> bool:
    """Whether a call list stays shut: sales calls need a comparison of the last month (AD-20)."""
    is_sale = dispatch.medium == Medium.VOICE and dispatch.kind == Kind.AD
    return is_sale and not may_call(today=today)


def listed(dispatch: Dispatch, *, done: bool, at: datetime, start: int = 0) -> list[Message]:
    """A page of messages and one more: those to do now, longest due first, or those done."""
    rows = dispatch.messages.filter(customer__isnull=False).select_related("customer")
    if done:
        rows = rows.filter(status__in=Message.GONE).order_by("-sent_at", "-pk")
    else:
        rows = rows.filter(status__in=Message.WAITING, due_at__lte=at).order_by("due_at", "pk")
    return list(rows[start : start + PAGE + 1])


def verdicts_of(
    dispatch: Dispatch, channel: Channel, messages: list[Message], *, at: datetime
) -> dict[int, Verdict]:
    """What the gate says now of each message, by its id (AD-03); a fixed number of queries."""
    act = act_of(dispatch, channel)
    people = reach(
        [message.customer_id for message in messages if message.customer_id],
        dispatch.medium,
        is_ad=act.kind == Kind.AD,
        needs_overseas=act.needs_overseas,
        today=timezone.localdate(at),
    )
    gone = Verdict(Status.REFUSED, "no_address")
    found = {}
    for message in messages:
        person = people.get(message.customer_id or 0)
        found[message.pk] = judge(act, person.standing, at) if person and person.address else gone
    return found


def values_of(
    dispatch: Dispatch, messages: list[Message], *, actor: User, today: date
) -> tuple[Composer, dict[int, dict[str, str]]]:
    """The words of the dispatch and the facts of each customer they ask for."""
    channel = channel_of(dispatch.sender, dispatch.medium)
    assert channel is not None  # noqa: S101 - checked when it was opened
    composer = Composer(dispatch, channel)
    ids = [message.customer_id for message in messages if message.customer_id]
    facts = facts_of(ids, composer.fields, sender=dispatch.actor or actor, today=today)
    return composer, facts


def lines_of(
    dispatch: Dispatch, messages: list[Message], *, actor: User, at: datetime
) -> list[Line]:
    """What whoever goes by the list needs: where to, what is said first, the words."""
    today = timezone.localdate(at)
    composer, facts = values_of(dispatch, messages, actor=actor, today=today)
    verdicts = verdicts_of(dispatch, composer.channel, messages, at=at)
    ids = [message.customer_id or 0 for message in messages]
    labels = addressees_of(ids, today=today).labels if dispatch.medium == Medium.POST else {}
    is_sale = dispatch.medium == Medium.VOICE and dispatch.kind == Kind.AD
    sources = _sources(ids) if is_sale else {}
    lines = []
    for message, pk in zip(messages, ids, strict=True):
        verdict = verdicts[message.pk]
        if verdict != GO:
            lines.append(Line(message, verdict))
            continue
        label = labels.get(pk)
        address = (label.postcode, *label.address, label.name) if label else (message.address,)
        opening = call_opening(party_of(dispatch.sender), sources.get(pk, "")) if is_sale else ""
        lines.append(Line(message, verdict, address, opening, _words(composer, message, facts, at)))
    return lines


def _words(
    composer: Composer, message: Message, facts: dict[int, dict[str, str]], at: datetime
) -> str:
    try:
        made = composer.compose(message, facts.get(message.customer_id or 0, {}), at)
    except Unfit:
        return ""
    return str(made.parcel.data)


def _sources(ids: list[int]) -> dict[int, str]:
    """Where each number is from: what the newest consent to calls says (정보통신망법 §50①2)."""
    rows = Consent.objects.filter(customer__in=ids, purpose=Medium.VOICE, act=Consent.Act.GIVE)
    return dict(rows.order_by("at", "pk").values_list("customer_id", "source"))
