"""Pages on which articles are found and read."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.pages import render_page
from dangol.knowledge.articles.markup import headings_of
from dangol.knowledge.articles.queries import (
    HEAVY,
    articles_seen_by,
    differences,
    editions_of,
    may_see_picture,
    readable,
)
from dangol.knowledge.finding.models import Missed
from dangol.knowledge.finding.queries import answers, vote_of
from dangol.knowledge.finding.services import count_view, note_missed, vote_on
from dangol.knowledge.lists import ArticleList
from dangol.knowledge.models import Article, Picture, Section
from dangol.knowledge.shelves.queries import sections_below, spaces_seen_by, tree
from dangol.knowledge.site.preferences import site
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page
from dangol.workspace.services import remember_record

VIEW = "knowledge.view_article"
FOUND, SHOWN, SHELF = 30, 6, 200


@require_GET
@needs(VIEW)
def home(request: UserRequest) -> HttpResponse:
    """Search and shelves; words that find nothing are counted once they were entered."""
    q = request.GET.get("q", "").strip()[:100]
    spaces = list(spaces_seen_by(request.user))
    rows = readable(request.user)
    context: dict[str, Any] = {"q": q, "spaces": spaces, "shelves": tree(spaces)}
    if q:
        context["answers"] = found = answers(
            q, rows=rows, public_only=False, user=request.user, limit=FOUND
        )
        if found.is_missed and not request.htmx:
            note_missed(q, on=timezone.localdate(), place=Missed.Place.OFFICE)
    elif chosen := _section(request, spaces):
        context |= {"section": chosen, "articles": _on_shelf(rows, chosen)}
    else:
        light = rows.select_related("space").defer(*HEAVY)
        context |= {
            "popular": light.order_by("-view_count", "-pk")[:SHOWN],
            "latest": light.order_by("-updated_at", "-pk")[:SHOWN],
        }
    context["may_manage"] = request.user.has_perm("knowledge.manage_space")
    context["may_add"] = request.user.has_perm("knowledge.add_article")
    context["site_is_on"] = site().is_on
    return render_page(request, "knowledge/home.html", context, fragment="results")


def _section(request: UserRequest, spaces: list[Any]) -> Section | None:
    asked = request.GET.get("section", "")
    if not asked.isdecimal():
        return None
    rows = Section.objects.filter(space__in=spaces).select_related("space", "parent")
    return get_object_or_404(rows, pk=min(int(asked), 2**63 - 1))


def _on_shelf(rows: Any, section: Section) -> Any:
    inside = rows.filter(section_id__in=sections_below(section))
    return inside.select_related("space", "section").defer(*HEAVY).order_by("title", "pk")[:SHELF]


@require_GET
@needs(VIEW)
def article_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm("knowledge.add_article")
    return list_page(request, ArticleList, "knowledge/article_list.html", may_add=may_add)


def _seen(request: UserRequest, pk: int) -> Article:
    rows = articles_seen_by(request.user).select_related("space", "section", "owner")
    return get_object_or_404(rows, pk=pk)


@require_GET
@needs(VIEW)
def article_detail(request: UserRequest, pk: int) -> HttpResponse:
    article = _seen(request, pk)
    remember_record(request.user, article)
    if article.is_published:
        count_view(article.pk)
    mine = {
        verb: articles_seen_by(request.user, verb).filter(pk=pk).exists()
        for verb in ("change", "delete")
    }
    context = {
        "article": article,
        "headings": headings_of(article.html),
        "vote": vote_of(article, user=request.user),
        "editions": editions_of(article)[:5],
        "neighbours": neighbours(request, ArticleList, article),
        "may_change": mine["change"],
        "may_delete": mine["delete"],
        "may_publish": mine["change"] and request.user.has_perm("knowledge.approve_article"),
        "public_url": request.build_absolute_uri(article.public_path)
        if article.is_public and site().is_on
        else "",
        "is_due": article.review_on and article.review_on <= timezone.localdate(),
    }
    return render(request, "knowledge/article_detail.html", context)


@require_POST
@needs(VIEW)
def article_vote(request: UserRequest, pk: int) -> HttpResponse:
    article = get_object_or_404(readable(request.user).select_related("space"), pk=pk)
    is_helpful = request.POST.get("helpful") == "1"
    article = vote_on(article, is_helpful=is_helpful, user=request.user)
    return render(request, "knowledge/vote.html", {"article": article, "vote": is_helpful})


@require_GET
@needs(VIEW)
def edition_list(request: UserRequest, pk: int) -> HttpResponse:
    """Every edition, and what one changed against the one before it, or what changed since."""
    article = _seen(request, pk)
    editions = list(editions_of(article))
    asked = request.GET.get("n", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 8 else article.edition
    chosen = article.editions.filter(number=number).first()
    if chosen is None:
        raise Http404
    against = request.GET.get("with") == "now"
    other = article.editions.filter(number=article.edition if against else number - 1).first()
    older, newer = (chosen, other) if against else (other, chosen)
    context = {
        "article": article,
        "editions": editions,
        "chosen": chosen,
        "older": older,
        "newer": newer,
        "against": against,
        "lines": differences(older.body if older else "", newer.body if newer else ""),
        "may_change": articles_seen_by(request.user, "change").filter(pk=pk).exists(),
    }
    return render(request, "knowledge/edition_list.html", context)


@require_GET
@login_not_required
def picture(request: HttpRequest, token: str) -> FileResponse:
    """A picture: for everybody where its article is, otherwise for those who see the article."""
    found = get_object_or_404(Picture.objects.select_related("article__space"), token=token)
    is_public = bool(found.article and found.article.is_public and site().is_on)
    if not is_public and not _may_see(request, found):
        raise Http404
    answer = FileResponse(found.file.open(), content_type=found.kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'"
    # a picture never changes; whether one may see it does
    answer["Cache-Control"] = "public, max-age=3600" if is_public else "private, max-age=300"
    return answer


def _may_see(request: HttpRequest, found: Picture) -> bool:
    user: Any = request.user
    return user.is_authenticated and user.has_perm(VIEW) and may_see_picture(found, user)
