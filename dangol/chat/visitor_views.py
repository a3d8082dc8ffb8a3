"""What websites and their visitors ask: the widget, its stream, and what they say."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dangol.chat import bot, scoring, services, talking
from dangol.chat.identity import Caller, file_ticket, read_file_ticket, read_ticket, stream_ticket
from dangol.chat.models import ChatMessage, ChatSite, Conversation
from dangol.chat.queries import ink_on, is_allowed, is_open, said_to, site_of
from dangol.chat.saying import TooFast, Words, topic_of
from dangol.chat.visitor_gate import (
    MOST_LEFT,
    caller,
    language_of,
    scene,
    spoken,
    text_of,
    too_often,
)
from dangol.kit.sse import HEADER, RETRY, frame

WIDGET = Path(__file__).parent / "static" / "chat" / "widget.js"


@cache
def _widget() -> tuple[bytes, str]:
    script = WIDGET.read_bytes()
    return script, f'"{sha256(script).hexdigest()[:16]}"'


@require_safe
@login_not_required
def widget(request: HttpRequest) -> HttpResponse:
    """The one script; browsers ask again after five minutes, whether it has changed."""
    if settings.DEBUG:
        _widget.cache_clear()
    script, mark = _widget()
    headers = {"ETag": mark, "Cache-Control": "public, max-age=300"}
    if request.headers.get("If-None-Match") == mark:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
@never_cache
@login_not_required
def window(request: HttpRequest, key: str) -> HttpResponse:
    """The chat on a page of its own, to link to where a page cannot hold it."""
    if (site := site_of(key)) is None:
        raise Http404
    with override(language_of(request)):
        return render(request, "chat/window.html", {"site": site, "language": language_of(request)})


@spoken
def hello(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """How the widget looks and speaks, whether somebody is there, and what was said already."""
    who = caller(site, said)
    english = language_of(request) == "en"

    def word(name: str) -> str:
        return str((english and getattr(site, f"{name}_en")) or getattr(site, name))

    return JsonResponse(
        {
            "name": site.name,
            "color": site.color,
            "ink": ink_on(site.color),
            "greeting": word("greeting"),
            "away": word("away"),
            "consent": word("consent") if site.consent else "",
            "open": is_open(site, timezone.now()),
            "ticket": stream_ticket(site, who),
            "messages": _shown(site, who, after=0),
        }
    )


@spoken
def messages(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """What was said after the number the page knows."""
    after = said.get("after")
    after = after if isinstance(after, int) and 0 <= after < 2**31 else 0
    return JsonResponse({"messages": _shown(site, caller(site, said), after=after)})


def _shown(site: ChatSite, who: Caller, *, after: int) -> list[dict[str, Any]]:
    return [shown_message(row) for row in said_to(site.pk, who.key, after=after)]


def shown_message(row: ChatMessage) -> dict[str, Any]:
    """One message as the widget gets it; of the agent no more than the name."""
    found: dict[str, Any] = {
        "number": row.number, "from": row.sender, "text": row.text, "at": row.at.isoformat(),
    }  # fmt: skip
    if row.client and row.sender == ChatMessage.Sender.VISITOR:
        found["client"] = row.client
    if row.author:
        found["name"] = row.author.name
    if row.sender == ChatMessage.Sender.BOT:
        found["asks"] = row.conversation.status == Conversation.Status.BOT
    if row.survey:
        found["survey"] = {"score": row.survey.score}
    if row.file_name:
        found["file"] = {
            "name": row.file_name, "size": row.file_size, "ticket": file_ticket(row.pk)
        }  # fmt: skip
    return found


@spoken
def say(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """Words, or a file; told again, the answer is the same."""
    file = request.FILES.get("file")
    text = said.get("text", "")
    words = Words(text_of(said, "client", 60), text if isinstance(text, str) else "", file)
    message = talking.hear_visitor(
        site, caller(site, said), words, at=timezone.now(), scene=scene(request, said)
    )
    return JsonResponse(shown_message(message))


@spoken
def score(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """One click at the end of a chat, and words to it; another one changes it."""
    number, points, comment = said.get("number"), said.get("score"), said.get("comment", "")
    message = scoring.score_chat(
        site, caller(site, said), number=number if isinstance(number, int) else 0,
        score=points if isinstance(points, int) else 0, at=timezone.now(),
        comment=comment if isinstance(comment, str) else "",
    )  # fmt: skip
    return JsonResponse(shown_message(message))


@spoken
def verdict(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """Whether the automatic answer helped; if not, a person is asked for."""
    helped = said.get("helped") is True
    bot.take_verdict(site, caller(site, said), helped=helped, at=timezone.now())
    return JsonResponse({})


@spoken
def typing(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    talking.note_visitor_typing(site, caller(site, said))
    return JsonResponse({})


@spoken
def leave(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """The form outside business hours."""
    if too_often(request, "leaves", MOST_LEFT):
        raise TooFast(_("메시지가 너무 많습니다. 잠시 뒤에 다시 보내 주세요."))
    text = said.get("text", "")
    services.leave_words(
        site, caller(site, said), name=text_of(said, "who"), email=text_of(said, "to"),
        text=text if isinstance(text, str) else "", client=text_of(said, "client", 60),
        at=timezone.now(), scene=scene(request, said),
    )  # fmt: skip
    return JsonResponse({})


@require_safe
@never_cache
@login_not_required
def stream(request: HttpRequest) -> HttpResponse:
    """Tell a visitor's page that something was said; what it missed stands at the beginning."""
    site = site_of(request.GET.get("site", ""))
    found = read_ticket(request.GET.get("ticket", ""))
    origin = request.headers.get("Origin", "")
    allowed = site and (not origin or is_allowed(site, origin, request.get_host()))
    if site is None or found is None or found[0] != site.pk or not allowed:
        return HttpResponse(status=403, headers={"Vary": "Origin"})
    last = request.headers.get("Last-Event-ID", "") or request.GET.get("after", "")
    after = int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else 0
    missed = "".join(
        frame({"topic": "message", "id": row.number, **shown_message(row)})
        for row in said_to(*found, after=after)
    )
    response = HttpResponse(f"retry: {RETRY}\n\n{missed}", content_type="text/event-stream")
    response[HEADER] = topic_of(*found)
    response["X-Accel-Buffering"] = "no"
    response["Vary"] = "Origin"
    if origin:
        response["Access-Control-Allow-Origin"] = origin
    return response


@require_safe
@login_not_required
def visitor_file(request: HttpRequest, ticket: str) -> FileResponse:
    """A file of the conversation, by the signed address only its visitor was told."""
    return sent_file(ChatMessage.objects.filter(pk=read_file_ticket(ticket)).first())


def sent_file(message: ChatMessage | None) -> FileResponse:
    """The file as a download; never shown in the name of this server."""
    if message is None or not message.file:
        raise Http404
    response = FileResponse(message.file.open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, message.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
