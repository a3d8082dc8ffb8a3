"""The help site: no sign-in, no cookies, no scripts; pages that browsers and proxies may keep."""

import json
import re
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from dangol.codes.company import company
from dangol.kit.korean.text import clean
from dangol.kit.personal import client_address
from dangol.knowledge.articles.markup import headings_of
from dangol.knowledge.articles.models import Article
from dangol.knowledge.finding.models import Missed
from dangol.knowledge.finding.queries import answers, suggest
from dangol.knowledge.finding.services import count_view, note_missed, vote_on
from dangol.knowledge.shelves.models import Section
from dangol.knowledge.site import queries
from dangol.knowledge.site.preferences import site

KEPT_SECONDS = 60
FOUND = 20
_robot = re.compile(r"bot|crawl|spider|slurp|preview|curl|wget|python|monitor", re.IGNORECASE)
_JSON_SIGNS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    _open_or_404()
    mark = queries.edition_of(queries.shelf_mark())
    if (kept := get_conditional_response(request, etag=mark)) is not None:
        return kept
    context = {"shelves": queries.public_shelves(), "popular": queries.popular()}
    return _page(request, "knowledge/site/home.html", context, mark=mark)


@require_safe
@login_not_required
def section(request: HttpRequest, slug: str) -> HttpResponse:
    _open_or_404()
    mark = queries.edition_of(slug, queries.shelf_mark())
    if (kept := get_conditional_response(request, etag=mark)) is not None:
        return kept
    shelves = queries.public_shelves()
    path = next((p for p in _paths(shelves) if p[-1].section.slug == slug), None)
    if path is None:
        return _missing(request, slug)
    context = {
        "path": [shelf.section for shelf in path[:-1]],
        "shelf": path[-1],
        "articles": queries.in_section(path[-1].section.pk),
        "title": path[-1].section.name,
        "description": path[-1].section.text,
    }
    return _page(request, "knowledge/site/section.html", context, mark=mark)


@csrf_exempt  # nothing is done here, whatever is asked
@login_not_required
def missing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address of the help site; one that lacks its last slash is led on to it."""
    _open_or_404()
    if not rest.endswith("/"):
        return redirect(f"{request.path}/", permanent=True)
    return _missing(request, rest)


def _missing(request: HttpRequest, address: str) -> HttpResponse:
    """404 with a way on: what the words of the address may have meant, and the search."""
    meant = clean(" ".join(re.split(r"[-_/]+", address)))[:100]
    context = {
        "near": [hit.article for hit in suggest(meant, public_only=True, limit=5)],
        "popular": queries.popular(),
        "noindex": True,
        "q": "",
    }
    answer = _page(request, "knowledge/site/missing.html", context)
    answer.status_code = 404
    return answer


def _paths(shelves: list[queries.Shown], above: tuple[queries.Shown, ...] = ()) -> Any:
    for shelf in shelves:
        yield (*above, shelf)
        yield from _paths(shelf.children, (*above, shelf))


@require_safe
@login_not_required
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article. Who has it already is told so, and counted no second time."""
    _open_or_404()
    rows = queries.public_articles().select_related("space", "section")
    found = rows.defer("body", "names", "search").filter(slug=slug).first()
    if found is None:
        return _missing(request, slug)
    mark = queries.edition_of(found.pk, request.GET.get("voted"), queries.shelf_mark())
    if (kept := get_conditional_response(request, etag=mark)) is not None:
        return kept
    if request.method == "GET" and not _robot.search(request.headers.get("User-Agent", "bot")):
        count_view(found.pk)
    path = queries.path_to(found.section)
    context = {
        "article": found,
        "html": mark_safe(found.html),  # noqa: S308 - cleaned when it was written
        "headings": headings_of(found.html),
        "path": path,
        "beside": queries.beside(found),
        "voted": request.GET.get("voted", ""),
        "title": found.title,
        "description": found.summary or " ".join(found.plain.split())[:150],
        "data": _data(request, found, path),
    }
    return _page(request, "knowledge/site/article.html", context, mark=mark)


