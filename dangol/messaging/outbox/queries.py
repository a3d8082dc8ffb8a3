"""Reading the outbox."""

from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When

from dangol.messaging.outbox.models import Dispatch, Kind, Message, Reaction
from dangol.messaging.senders.models import Channel


def counts_of(dispatch_id: int) -> dict[str, int]:
    """Messages of a dispatch by status."""
    rows = Message.objects.filter(dispatch=dispatch_id).order_by().values_list("status")
    return dict(rows.annotate(Count("pk")))


def due_messages(channel: Channel, *, at: datetime) -> "QuerySet[Message]":
    """What may leave on this channel now, whatever dispatch it belongs to."""
    return Message.objects.filter(
        dispatch=OuterRef("pk"),
        medium=channel.medium,
        status__in=Message.WAITING,
        due_at__lte=at,
    )


def next_dispatch(channel: Channel, *, at: datetime) -> Dispatch | None:
    """Whose messages go next: what one person waits for before what goes to many, then by age."""
    urgent = Case(
        When(Q(one_to_one=True) | Q(kind=Kind.TRANSACTION), then=Value(0)), default=Value(1)
    )
    rows = Dispatch.objects.filter(sender=channel.sender_id, status=Dispatch.Status.RUNNING)
    return rows.filter(Exists(due_messages(channel, at=at))).order_by(urgent, "pk").first()


def due_channels(*, at: datetime) -> list[int]:
    """Channels with something to deliver now."""
    waiting = Message.objects.filter(
        dispatch__sender=OuterRef("sender"),
        dispatch__status=Dispatch.Status.RUNNING,
        medium=OuterRef("medium"),
        status__in=Message.WAITING,
        due_at__lte=at,
    )
    rows = Channel.objects.filter(is_paused=False)
    return list(rows.filter(Exists(waiting)).values_list("pk", flat=True))


def messages_seen_by(user: Any) -> "QuerySet[Message]":
    """Messages the user may see, newest first."""
    rows = Message.objects.visible_to(user).select_related("dispatch", "customer")
    return rows.order_by("-pk")


def reasons_of(dispatch: Dispatch) -> list[tuple[str, str, int]]:
    """Status, reason and number of the messages of a dispatch that have a reason."""
    rows = dispatch.messages.exclude(reason="").order_by().values_list("status", "reason")
    return sorted(rows.annotate(Count("pk")), key=lambda row: -row[2])


def reactions_of(dispatch: Dispatch) -> list[tuple[str, int, int]]:
    """Kind, number of messages with it by people, and by machines only counted acts."""
    rows = Reaction.objects.filter(message__dispatch=dispatch).order_by().values("kind")
    found = rows.annotate(
        people=Count("message", filter=Q(robot=False), distinct=True),
        robots=Count("pk", filter=Q(robot=True)),
    )
    return [(str(Reaction.Kind(row["kind"]).label), row["people"], row["robots"]) for row in found]


def link_clicks(dispatch: Dispatch) -> list[tuple[str, int]]:
    """Addresses of a dispatch and how many people followed each."""
    if not dispatch.track_clicks:
        return []
    clicks = Reaction.objects.filter(message__dispatch=dispatch, kind="click", robot=False)
    counted = dict(
        clicks.order_by()
        .values_list("link_number")
        .annotate(people=Count("message", distinct=True))
        .values_list("link_number", "people")
    )
    links = dispatch.links.order_by("number").values_list("number", "url")
    return [(url, counted.get(number, 0)) for number, url in links]
