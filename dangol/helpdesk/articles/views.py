"""Articles beside tickets: suggested, put into an answer, drafted from one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.requests import UserRequest
from dangol.helpdesk.articles.queries import question_of
from dangol.helpdesk.articles.services import draft_from_ticket
from dangol.helpdesk.tickets.desk import ADD, CHANGE, ticket_of
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.knowledge.finding.beside import Place, near_page, text_with_article
from dangol.knowledge.finding.inserting import offered


@require_POST
@needs(ADD)
def articles_near(request: UserRequest) -> HttpResponse:
    """What may answer a ticket that is being written down."""
    text = f"{request.POST.get('subject', '')}\n{request.POST.get('text', '')}"
    context = {"articles": offered(text, "", user=request.user)}
    return render(request, "knowledge/near.html", context)


@require_GET
@needs(CHANGE)
def ticket_articles(request: UserRequest, pk: int) -> HttpResponse:
    """What may answer a ticket, with buttons that put it into the answer."""
    ticket = ticket_of(request, pk, "change")
    place = Place(
        reverse("helpdesk:ticket_articles", args=[pk]),
        reverse("helpdesk:article_put", args=[pk]), "#id_text", "#id_text",
    )  # fmt: skip
    return near_page(request, lambda: question_of(ticket), place)


@require_POST
@needs(CHANGE)
def article_put(request: UserRequest, pk: int) -> HttpResponse:
    """The field of the answer with an article after what was typed."""
    ticket = ticket_of(request, pk, "change")
    text = text_with_article(request)
    return render(request, "helpdesk/macro.html", {"ticket": ticket, "text": text})


@require_POST
@needs("knowledge.add_article")
def ticket_to_article(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk)
    try:
        article = draft_from_ticket(ticket, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(ticket)
    messages.warning(
        request, _("초안을 만들었습니다. 이름, 주소, 번호가 남지 않았는지 꼭 읽어 보세요.")
    )
    if article.owner_id == request.user.pk:
        return redirect("knowledge:article_edit", article.pk)
    return redirect(article)
