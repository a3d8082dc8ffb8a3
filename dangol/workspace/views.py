"""Home, the search palette, notices."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dangol.kit.access import needs_login
from dangol.kit.personal import seen
from dangol.workspace import queries, services
from dangol.workspace.context import allowed_actions, menu_items, settings_items
from dangol.workspace.models import Notice
from dangol.workspace.registry import Hit, searches, widgets

FOUND_LIMIT = 8
QUERY_LIMIT = 100


@require_GET
@needs_login
def home(request: HttpRequest) -> HttpResponse:
    cards = []
    for _name, widget in sorted(widgets, key=lambda item: item[1].order):
        if widget.permission and not request.user.has_perm(widget.permission):
            continue
        context = widget.context(request.user)
        if context is not None:
            html = render_to_string(widget.template, context, request)
            cards.append({"html": html, "wide": widget.wide})
    context = {
        "wide": [card["html"] for card in cards if card["wide"]],
        "aside": [card["html"] for card in cards if not card["wide"]],
        "greeting": _greeting(str(request.user)),
        "today": timezone.localdate(),
    }
    return render(request, "workspace/home.html", context)


def _greeting(name: str) -> str:
    hour = timezone.localtime().hour
    if 5 <= hour < 11:
        text = _("좋은 아침입니다, %(name)s님")
    elif hour < 18:
        text = _("안녕하세요, %(name)s님")
    else:
        text = _("오늘도 수고하셨습니다, %(name)s님")
    return text % {"name": name}


@require_GET
@needs_login
def search(request: HttpRequest) -> HttpResponse:
    """Everything the palette offers for what was typed: commands, pages, records."""
    text = request.GET.get("q", "").replace("\0", "").encode("utf-8", "ignore").decode()
    q = " ".join(text.split())[:QUERY_LIMIT]
    groups = _record_groups(request, q) if q else _recent_group(request)
    commands = [
        *(
            {"url": a.url, "text": a.label, "icon": a.icon}
            for a in allowed_actions(request.user, q)
        ),
        *({"url": i.url, "text": i.label, "icon": i.icon} for i in menu_items(request.user, q)),
        *(
            {"url": s.url, "text": s.label, "icon": s.icon, "note": _("설정")}
            for s in (settings_items(request.user, q) if q else ())
        ),
    ]
    if commands:
        first = {"label": _("바로 하기"), "options": commands[:FOUND_LIMIT]}
        groups = [*groups, first] if groups and q else [first, *groups]
    context = {"groups": groups, "q": q}
    htmx = request.htmx  # type: ignore[attr-defined]
    return render(request, "kit/options.html" if htmx else "workspace/search.html", context)


def _record_groups(request: HttpRequest, q: str) -> list[dict[str, Any]]:
    groups = []
    for _name, kind in sorted(searches, key=lambda item: item[1].order):
        if kind.permission and not request.user.has_perm(kind.permission):
            continue
        hits = [kind.hit(row) for row in kind.find(request.user, q, FOUND_LIMIT)]
        if hits:
            if kind.personal:
                seen(request, "search", kind.model, [hit.id for hit in hits])
            groups.append({"label": kind.label, "options": list(map(_option, hits))})
    return groups


def _recent_group(request: HttpRequest) -> list[dict[str, Any]]:
    hits = queries.recent_hits(request.user)
    return [{"label": _("최근 본 기록"), "options": list(map(_option, hits))}] if hits else []


def _option(hit: Hit) -> dict[str, str]:
    return {
        "url": hit.url,
        "text": hit.text,
        "note": hit.note,
        "icon": hit.icon or "user-round",
        "avatar": hit.avatar,
    }


@require_GET
@needs_login
def notices(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    older = int(before) if before.isdecimal() and len(before) < 19 else None
    found = queries.newest_notices(request.user, before=older)
    context = {"notices": found, "older": found[-1].pk if len(found) == 20 else None}
    return render(request, "workspace/notices.html", context)


@require_GET
@needs_login
def bell(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/bell.html", {"unread": queries.unread_count(request.user)})


@require_POST
@needs_login
def notices_read(request: HttpRequest) -> HttpResponse:
    services.read_all(request.user)
    return redirect("workspace:notices")


@require_GET
@needs_login
def notice_open(request: HttpRequest, pk: int) -> HttpResponseBase:
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    services.read_notice(notice)
    return redirect(notice.url or "workspace:notices")
