"""What pages of other apps show beside an answer: articles that may answer, put into it."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render

from dangol.accounts.requests import UserRequest
from dangol.knowledge.finding.inserting import article_to_put, offered, put_in
from dangol.knowledge.site.preferences import site


class Place(NamedTuple):
    """Where the articles stand, and the field they go into (`include` is what is sent of it)."""

    near_url: str
    put_url: str
    target: str
    include: str


def near_page(request: UserRequest, question: Callable[[], str], place: Place) -> HttpResponse:
    """The articles that may answer a question, or those looked for; nothing without the right."""
    if not request.user.has_perm("knowledge.view_article"):
        return HttpResponse()
    q = request.GET.get("q", "").strip()[:100]
    context = {
        "articles": offered("" if q else question(), q, user=request.user),
        "q": q,
        "near_url": place.near_url,
        "put_url": place.put_url,
        "put_target": place.target,
        "put_include": place.include,
        "site_is_on": site().is_on,
    }
    return render(request, "knowledge/near.html", context)


def text_with_article(request: UserRequest) -> str:
    """What was typed, with the chosen article after it."""
    text = request.POST.get("text", "")
    article = article_to_put(request.user, request.GET.get("article", ""))
    if article is None:
        return text
    as_link = request.GET.get("as") == "link"
    return put_in(text, article, as_link=as_link, absolute=request.build_absolute_uri)
