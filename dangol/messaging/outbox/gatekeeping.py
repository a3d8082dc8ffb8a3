"""The gate for a channel as it is set up."""

from datetime import datetime

from django.utils import timezone

from dangol.messaging.law.gate import Act, Verdict, judge
from dangol.messaging.outbox.models import Dispatch, Kind, Message
from dangol.messaging.outbox.recipients import reach
from dangol.messaging.senders.models import Channel


def act_of(dispatch: Dispatch, channel: Channel) -> Act:
    """What the gate needs to know of a dispatch on one channel."""
    return act_on(channel, kind=dispatch.kind, same_goods=dispatch.same_goods)


def act_on(channel: Channel, *, kind: str, same_goods: bool) -> Act:
    """The same before there is a dispatch."""
    processor = channel.processor
    return Act(
        kind,
        channel.medium,
        same_goods=same_goods,
        needs_overseas=bool(processor and processor.is_abroad and processor.basis == "consent"),
        opens_at=channel.opens_at,
        closes_at=channel.closes_at,
    )


def verdict_for(
    customer_id: int, channel: Channel, *, kind: str, same_goods: bool, at: datetime
) -> Verdict:
    """What the gate would say now about one customer; nothing is written."""
    act = act_on(channel, kind=kind, same_goods=same_goods)
    found = reach(
        [customer_id],
        channel.medium,
        is_ad=kind == Kind.AD,
        needs_overseas=act.needs_overseas,
        today=timezone.localdate(at),
    )
    person = found.get(customer_id)
    if person is None or not person.address:
        return Verdict(Message.Status.REFUSED, "no_address")
    return judge(act, person.standing, at)
