"""Reading chats: for a visitor, for the inbox, and who is there to answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dangol.accounts.models import User
from dangol.chat.models import AgentState, ChatMessage, ChatSite, Conversation, Visitor
from dangol.codes.calendar.queries import worked_spans
from dangol.helpdesk.models import Member
from dangol.kit.korean.dates import SEOUL
from dangol.kit.search import newest_heard

Status = Conversation.Status
PAGE = 200
LIST = 60
GONE = timedelta(minutes=3)  # without a sign of the inbox nobody sits there
VIEW = "chat.view_conversation"


def site_of(key: str) -> ChatSite | None:
    """The site in use with this public key."""
    return ChatSite.objects.filter(key=key, is_active=True).first()


def is_allowed(site: ChatSite, origin: str, own_host: str) -> bool:
    """Whether pages of this origin may chat: the listed ones, and ours to try it."""
    parts = urlsplit(origin)
    if parts.netloc == own_host:
        return True
    return origin in origins_of(site.origins)


def origins_of(text: str) -> list[str]:
    """The origins in a list of addresses, one a line, as browsers write them."""
    found = []
    for line in text.split():
        parts = urlsplit(line.lower())
        if parts.scheme in ("http", "https") and parts.netloc:
            found.append(f"{parts.scheme}://{parts.netloc}")
    return found


def is_open(site: ChatSite, at: datetime) -> bool:
    """Whether one may chat now, or is offered the form."""
    if not site.keeps_hours:
        return True
    now = at.astimezone(SEOUL).replace(tzinfo=None)
    return any(begin <= now < end for begin, end in worked_spans(now.date(), now.date()))


def ink_on(color: str) -> str:
    """Black or white, whichever reads better on a colour (WCAG 2.2, relative luminance)."""
    light = luminance(color)
    return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"


def luminance(color: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def said_to(site_id: int, key: str, *, after: int) -> list[ChatMessage]:
    """What a visitor has not seen yet, in order; of very much the last."""
    rows = ChatMessage.objects.filter(
        visitor__site=site_id, visitor__key=key, number__gt=after
    ).select_related("author", "visitor", "survey", "conversation")
    return list(rows.order_by("-number")[:PAGE])[::-1]


def open_chat_of(visitor: Visitor) -> Conversation | None:
    """The talk a visitor goes on with: that of their last words, wherever it was merged into."""
    last = visitor.messages.filter(number__isnull=False).order_by("-number").first()
    return last.conversation if last and last.conversation.status != Status.CLOSED else None


def conversations_seen_by(user: User, verb: str = "view") -> QuerySet[Conversation]:
    """Conversations with what a row of the inbox shows."""
    rows = Conversation.objects.visible_to(user, verb)
    return rows.select_related("visitor", "customer", "agent", "site")


class Boxes(NamedTuple):
    """How many conversations each box of the inbox holds."""

    waiting: int
    mine: int
    all: int


def box_counts(user: User) -> Boxes:
    """What stands on the tabs of the inbox; the closed ones are not counted."""
    rows = Conversation.objects.visible_to(user).exclude(status=Status.CLOSED)
    counts = rows.aggregate(
        waiting=Count("pk", filter=_waiting()),
        mine=Count("pk", filter=_mine(user)),
        all=Count("pk"),
    )
    return Boxes(**counts)


def _waiting() -> Q:
    return Q(status=Status.WAITING)


def _mine(user: User) -> Q:
    return Q(agent=user, status=Status.OPEN)


def inbox(user: User, box: str) -> list[Conversation]:
    """One box of the inbox: who waits longest first, else the newest words first."""
    rows = conversations_seen_by(user)
    if box == "waiting":
        return list(rows.filter(_waiting()).order_by("began_at")[:LIST])
    if box == "mine":
        return list(rows.filter(_mine(user)).order_by("-last_at")[:LIST])
    if box == "closed":
        ended = rows.filter(status=Status.CLOSED, merged_into=None)
        return list(ended.order_by("-last_at")[:LIST])
    return list(rows.exclude(status=Status.CLOSED).order_by("-last_at")[:LIST])


class Found(NamedTuple):
    """Some conversations, and where older words go on; None at the end."""

    chats: list[Conversation]
    before: int | None


def found_chats(user: User, q: str, *, before: int | None = None, most: int = LIST) -> Found:
    """Conversations in which something was said that answers a query, the newest words first.

    `last_text` of each is the words that were found; `before` continues after a message.
    """
    may_see = conversations_seen_by(user)
    heard = newest_heard(
        ChatMessage.objects.all(), q, of="conversation_id", most=most, before=before,
        visible=lambda ids: set(may_see.filter(pk__in=ids).values_list("pk", flat=True)),
    )  # fmt: skip
    rows = may_see.in_bulk(list(heard.words))
    for pk, row in rows.items():
        row.last_text = heard.words[pk]
    return Found([rows[pk] for pk in heard.words if pk in rows], heard.before)


def others_open(conversation: Conversation, user: User) -> QuerySet[Conversation]:
    """Open talks on the same site this one could be merged into, the newest words first."""
    rows = conversations_seen_by(user, "change").exclude(status=Status.CLOSED)
    rows = rows.filter(site=conversation.site_id).exclude(pk=conversation.pk)
    if conversation.customer_id:
        rows = rows.filter(Q(customer=None) | Q(customer=conversation.customer_id))
    return rows.order_by("-last_at")


def talk_of(conversation: Conversation) -> list[ChatMessage]:
    """What was said in it, notes included, the last two hundred."""
    rows = conversation.messages.select_related("author", "survey").order_by("-pk")[:PAGE]
    return list(rows)[::-1]


def earlier_of(conversation: Conversation, user: User) -> list[Conversation]:
    """Other chats of the same visitor or customer, newest first."""
    same = Q(visitor=conversation.visitor_id)
    if conversation.customer_id:
        same |= Q(customer=conversation.customer_id)
    rows = conversations_seen_by(user).filter(same).exclude(pk=conversation.pk)
    return list(rows.order_by("-last_at")[:5])


def state_of(user: User, *, at: datetime) -> bool:
    """Whether this person takes chats now."""
    row = AgentState.objects.filter(user=user).first()
    return bool(row and row.is_ready and row.seen_at > at - GONE)


def ready_agents(site: ChatSite, *, at: datetime, but: Iterable[int] = ()) -> list[User]:
    """Who takes chats of this site now and has room, least busy first."""
    rows = User.objects.filter(
        is_active=True, chat_state__is_ready=True, chat_state__seen_at__gt=at - GONE
    ).exclude(pk__in=list(but))
    if site.team_id:
        rows = rows.filter(pk__in=Member.objects.filter(team=site.team_id).values("user"))
    rows = rows.select_related("chat_state")
    load = dict(
        Conversation.objects.filter(status=Status.OPEN, agent__in=rows)
        .order_by()
        .values_list("agent")
        .annotate(n=Count("pk"))
    )
    free = [row for row in rows if load.get(row.pk, 0) < site.most and row.scope_of(VIEW)]
    longest = timezone.make_aware(datetime(1970, 1, 1))  # noqa: DTZ001 - made aware

    def turn(row: Any) -> tuple[int, datetime, int]:
        return load.get(row.pk, 0), row.chat_state.given_at or longest, row.pk

    return sorted(free, key=turn)


def transcript_of(conversation: Conversation) -> str:
    """What was said, as the text of a mail; notes are left out."""
    lines = []
    for row in conversation.messages.exclude(sender=ChatMessage.Sender.NOTE).order_by("pk"):
        at = row.at.astimezone(SEOUL)
        who = {"visitor": conversation.who, "agent": conversation.site.name}.get(row.sender, "—")
        lines.append(f"[{at:%Y-%m-%d %H:%M}] {who}: {row.text or row.file_name}")
    return "\n".join(lines)
