"""Two talks of one person, made one: both browsers go on in it."""

from datetime import datetime
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.chat.models import ChatMessage, Conversation
from dangol.chat.saying import ring
from dangol.helpdesk.tickets.services import link_tickets
from dangol.kit.errors import Refused
from dangol.kit.records import change, lock

Status = Conversation.Status


@atomic
def merge_chats(
    conversation: Conversation, *, into: Conversation, at: datetime, actor: User
) -> Conversation:
    """Let a talk live on in another one that is open: its words, its ticket and its customer.

    Neither browser sees what was said in the other; whoever writes next is answered. Refuses
    itself, a circle, another site, and two different customers.
    """
    if conversation.pk == into.pk:
        raise Refused(_("같은 대화입니다. 다른 대화를 골라 주세요."))
    lock(conversation.site)
    for visitor in sorted((conversation.visitor, into.visitor), key=lambda row: row.pk):
        lock(visitor)
    locked = {row.pk: lock(row) for row in sorted((conversation, into), key=lambda row: row.pk)}
    conversation, into = locked[conversation.pk], locked[into.pk]
    _refuse_merge(conversation, into)
    conversation.messages.update(conversation=into)
    conversation.merged.update(merged_into=into)
    ChatMessage.objects.create(
        conversation=into, visitor_id=conversation.visitor_id, author=actor, at=at,
        sender=ChatMessage.Sender.NOTE, text=_("다른 대화를 여기에 합쳤습니다."),
    )  # fmt: skip
    taken = _taken(conversation, into, actor)
    change(
        conversation, actor=actor, merged_into=into, waits_for_us=False, status=Status.CLOSED,
        closed_at=conversation.closed_at or at,
    )  # fmt: skip
    change(into, actor=actor, **taken)
    for row in (conversation, into):
        ring(row)
    return into


def _taken(conversation: Conversation, into: Conversation, actor: User) -> dict[str, Any]:
    """What the open one takes over; of two tickets both stay and are linked."""
    taken: dict[str, Any] = {
        "began_at": min(conversation.began_at, into.began_at),
        "waits_for_us": into.waits_for_us or conversation.waits_for_us,
        "customer": into.customer or conversation.customer,
        "ticket": into.ticket or conversation.ticket,
    }
    if conversation.last_at > into.last_at:
        taken |= {
            "last_at": conversation.last_at, "last_text": conversation.last_text,
            "visitor": conversation.visitor,
        }  # fmt: skip
    if conversation.ticket and into.ticket and conversation.ticket_id != into.ticket_id:
        link_tickets(conversation.ticket, into.ticket, actor=actor)
    return taken


def _refuse_merge(conversation: Conversation, into: Conversation) -> None:
    if conversation.merged_into_id or into.merged_into_id:
        raise Refused(_("이미 다른 대화에 합친 대화입니다. 그 대화에서 이어 가세요."))
    if into.status == Status.CLOSED:
        raise Refused(_("끝난 대화에는 합칠 수 없습니다. 진행 중인 대화를 골라 주세요."))
    if conversation.site_id != into.site_id:
        raise Refused(_("다른 사이트의 대화와는 합칠 수 없습니다."))
    if conversation.customer_id and into.customer_id not in (None, conversation.customer_id):
        raise Refused(_("고객이 서로 다른 대화입니다. 고객을 먼저 맞춰 주세요."))
