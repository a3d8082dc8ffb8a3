"""만족도 at the end of a chat: asked in the window, answered by one click."""

from datetime import datetime

from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.chat.identity import Caller
from dangol.chat.models import ChatMessage, ChatSite, Conversation
from dangol.chat.saying import TooLong, ring
from dangol.helpdesk.models import Channel, Survey
from dangol.helpdesk.surveys.services import Talk, answer_survey, ask_about
from dangol.helpdesk.tickets.letters import address_of
from dangol.kit.errors import Refused

LONGEST = 2_000  # characters of a comment


def survey_of_chat(conversation: Conversation, *, at: datetime) -> Survey | None:
    """The question a chat ends with; None where nobody answered, or its ticket will ask by mail."""
    site, ticket = conversation.site, conversation.ticket
    if not site.asks_score or conversation.answered_at is None:
        return None
    if ticket and address_of(ticket):
        return None
    talk = Talk(
        _("라이브챗 · %(site)s") % {"site": site.name}, conversation.get_absolute_url(),
        Channel.CHAT, conversation.customer_id, conversation.agent_id, site.team_id,
    )  # fmt: skip
    return ask_about(f"chat:{conversation.pk}", talk, at=at)


@atomic
def score_chat(
    site: ChatSite, caller: Caller, *, number: int, score: int, at: datetime, comment: str = ""
) -> ChatMessage:
    """Take the score of the question the visitor was asked under this number; a later one counts.

    A comment stays until another one is given. Refuses numbers that ask nothing of this visitor,
    scores other than 1 to 5, and comments of more than 2,000 letters.
    """
    asked = ChatMessage.objects.select_related("survey", "conversation__visitor").filter(
        visitor__site=site, visitor__key=caller.key, number=number, survey__isnull=False
    )
    if (message := asked.first()) is None or message.survey is None:
        raise Refused(_("점수를 물은 대화가 없습니다. 채팅창을 다시 열어 주세요."))
    if len(comment) > LONGEST:
        raise TooLong(_("2,000자까지 남길 수 있습니다. 줄여서 다시 보내 주세요."))
    message.survey = answer_survey(message.survey, at=at, score=score, comment=comment)
    ring(message.conversation)
    return message
