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
from dangol.knowledge.finding.inserting import article_to_put, offered, put_in
from dangol.knowledge.site.preferences import site

SAID = 3


@require_GET
@needs(CHANGE)
def chat_articles(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk, "change")
    q = request.GET.get("q", "").strip()[:100]
    said = ChatMessage.objects.filter(conversation=row, sender=ChatMessage.Sender.VISITOR)
    last = said.order_by("-pk").values_list("text", flat=True)[:SAID]
    if not request.user.has_perm("knowledge.view_article"):
        return HttpResponse()
    context = {
        "articles": offered("" if q else "\n".join(last), q, user=request.user),
        "q": q,
        "near_url": reverse("chat:articles", args=[pk]),
        "put_url": reverse("chat:article_put", args=[pk]),
        "put_target": "#composer",
        "put_include": "#composer form",
        "site_is_on": site().is_on,
    }
    return render(request, "knowledge/near.html", context)


@require_POST
@needs(CHANGE)
def article_put(request: UserRequest, pk: int) -> HttpResponse:
    """The composer with an article after what was typed; the answer keeps its id."""
    row = chat_of(request, pk, "change")
    text = request.POST.get("text", "")
    article = article_to_put(request.user, request.GET.get("article", ""))
    if article:
        as_link = request.GET.get("as") == "link"
        text = put_in(text, article, as_link=as_link, absolute=request.build_absolute_uri)
    context = {
        "conversation": row,
        "text": text,
        "client": request.POST.get("client", "") or uuid4().hex,
        "macros": [each for each in macros() if not each.is_note],
    }
    return render(request, "chat/composer.html", context)
