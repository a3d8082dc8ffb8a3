"""Articles beside a chat: suggested by what the visitor said last, and put into the answer."""

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.requests import UserRequest
from dangol.chat.models import ChatMessage
from dangol.chat.views import CHANGE, chat_of
from dangol.helpdesk.setup.queries import macros
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
        "#composer", "#composer form",
    )  # fmt: skip
    return near_page(request, lambda: "\n".join(last), place)


@require_POST
@needs(CHANGE)
def article_put(request: UserRequest, pk: int) -> HttpResponse:
    """The composer with an article after what was typed; the answer keeps its id."""
    context = {
        "conversation": chat_of(request, pk, "change"),
        "text": text_with_article(request),
        "client": request.POST.get("client", "") or uuid4().hex,
        "macros": [each for each in macros() if not each.is_note],
    }
    return render(request, "chat/composer.html", context)
