"""Articles beside a chat: suggested by what the visitor said last, and put into the answer."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.requests import UserRequest
from dangol.chat.models import ChatMessage
from dangol.chat.views import CHANGE, chat_of
from dangol.kit.access import needs
from dangol.knowledge.finding.beside import Place, near_page, text_with_article

SAID = 3


@require_GET
@needs(CHANGE)
def chat_articles(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk, "change")
    said = ChatMessage.objects.filter(conversation=row, sender=ChatMessage.Sender.VISITOR)
    last = said.order_by("-pk").values_list("text", flat=True)[:SAID]
    place = Place(
        reverse("chat:articles", args=[pk]), reverse("chat:article_put", args=[pk]),
        "#words", "#composer form",
    )  # fmt: skip
    return near_page(request, lambda: "\n".join(last), place)


@require_POST
@needs(CHANGE)
def article_put(request: UserRequest, pk: int) -> HttpResponse:
    """What was typed with an article after it, to go on writing in."""
    row = chat_of(request, pk, "change")
    context = {"conversation": row, "text": text_with_article(request), "is_next": True}
    return render(request, "chat/words.html", context)
