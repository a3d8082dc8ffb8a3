from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.chat import merging, queries, queue, talking, ticketing
from dangol.chat.models import ChatMessage, Conversation
from dangol.chat.saying import Words
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.api.fields import Body, Id, Line, Moment, Page, Paging
from dangol.kit.api.paging import address, part_of
from dangol.kit.personal import seen

VIEW, CHANGE = "chat.view_conversation", "chat.change_conversation"
router = Router(tags=["chat"])
Key = Annotated[str, Field(min_length=1, max_length=40)]
Reason = Annotated[str, Field(max_length=300)]


class ChatOut(Schema):
    """A talk with a visitor; `asked_at` is since when they wait for a person."""

    id: int
    site_id: int
    status: str
    who: str
    customer_id: int | None
    agent_id: int | None
    ticket_id: int | None
    merged_into_id: int | None
    began_at: Moment
    asked_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    last_at: Moment
    last_text: str


class ChatMessageOut(Schema):
    """Something said by the `visitor`, an `agent`, the `bot`, the `system`, or a `note`."""

    id: int
    sender: str
    author_id: int | None
    text: str
    file_name: str
    at: Moment


class ChatQuery(Paging):
    """Newest first; `q` finds talks by what was said, the newest words first.

    With `q`, `after` is a message, and a part may hold fewer than `limit` though more follow.
    """

    status: Literal["", "bot", "waiting", "open", "closed"] = ""
    q: Annotated[str, Field(max_length=100)] = ""


class SayIn(Body):
    """An answer or a note; the same `key` is the same message."""

    text: Annotated[str, Field(max_length=20_000)]
    key: Key


class PassIn(Body):
    """To whom; null puts the talk back into the queue."""

    agent_id: Id | None = None
    reason: Reason


class ChatTicketIn(Body):
    subject: Line


class ChatMergeIn(Body):
    into_id: Id


def _chat(request: UserRequest, pk: int, verb: str = "view") -> Conversation:
    chat: Conversation = get_object_or_404(queries.conversations_seen_by(request.user, verb), pk=pk)
    return chat


def _out(request: UserRequest, chat: Conversation) -> Conversation:
    seen(request, "api", Customer, [chat.customer_id] if chat.customer_id else [])
    return Conversation.objects.select_related("visitor", "customer").get(pk=chat.pk)


@router.get("/chats", response=Page[ChatOut])
@needs(VIEW)
def list_chats(request: UserRequest, query: Query[ChatQuery]) -> Any:
    chats = queries.conversations_seen_by(request.user)
    chats = chats.filter(status=query.status) if query.status else chats
    part = _found(request, query) if query.q else part_of(request, chats, query)
    seen(request, "api", Customer, {row.customer_id for row in part["items"] if row.customer_id})
    return part


def _found(request: UserRequest, query: ChatQuery) -> dict[str, Any]:
    found = queries.found_chats(request.user, query.q, before=query.after, most=query.limit)
    next_ = address(request, after=found.before) if found.before else None
    return {"items": found.chats, "next": next_}


@router.get("/chats/{chat_id}", response=ChatOut)
@needs(VIEW)
def read_chat(request: UserRequest, chat_id: Id) -> Any:
    return _out(request, _chat(request, chat_id))


@router.get("/chats/{chat_id}/messages", response=list[ChatMessageOut])
@needs(VIEW)
def list_chat_messages(request: UserRequest, chat_id: Id) -> Any:
    return queries.talk_of(_out(request, _chat(request, chat_id)))


@router.post("/chats/{chat_id}/messages", response={201: ChatMessageOut})
@needs(CHANGE)
def answer_chat(request: UserRequest, chat_id: Id, body: SayIn) -> Any:
    return Status(201, _said(request, chat_id, body, talking.answer_visitor))


@router.post("/chats/{chat_id}/notes", response={201: ChatMessageOut})
@needs(CHANGE)
def note_chat(request: UserRequest, chat_id: Id, body: SayIn) -> Any:
    return Status(201, _said(request, chat_id, body, talking.note_chat))


def _said(request: UserRequest, chat_id: int, body: SayIn, act: Any) -> ChatMessage:
    chat = _chat(request, chat_id, "change")
    said: ChatMessage = act(chat, Words(body.key, body.text), at=timezone.now(), actor=request.user)
    return said


@router.post("/chats/{chat_id}/claim", response=ChatOut)
@needs(CHANGE)
def claim_chat(request: UserRequest, chat_id: Id) -> Any:
    chat = _chat(request, chat_id, "change")
    return _out(request, queue.claim_chat(chat, at=timezone.now(), actor=request.user))


@router.post("/chats/{chat_id}/transfer", response=ChatOut)
@needs(CHANGE)
def transfer_chat(request: UserRequest, chat_id: Id, body: PassIn) -> Any:
    chat = _chat(request, chat_id, "change")
    to = User.objects.filter(pk=body.agent_id, is_active=True).first() if body.agent_id else None
    if body.agent_id and to is None:
        raise ValidationError({"agent_id": _("맡길 수 없는 직원입니다.")})
    queue.transfer_chat(chat, to=to, reason=body.reason, at=timezone.now(), actor=request.user)
    return _out(request, chat)


@router.post("/chats/{chat_id}/close", response=ChatOut)
@needs(CHANGE)
def close_chat(request: UserRequest, chat_id: Id) -> Any:
    chat = _chat(request, chat_id, "change")
    return _out(request, queue.close_chat(chat, at=timezone.now(), actor=request.user))


@router.post("/chats/{chat_id}/merge", response=ChatOut)
@needs(CHANGE)
def merge_chat(request: UserRequest, chat_id: Id, body: ChatMergeIn) -> Any:
    chat = _chat(request, chat_id, "change")
    rows = queries.conversations_seen_by(request.user, "change")
    into: Conversation | None = rows.filter(pk=body.into_id).first()
    if into is None:
        raise ValidationError({"into_id": _("없는 대화이거나 답할 권한이 없습니다.")})
    made = merging.merge_chats(chat, into=into, at=timezone.now(), actor=request.user)
    return _out(request, made)


@router.post("/chats/{chat_id}/ticket", response=ChatOut)
@needs("helpdesk.add_ticket")
def ticket_of_chat(request: UserRequest, chat_id: Id, body: ChatTicketIn) -> Any:
    chat = _chat(request, chat_id, "change")
    ticketing.ticket_of_chat(chat, subject=body.subject, at=timezone.now(), actor=request.user)
    return _out(request, chat)
