"""How the chat forgets a customer who is removed."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.chat.models import ChatMessage, Conversation, Visitor
from dangol.customers.parties.forgetting import forget_beside
from dangol.customers.registry import Forgetting, forgettings
from dangol.kit.stored import drop_files


def _forget_chats(ids: Sequence[int]) -> None:
    """The talks stay in the figures, without who wrote and what was said."""
    theirs = Q(customer__in=ids) | Q(visitor__customer__in=ids)
    talks = Conversation.objects.filter(pk__in=Conversation.objects.filter(theirs).values("pk"))
    visitors = Visitor.objects.filter(customer__in=ids)
    said = ChatMessage.objects.filter(
        Q(conversation__in=talks.values("pk")) | Q(visitor__in=visitors.values("pk"))
    )
    forget_beside(talks)
    forget_beside(visitors)
    drop_files(said)
    said.update(text="", file="", file_name="", file_size=0, search="")
    talks.update(last_text="")
    visitors.update(name="", email="", outside_id="", page="")


forgettings.add("chats")(
    Forgetting(_forget_chats, _("채팅 방문자의 이름과 이메일, 주고받은 글과 파일"))
)
