"""`send()`: the one gate through which anything leaves for a customer."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.customers.events import publish_many
from dangol.customers.models import Customer
from dangol.imports import bulk
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.lists.bulk import batches
from dangol.kit.records import create, lock
from dangol.messaging.content import Content
from dangol.messaging.events import MessageRefused, MessagesQueued
from dangol.messaging.law.gate import Act, Standing, judge
from dangol.messaging.law.statutes import statute_on
from dangol.messaging.outbox.checking import NeedsConfirmation, check
from dangol.messaging.outbox.composing import links_of
from dangol.messaging.outbox.gatekeeping import act_of
from dangol.messaging.outbox.models import Dispatch, Kind, Link, Message
from dangol.messaging.outbox.queries import counts_of
from dangol.messaging.outbox.recipients import Reachable, as_address, reach, strangers
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.senders.models import Channel, Medium, SenderProfile
from dangol.messaging.senders.queries import channel_of, default_sender

Status, Once = Message.Status, Dispatch.Once
BATCH = 1_000
Addressed = str | tuple[str, int | None]


def send(  # noqa: PLR0913
    customers: "QuerySet[Customer] | Iterable[Customer | int]" = (),
    *,
    addresses: Iterable[Addressed] = (),
    kind: str,
    medium: str,
    content: Content,
    actor: User | None,
    source: str | None,
    at: datetime,
    sender: SenderProfile | None = None,
    not_before: datetime | None = None,
    title: str = "",
    purpose: str = "",
    one_to_one: bool = False,
    once: str = Once.ADDRESS,
    same_goods: bool = False,
    confirmed: bool = False,
) -> Dispatch:
    """Send words to customers, or to addresses (those with a customer's id count as theirs).

    Every recipient becomes a row: queued, held until it may leave, or refused with its reason;
    consent is looked at again when it really leaves. The same `source` is one dispatch: sent
    again, it adds whoever is not in it yet, so twice has the effect of once. Refuses what no
    recipient may get (a sender without contact, a forbidden mark, an unknown field); promotional
    words in a message said to be none raise NeedsConfirmation unless `confirmed` (AD-18).
    """
    sender = sender or default_sender()
    values = {
        "kind": kind,
        "medium": medium,
        "sender": sender,
        "source": source,
        "actor": actor,  # who acts; the column of that name follows
        "actor_id": actor.pk if actor else None,
        "title": (clean(title) or clean(content.subject) or clean(content.text))[:200],
        "purpose": clean(purpose)[:30],
        "one_to_one": one_to_one,
        "once": once if kind != Kind.TRANSACTION else Once.NONE,
        "same_goods": same_goods,
        "not_before": not_before,
        "created_at": at,
    }
    dispatch = _known(source) or _open(content, values, confirmed=confirmed)
    start = max(at, dispatch.not_before or at)
    for ids in batches(_ids(customers), BATCH):
        _queue(dispatch, ids, {}, start)
    if own := [(one, None) if isinstance(one, str) else one for one in addresses]:
        _queue_addresses(dispatch, own, start)
    recount(dispatch)
    return dispatch


def _known(source: str | None) -> Dispatch | None:
    return Dispatch.objects.filter(source=source).first() if source else None


def _open(content: Content, values: dict[str, Any], *, confirmed: bool) -> Dispatch:
    """Check the words and write the dispatch; of two who open the same source, one does."""
    words = _checked(content, values, confirmed=confirmed)
    settings = preferences.get(MessagingPreferences)
    is_mail = values["medium"] == Medium.EMAIL
    tidy = _tidy(content)
    try:
        with atomic():
            dispatch = create(
                Dispatch,
                content=tidy.stored(),
                words=words,
                track_opens=is_mail and settings.track_opens,
                track_clicks=is_mail and settings.track_clicks and bool(tidy.html),
                **values,
            )
            if dispatch.track_clicks:
                urls = enumerate(links_of(tidy.html))
                Link.objects.bulk_create(
                    Link(dispatch=dispatch, number=number, url=url[:2000]) for number, url in urls
                )
            return dispatch
    except (IntegrityError, ValidationError):
        if known := _known(values["source"]):
            return known
        raise


def _checked(content: Content, values: dict[str, Any], *, confirmed: bool) -> list[str]:
    """The promotional words that were confirmed to be none; refuses what may go to nobody."""
    sender, medium = values["sender"], values["medium"]
    found = check(
        content,
        kind=values["kind"],
        medium=medium,
        sender=sender,
        channel=channel_of(sender, medium),
        statute=statute_on(timezone.localdate(values["created_at"])),
    )
    if found.blocked:
        raise Refused(" ".join(f"{line.title} {line.text}".strip() for line in found.blocked))
    if found.words and not confirmed and not preferences.get(MessagingPreferences).non_profit:
        raise NeedsConfirmation(found.words)
    return found.words


def _tidy(content: Content) -> Content:
    """Texts without what is invisible, headers in one line each."""
    return replace(
        content,
        subject=clean(content.subject),
        text=clean_text(content.text),
        fallback=clean_text(content.fallback),
        from_name=clean(content.from_name),
        reply_to=clean(content.reply_to),
    )


def _ids(customers: "QuerySet[Customer] | Iterable[Customer | int]") -> Iterable[int]:
    """Ids, eight bytes each, so that a million fit anywhere."""
    if isinstance(customers, QuerySet):
        return array("q", customers.order_by().values_list("pk", flat=True).iterator())
    return [one if isinstance(one, int) else one.pk for one in customers]


@atomic
def _queue(dispatch: Dispatch, ids: Sequence[int], addresses: dict[int, str], at: datetime) -> None:
    """Judge a batch of customers and write a row for each that has none yet."""
    dispatch = lock(dispatch)
    channel = channel_of(dispatch.sender, dispatch.medium)
    assert channel is not None  # noqa: S101 - checked when it was opened
    act = act_of(dispatch, channel)
    had = set(dispatch.messages.filter(customer__in=ids).values_list("customer_id", flat=True))
    found = reach(
        [pk for pk in ids if pk not in had],
        channel.medium,
        is_ad=act.kind == Kind.AD,
        needs_overseas=act.needs_overseas,
        today=timezone.localdate(at),
        addresses=addresses,
    )
    _write(dispatch, channel, act, list(found.values()), at)


@atomic
def _queue_addresses(dispatch: Dispatch, pairs: list[tuple[str, int | None]], at: datetime) -> None:
    """The same for addresses as typed; one that cannot be is a refused row."""
    medium = dispatch.medium
    known = {pk: as_address(text, medium) for text, pk in pairs if pk}
    if known:
        _queue(dispatch, list(known), known, at)
    dispatch = lock(dispatch)
    channel = channel_of(dispatch.sender, medium)
    assert channel is not None  # noqa: S101 - checked when it was opened
    typed = [(text, as_address(text, medium)) for text, pk in pairs if not pk]
    bad = [clean(text)[:300] for text, address in typed if not address]
    good = [address for _text, address in typed if address]
    had = dispatch.messages.filter(customer=None, address__in=[*good, *bad])
    taken = set(had.values_list("address", flat=True))
    people = [
        *strangers((text for text in good if text not in taken), medium),
        *(
            Reachable(None, text, Standing(closed="bad_address"))
            for text in dict.fromkeys(bad)
            if text not in taken
        ),
    ]
    _write(dispatch, channel, act_of(dispatch, channel), people, at)


def _write(
    dispatch: Dispatch, channel: Channel, act: Act, people: list[Reachable], at: datetime
) -> None:
    taken = _taken(dispatch, people)
    rows, refused = [], defaultdict(list)
    for person in people:
        status, reason, until = judge(act, person.standing, at)
        if status != Status.REFUSED and (why := _unusable(person, taken)):
            status, reason = Status.REFUSED, why
        if status == Status.REFUSED:
            refused[reason].append(person.customer_id)
        elif dispatch.once:
            taken |= {person.address, f"home:{person.household}"}
        rows.append((person.customer_id, person.address, status, reason, until or at))
    bulk.insert(
        Message,
        ("customer", "address", "status", "reason", "due_at"),
        rows,
        dispatch=dispatch.pk,
        actor=dispatch.actor_id,
        medium=channel.medium,
    )
    for reason, ids in refused.items():
        publish_many(
            MessageRefused,
            [pk for pk in ids if pk],
            actor=dispatch.actor,
            dispatch_id=dispatch.pk,
            medium=channel.medium,
            reason=reason,
        )
    if waiting := [row[4] for row in rows if row[2] != Status.REFUSED]:
        due_at = min(waiting).isoformat()
        publish(MessagesQueued(channel_ids=[channel.pk], due_at=due_at, actor_id=None))


def _taken(dispatch: Dispatch, people: list[Reachable]) -> set[str]:
    """Addresses and households of this batch that this dispatch has reached already."""
    if not dispatch.once:
        return set()
    sent = dispatch.messages.exclude(status=Status.REFUSED)
    addresses = [person.address for person in people if person.address]
    found = set(sent.filter(address__in=addresses).values_list("address", flat=True))
    if dispatch.once == Once.HOUSEHOLD:
        found.add("home")
        homes = [person.household for person in people if person.household]
        rows = sent.filter(customer__household__in=homes)
        found |= {f"home:{pk}" for pk in rows.values_list("customer__household_id", flat=True)}
    return found


def _unusable(person: Reachable, taken: set[str]) -> str:
    if not person.address:
        return "no_address"
    if person.address in taken:
        return "twice"
    at_home = person.household and f"home:{person.household}" in taken
    return "household" if at_home and "home" in taken else ""


def recount(dispatch: Dispatch) -> None:
    """Count the rows of a dispatch, end it when nothing is left to do, and tell who watches."""
    counts = counts_of(dispatch.pk)
    open_ones = sum(counts.get(status, 0) for status in ("held", "queued", "sending"))
    rows = Dispatch.objects.filter(pk=dispatch.pk)
    rows.update(counts=counts)
    dispatch.counts = counts
    if not open_ones and counts:
        rows.filter(status=Dispatch.Status.RUNNING).update(
            status=Dispatch.Status.DONE, finished_at=timezone.now()
        )
    elif open_ones:
        rows.filter(status=Dispatch.Status.DONE).update(
            status=Dispatch.Status.RUNNING, finished_at=None
        )
    dispatch.status = rows.values_list("status", flat=True)[0]
    realtime.send(f"dispatch:{dispatch.pk}")
