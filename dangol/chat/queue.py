"""Who has a chat: the queue, taking, handing on, and closing."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.transaction import atomic
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import User
from dangol.chat.events import ChatClosed
from dangol.chat.models import AgentState, ChatMessage, ChatSite, Conversation
from dangol.chat.queries import VIEW, ready_agents
from dangol.chat.saying import change_quietly, ring, tell_visitor
from dangol.chat.scoring import survey_of_chat
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.errors import Conflict, Refused
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import change, lock
from dangol.workspace.services import notify

Status = Conversation.Status
QUIET, QUIET_BOT = timedelta(hours=24), timedelta(hours=1)
MOST_ENDED = 500
JOINED = gettext_lazy("상담원이 연결되었습니다.")
PASSED = gettext_lazy("다른 상담원에게 연결하고 있습니다.")
ENDED = gettext_lazy("상담이 끝났습니다. 더 궁금한 것이 있으면 다시 적어 주세요.")


@atomic
def hand_out(site: ChatSite, *, at: datetime, but: tuple[int, ...] = ()) -> int:
    """Give waiting chats of a site to those who are ready, least busy first; how many.

    The site is locked, so that two chats at once do not fill one person beyond their most.
    """
    lock(site)
    given = 0
    waiting = site.conversations.filter(status=Status.WAITING).order_by("began_at", "pk")
    for conversation in waiting[:50]:
        free = ready_agents(site, at=at, but=but)
        if not free:
            break
        AgentState.objects.filter(user=free[0]).update(given_at=at)
        _give(conversation, free[0], at=at, actor=None)
        given += 1
    return given


@atomic
def claim_chat(conversation: Conversation, *, at: datetime, actor: User) -> Conversation:
    """Take a waiting chat; of two who try, the second is told whose it is."""
    lock(conversation.visitor)
    conversation = lock(conversation)
    if conversation.agent_id == actor.pk and conversation.status == Status.OPEN:
        return conversation
    if conversation.status == Status.CLOSED:
        raise Refused(_("이미 끝난 대화입니다."))
    if conversation.agent:
        raise Conflict(_("%(name)s님이 먼저 가져갔습니다.") % {"name": conversation.agent.name})
    _give(conversation, actor, at=at, actor=actor)
    return conversation


@atomic
def transfer_chat(
    conversation: Conversation, *, reason: str, at: datetime, actor: User, to: User | None = None
) -> Conversation:
    """이관: hand a chat to somebody, or back to the queue, with a reason the visitor never sees."""
    conversation = _locked(conversation)
    reason = refuse_resident_number(clean(reason))[:300]
    if not reason:
        raise ValidationError({"reason": _("이관하는 까닭을 적어 주세요.")})
    if conversation.status == Status.CLOSED:
        raise Refused(_("이미 끝난 대화입니다."))
    if to and to.pk == conversation.agent_id:
        raise ValidationError({"to": _("이미 이 사람의 대화입니다.")})
    if to and (not to.is_active or to.scope_of(VIEW) is None):
        raise ValidationError({"to": _("채팅을 볼 수 없는 사람입니다.")})
    before = conversation.agent_id
    said = _("%(who)s → %(to)s: %(reason)s") % {
        "who": conversation.agent.name if conversation.agent else _("대기"),
        "to": to.name if to else _("대기"), "reason": reason,
    }  # fmt: skip
    ChatMessage.objects.create(
        conversation=conversation, visitor_id=conversation.visitor_id, author=actor, text=said,
        sender=ChatMessage.Sender.NOTE, at=at,
    )  # fmt: skip
    tell_visitor(conversation, PASSED, at=at)
    if to:
        _give(conversation, to, at=at, actor=actor)
    else:
        change(conversation, actor=actor, agent=None, status=Status.WAITING)
        hand_out(conversation.site, at=at, but=(before,) if before else ())
        ring(conversation)
    conversation.refresh_from_db()
    return conversation


def _locked(conversation: Conversation) -> Conversation:
    lock(conversation.site)
    lock(conversation.visitor)
    return lock(conversation)


def _give(conversation: Conversation, to: User, *, at: datetime, actor: User | None) -> None:
    since = conversation.asked_at or at
    change(conversation, actor=actor, agent=to, status=Status.OPEN, asked_at=since)
    tell_visitor(conversation, JOINED, at=at)
    if actor is None or actor.pk != to.pk:
        text = _("채팅을 맡았습니다: %(who)s") % {"who": conversation.who}
        notify([to.pk], text, url=conversation.get_absolute_url())


@atomic
def close_chat(conversation: Conversation, *, at: datetime, actor: User | None) -> Conversation:
    """End a chat; a customer's timeline gets its line. Closing twice is once."""
    conversation = _locked(conversation)
    if conversation.status == Status.CLOSED:
        return conversation
    survey = survey_of_chat(conversation, at=at)
    tell_visitor(conversation, ENDED, at=at, survey=survey)
    change(conversation, actor=actor, status=Status.CLOSED, closed_at=at)
    change_quietly(conversation, waits_for_us=False)
    if conversation.customer_id:
        spoken = (ChatMessage.Sender.VISITOR, ChatMessage.Sender.AGENT)
        publish(
            ChatClosed(
                customer_id=conversation.customer_id,
                conversation_id=conversation.pk,
                message_count=conversation.messages.filter(sender__in=spoken).count(),
                minutes=max((at - conversation.began_at).seconds // 60, 1),
                agent_user_id=conversation.agent_id,
                actor_id=actor.pk if actor else None,
            )
        )
    hand_out(conversation.site, at=at)
    return conversation


def close_quiet(*, at: datetime) -> int:
    """End the talks nobody said anything in for a day, or for an hour after the bot; how many."""
    quiet = Q(last_at__lt=at - QUIET) | Q(status=Status.BOT, last_at__lt=at - QUIET_BOT)
    rows = Conversation.objects.exclude(status=Status.CLOSED).filter(quiet).order_by("last_at")
    found = list(rows.select_related("site", "visitor")[:MOST_ENDED])
    for conversation in found:
        close_chat(conversation, at=at, actor=None)
    return len(found)


@atomic
def set_ready(user: User, *, ready: bool, at: datetime) -> None:
    """대기 or 자리비움; who becomes ready gets what waits."""
    AgentState.objects.update_or_create(user=user, defaults={"is_ready": ready, "seen_at": at})
    if ready:
        for site in ChatSite.objects.filter(is_active=True).order_by("pk"):
            hand_out(site, at=at)


def note_sign(user: User, *, at: datetime) -> None:
    """Note that the inbox of somebody is open; without a sign for long nobody is ready."""
    AgentState.objects.filter(user=user).update(seen_at=at)


def hand_over_chats(person: User, to: User, actor: User | None, *, at: datetime) -> int:
    """Give the open chats of somebody who leaves to another; returns how many."""
    rows: Any = Conversation.objects.filter(agent=person, status=Status.OPEN)
    for conversation in rows:
        _give(conversation, to, at=at, actor=actor)
    return len(rows)