def _data(request: HttpRequest, found: Article, path: list[Section]) -> SafeString:
    """What search engines read about the page (schema.org)."""

    def absolute(name: str, *args: str) -> str:
        return request.build_absolute_uri(reverse(name, args=args))

    crumbs = [(_title(), absolute("help:home"))]
    crumbs += [(row.name, absolute("help:section", row.slug)) for row in path]
    crumbs.append((found.title, absolute("help:article", found.slug)))
    graph = [
        {
            "@type": "Article",
            "headline": found.title,
            "description": found.summary,
            "inLanguage": "ko",
            "datePublished": found.published_at and found.published_at.isoformat(),
            "dateModified": found.updated_at.isoformat(),
            "mainEntityOfPage": crumbs[-1][1],
            "publisher": {"@type": "Organization", "name": company().name or _title()},
        },
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "name": name, "item": url}
                for n, (name, url) in enumerate(crumbs, 1)
            ],
        },
    ]
    written = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(written.translate(_JSON_SIGNS))  # noqa: S308 - < > & are written as escapes


@require_safe
@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    _open_or_404()
    q = request.GET.get("q", "").strip()[:100]
    found = None
    if q:
        rows = queries.public_articles()
        found = answers(q, rows=rows, public_only=True, user=None, limit=FOUND)
        if found.is_missed and request.method == "GET":
            note_missed(q, on=timezone.localdate(), place=Missed.Place.SITE)
    with override("ko"):
        title = _("‘%(q)s’ 찾기") % {"q": q} if q else _("찾기")
    context = {"q": q, "answers": found, "title": title, "noindex": True}
    return _page(request, "knowledge/site/search.html", context)


@csrf_exempt  # no cookie says who votes, so another site gains nothing by asking a browser to
@require_POST
@login_not_required
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """One word of one visitor, known by a hash of address and browser: a second one replaces it."""
    _open_or_404()
    found = get_object_or_404(queries.public_articles(), slug=slug)
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        raise Http404
    said = request.POST.get("helpful")
    if said not in ("1", "0"):
        raise Http404
    who = f"{client_address(request)} {request.headers.get('User-Agent', '')[:200]}"
    visitor = salted_hmac("knowledge.visitor", who).hexdigest()[:32]
    vote_on(found, is_helpful=said == "1", visitor=visitor)
    return redirect(f"{found.public_path}?voted={said}#vote")


@require_safe
@login_not_required
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, for search engines (sitemaps.org)."""
    _open_or_404()
    pages = [(request.build_absolute_uri(reverse("help:home")), "")]
    for path in _paths(queries.public_shelves()):
        address = reverse("help:section", args=[path[-1].section.slug])
        pages.append((request.build_absolute_uri(address), ""))
    for row in queries.mapped():
        day = timezone.localtime(row.updated_at).date().isoformat()
        pages.append((request.build_absolute_uri(row.public_path), day))
    text = render_to_string("knowledge/site/sitemap.xml", {"pages": pages})
    answer = HttpResponse(text, content_type="application/xml; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the help site, if there is one, and nothing else."""
    lines = ["User-agent: *"]
    if site().is_on:
        lines += ["Allow: /help/", "Allow: /static/", "Allow: /knowledge/pictures/"]
    lines.append("Disallow: /")
    if site().is_on:
        lines.append(f"Sitemap: {request.build_absolute_uri(reverse('help:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _open_or_404() -> None:
    if not site().is_on:
        raise Http404


def _title() -> str:
    return site().title or _("%(company)s 도움말") % {"company": company().name}


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, mark: str = ""
) -> HttpResponse:
    """The page without the request, so that nothing in it belongs to one visitor."""
    with override("ko"):
        text = render_to_string(
            template,
            {
                **context,
                "site": site(),
                "site_title": _title(),
                "company": company(),
                "canonical": request.build_absolute_uri(quote(request.path, safe="/%")),
            },
        )
    answer = HttpResponse(text)
    answer["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer["Content-Language"] = "ko"
    if mark:
        answer["ETag"] = mark
    return answer
