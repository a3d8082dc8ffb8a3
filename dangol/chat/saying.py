"""Keeping one word of a chat: who writes, what may be written, its number, and who is told."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.accounts.models import User
from dangol.chat.identity import Caller
from dangol.chat.models import ChatMessage, ChatSite, Conversation, Visitor
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.files import checked_file
from dangol.helpdesk.models import Survey
from dangol.kit import realtime
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import lock
from dangol.kit.search import search_text
from dangol.messaging.parsing.files import extension_of, is_risky, kind_of

LONGEST = 4_000  # characters of one message
LARGEST = 10 * 1024 * 1024  # bytes of one file
FLOOD = ((timedelta(seconds=10), 10), (timedelta(minutes=5), 60))
DESK = "chats:all"
Sender, Status = ChatMessage.Sender, Conversation.Status


class TooFast(Refused):
    """A visitor writes more than a person can."""


class TooLong(Refused):
    """More than one message holds."""


class Words(NamedTuple):
    """What somebody sends: words or a file, with the id their browser gave it."""

    client: str
    text: str = ""
    file: File | None = None


class Scene(NamedTuple):
    """Where and how a visitor writes."""

    page: str = ""
    language: str = "ko"


NOWHERE = Scene()


def visitor_of(site: ChatSite, caller: Caller, scene: Scene) -> Visitor:
    """The visitor, written down when they first speak; joined to the customer they prove to be."""
    visitor, _made = Visitor.objects.get_or_create(site=site, key=caller.key)
    page = _page_of(scene.page)
    values: dict[str, Any] = {"language": "en" if scene.language == "en" else "ko"}
    values |= {"page": page} if page else {}
    if caller.is_proven:
        values |= {
            "outside_id": clean(caller.outside_id), "name": clean(caller.name),
            "email": clean(caller.email),
            "is_proven": True,
        }  # fmt: skip
        if visitor.customer_id is None and (customer := _customer_at(caller.email)):
            values["customer"] = customer
    if any(getattr(visitor, name) != value for name, value in values.items()):
        Visitor.objects.filter(pk=visitor.pk).update(**values)
        visitor.refresh_from_db()
    return visitor


def said_before(visitor: Visitor, client: str) -> ChatMessage | None:
    """The message this client id was given to already."""
    if not client or len(client) > 40:
        raise Refused(_("채팅창을 다시 열어 주세요."))
    return ChatMessage.objects.filter(visitor=visitor, client=client).first()


def checked_text(text: str) -> str:
    """The words tidied; raises TooLong or Refused."""
    text = clean_text(text).strip()
    if not text:
        raise Refused(_("보낼 말을 적어 주세요."))
    if len(text) > LONGEST:
        raise TooLong(_("한 번에 4,000자까지 보낼 수 있습니다. 나누어 보내 주세요."))
    try:
        return refuse_resident_number(text)
    except ValidationError:
        raise Refused(
            _("주민등록번호는 보낼 수 없습니다. 번호를 지우고 다시 보내 주세요.")
        ) from None


def refuse_flood(visitor: Visitor, at: datetime) -> None:
    for span, most in FLOOD:
        recent = visitor.messages.filter(sender=Sender.VISITOR, at__gt=at - span)
        if recent.count() >= most:
            raise TooFast(_("메시지가 너무 많습니다. 잠시 뒤에 다시 보내 주세요."))


def _page_of(address: str) -> str:
    """Where they are, without what follows ? or #, which may hold anything."""
    plain = address.split("#")[0].split("?")[0][:500]
    return plain if plain.startswith(("http://", "https://")) else ""


def _customer_at(email: str) -> Customer | None:
    """The one customer with this address; of two nobody knows which."""
    if not email:
        return None
    rows = Customer.objects.filter(
        contact_points__value__iexact=email, contact_points__medium="email"
    )
    found = list(rows.distinct()[:2])
    return found[0] if len(found) == 1 else None


def tell_visitor(
    conversation: Conversation, text: Any, *, at: datetime, survey: Survey | None = None
) -> ChatMessage:
    """Say in a line what happened, in the visitor's language; call within a transaction."""
    visitor = lock(conversation.visitor)
    with override(visitor.language):
        said = str(text)
    message = keep_words(conversation, visitor, Sender.SYSTEM, Words(""), text=said, at=at)
    if survey:
        ChatMessage.objects.filter(pk=message.pk).update(survey=survey)
    ring(conversation, message)
    return message


def keep_words(
    conversation: Conversation, visitor: Visitor, sender: str, words: Words, *, text: str,
    at: datetime, author: User | None = None,
) -> ChatMessage:  # fmt: skip
    """Write the next message; the visitor is locked, so that numbers have no gap."""
    visitor.last_number += 1
    Visitor.objects.filter(pk=visitor.pk).update(last_number=visitor.last_number)
    values: dict[str, Any] = {}
    if words.file is not None:
        name, stored = checked_chat_file(words.file)
        values = {"file": stored, "file_name": name, "file_size": words.file.size}
    message = ChatMessage.objects.create(
        conversation=conversation, visitor=visitor, number=visitor.last_number, sender=sender,
        client=words.client or None, text=text, author=author, at=at, search=tokens_of(text),
        **values,
    )  # fmt: skip
    # what we tell of a talk is no word of it
    spoken = {} if sender == Sender.SYSTEM else {"last_text": (text or message.file_name)[:200]}
    change_quietly(conversation, last_at=at, **spoken)
    return message


def tokens_of(text: str) -> str:
    """What the search finds words by."""
    return search_text(notes=(text,))


def checked_chat_file(file: File) -> tuple[str, File]:
    """The name to show and the file to keep; refuses what can run, whatever it is called."""
    if file.size > LARGEST:
        raise Refused(_("파일은 10MB까지 보낼 수 있습니다."))
    try:
        name, stored = checked_file(file, stem="file")
    except ValidationError as error:
        raise Refused(error.messages[0]) from None
    first = file.read(1_048_576)
    file.seek(0)
    hidden = any(is_risky(f"x.{part}", "") for part in name.lower().split(".")[1:])
    declared = "application/octet-stream"
    if hidden or is_risky(name, kind_of(first, declared)) or _is_page(first, extension_of(name)):
        raise Refused(_("‘%(name)s’은(는) 안전하지 않아 보낼 수 없습니다.") % {"name": name})
    return name, stored


def _is_page(first: bytes, extension: str) -> bool:
    """Whether it is a page or drawing with script, under the name of something else."""
    start = first[:4_096].lower()
    marked = any(mark in start for mark in (b"<script", b"<svg", b"<html", b"<!doctype html"))
    return marked and extension not in {"eml", "msg", "txt", "csv"}


def change_quietly(conversation: Conversation, **values: Any) -> None:
    """Set what follows from words; the history of the record needs no line for each."""
    for name, value in values.items():
        setattr(conversation, name, value)
    Conversation.objects.filter(pk=conversation.pk).update(**values)


def ring(conversation: Conversation, message: ChatMessage | None = None) -> None:
    """Tell the visitor's page and the inboxes that there is something new."""
    if message and message.number:
        visitor_topic = topic_of(conversation.visitor.site_id, conversation.visitor.key)
        realtime.send(visitor_topic, {"topic": "said", "number": message.number})
    realtime.send(DESK, {"topic": f"chat:{conversation.pk}"})
    realtime.send(DESK, {"topic": "chats"})


def topic_of(site_id: int, key: str) -> str:
    """The topic only this visitor's stream watches."""
    return f"visitor:{site_id}:{key}"
