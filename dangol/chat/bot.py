"""The first answer by itself: from the public help, said to be automatic, handed on when asked.

Off unless a site switches it on. It speaks once in a talk, only where an article fits well.
"""

from datetime import datetime
from urllib.parse import unquote

from django.db.transaction import atomic
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from dangol.chat.identity import Caller
from dangol.chat.models import ChatMessage, ChatSite, Conversation, Visitor
from dangol.chat.queries import open_chat_of
from dangol.chat.queue import close_chat, hand_out
from dangol.chat.saying import Words, keep_words, ring, tell_visitor
from dangol.codes import preferences
from dangol.kit.errors import Refused
from dangol.kit.korean.dates import SEOUL
from dangol.kit.records import change, lock
from dangol.knowledge.finding.queries import Suggestion, suggest
from dangol.knowledge.finding.services import note_missed
from dangol.knowledge.models import Missed
from dangol.knowledge.site.preferences import SitePreferences
from dangol.messaging.outbox.composing import public_url

SURE = 0.5  # of 1: below, a person answers
SHOWN = 400
Status = Conversation.Status
TO_PEOPLE = _("상담원에게 연결하고 있습니다.")


def answer_first(conversation: Conversation, text: str, *, at: datetime) -> bool:
    """Answer a new talk from the help, if its site wants that and an article fits; says whether.

    The site and the visitor are locked.
    """
    if not conversation.site.bot_is_on or not text:
        return False
    found = [hit for hit in suggest(text, public_only=True, limit=1) if hit.confidence >= SURE]
    if not found:  # the writers of the help see what it lacks
        note_missed(text, on=at.astimezone(SEOUL).date(), place=Missed.Place.SITE)
        return False
    visitor = lock(conversation.visitor)
    with override(visitor.language):
        said = _words_of(found[0])
    change(conversation, actor=None, status=Status.BOT, bot_at=at, asked_at=None)
    message = keep_words(conversation, visitor, ChatMessage.Sender.BOT, Words(""), text=said, at=at)
    ring(conversation, message)
    return True


def _words_of(hit: Suggestion) -> str:
    article = hit.article
    words = article.summary or article.plain[:SHOWN]
    lines = [_t("자동 응답입니다. 도움말에서 찾은 글입니다."), "", f"‘{article.title}’", words]
    if preferences.get(SitePreferences).is_on:
        lines.append(public_url() + unquote(article.public_path))  # as people read it
    return "\n".join(lines)


@atomic
def take_verdict(site: ChatSite, caller: Caller, *, helped: bool, at: datetime) -> Conversation:
    """End the talk the bot answered because it helped, or hand it to people; once."""
    lock(site)
    visitor = Visitor.objects.filter(site=site, key=caller.key).first()
    conversation = open_chat_of(lock(visitor)) if visitor else None
    if conversation is None or conversation.bot_at is None:
        raise Refused(_t("자동 응답이 없는 대화입니다. 궁금한 것을 적어 주세요."))
    conversation = lock(conversation)
    if conversation.status != Status.BOT:
        return conversation
    if helped:
        return close_chat(conversation, at=at, actor=None)
    tell_visitor(conversation, TO_PEOPLE, at=at)
    return hand_to_people(conversation, at=at)


def hand_to_people(conversation: Conversation, *, at: datetime) -> Conversation:
    """Let the talk wait for a person from now on."""
    change(conversation, actor=None, status=Status.WAITING, asked_at=at)
    hand_out(conversation.site, at=at)
    ring(conversation)
    conversation.refresh_from_db()
    return conversation
