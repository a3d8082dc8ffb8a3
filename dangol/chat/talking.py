"""What is said in a chat, by the visitor and by us; every word once.

Locks are taken in one order everywhere: the site, the visitor, the conversation.
"""

from datetime import datetime
from typing import Any

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.chat.bot import answer_first, hand_to_people
from dangol.chat.identity import Caller
from dangol.chat.models import ChatMessage, ChatSite, Conversation, Visitor
from dangol.chat.queries import open_chat_of
from dangol.chat.queue import hand_out
from dangol.chat.saying import (
    DESK,
    NOWHERE,
    Scene,
    Words,
    change_quietly,
    checked_text,
    keep_words,
    refuse_flood,
    ring,
    said_before,
    tokens_of,
    topic_of,
    visitor_of,
)
from dangol.chat.ticketing import tell_ticket
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.records import change, create, lock

Sender, Status = ChatMessage.Sender, Conversation.Status


@atomic
def hear_visitor(
    site: ChatSite, caller: Caller, words: Words, *, at: datetime, scene: Scene = NOWHERE
) -> ChatMessage:
    """Keep what a visitor wrote; the first words open a conversation, which waits for an
    agent, or gets a first answer by the bot; the next words after that ask for a person.

    The same client id is the same message. Raises TooLong, TooFast, or Refused for a bad file.
    """
    known_chat = _known_chat(site, caller)
    if known_chat is None or known_chat.status == Status.BOT:
        lock(site)  # it may be handed out
    visitor = lock(visitor_of(site, caller, scene))
    if known := said_before(visitor, words.client):
        ring(known.conversation, known)  # a server killed before it rang is why they ask again
        return known
    text = checked_text(words.text) if words.file is None else ""
    refuse_flood(visitor, at)
    conversation = open_chat_of(visitor)
    is_new = conversation is None
    if conversation is None:
        conversation = create(
            Conversation, actor=None, site=site, visitor=visitor, customer=visitor.customer,
            began_at=at, asked_at=at, last_at=at,
        )  # fmt: skip
    message = keep_words(conversation, visitor, Sender.VISITOR, words, text=text, at=at)
    change_quietly(conversation, waits_for_us=True, visitor=visitor)
    tell_ticket(conversation, message)
    ring(conversation, message)
    if conversation.status == Status.BOT:
        hand_to_people(conversation, at=at)
    elif is_new and not answer_first(conversation, text, at=at):
        hand_out(site, at=at)
    return message


@atomic
def answer_visitor(
    conversation: Conversation, words: Words, *, at: datetime, actor: User
) -> ChatMessage:
    """Say something to the visitor; who answers a waiting one has taken it."""
    visitor = lock(conversation.visitor)
    conversation = lock(conversation)
    if known := said_before(visitor, words.client):
        ring(known.conversation, known)  # a server killed before it rang is why they ask again
        return known
    text = checked_text(words.text) if words.file is None else ""
    if conversation.status == Status.CLOSED:
        raise Refused(_("끝난 대화입니다. 방문자가 다시 쓰면 새 대화가 열립니다."))
    values: dict[str, Any] = {}
    if conversation.agent_id is None:
        values = {
            "agent": actor, "status": Status.OPEN, "asked_at": conversation.asked_at or at,
        }  # fmt: skip
    if conversation.answered_at is None:
        values["answered_at"] = at
    if values:
        change(conversation, actor=actor, **values)
    message = keep_words(conversation, visitor, Sender.AGENT, words, text=text, at=at, author=actor)
    change_quietly(conversation, waits_for_us=False)
    tell_ticket(conversation, message)
    ring(conversation, message)
    return message


@atomic
def note_chat(
    conversation: Conversation, words: Words, *, at: datetime, actor: User
) -> ChatMessage:
    """Leave a note for colleagues; the visitor never gets it."""
    visitor = lock(conversation.visitor)
    if known := said_before(visitor, words.client):
        return known
    conversation = lock(conversation)
    text = checked_text(words.text)
    message = ChatMessage.objects.create(
        conversation=conversation, visitor=visitor, sender=Sender.NOTE, author=actor, text=text,
        client=words.client, at=at, search=tokens_of(text),
    )  # fmt: skip
    ring(conversation)
    return message


def note_typing(conversation: Conversation) -> None:
    """Show the visitor that an answer is being written."""
    visitor = conversation.visitor
    realtime.send(topic_of(visitor.site_id, visitor.key), {"topic": "typing"})


def note_visitor_typing(site: ChatSite, caller: Caller) -> None:
    """Show the inbox that the visitor writes; nothing for somebody unknown."""
    if row := _known_chat(site, caller):
        realtime.send(DESK, {"topic": f"typing:{row.pk}"})


def _known_chat(site: ChatSite, caller: Caller) -> Conversation | None:
    visitor = Visitor.objects.filter(site=site, key=caller.key).first()
    return open_chat_of(visitor) if visitor else None
