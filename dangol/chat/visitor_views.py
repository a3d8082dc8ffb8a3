"""What websites and their visitors ask: the widget, its stream, and what they say.

No cookie counts here, so pages of other sites cannot act for anybody: who speaks is in the body,
and only listed sites may read the answers (CORS). Bodies are plain text, which needs no preflight.
"""

import json
from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache as counters
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from dangol.chat import services, talking
from dangol.chat.identity import (
    Caller,
    Forged,
    caller_of,
    file_ticket,
    read_file_ticket,
    read_ticket,
    stream_ticket,
)
from dangol.chat.models import ChatMessage, ChatSite
from dangol.chat.queries import ink_on, is_allowed, is_open, said_to, site_of
from dangol.chat.saying import Scene, TooFast, TooLong, Words, topic_of
from dangol.kit.errors import Refused
from dangol.kit.personal import client_address
from dangol.kit.sse import HEADER, RETRY, frame

WIDGET = Path(__file__).parent / "static" / "chat" / "widget.js"
LARGEST_BODY = 64 * 1024
MOST_ASKED = 240  # requests of one address in a minute
Answer = Callable[[HttpRequest, ChatSite, dict[str, Any]], HttpResponse]


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


def spoken(view: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Let a page of an allowed site speak: checks size, site, origin and flood, in that order."""

    @csrf_exempt
    @require_POST
    @never_cache
    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        with override(_language(request)):
            response = _checked(request, view)
        origin = request.headers.get("Origin", "")
        site = getattr(request, "chat_site", None)
        if site and is_allowed(site, origin, request.get_host()):
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = "Retry-After"
        response["Vary"] = "Origin"
        return response

    return answer


def _language(request: HttpRequest) -> str:
    return "en" if request.GET.get("lang") == "en" else "ko"


def _checked(request: HttpRequest, view: Answer) -> HttpResponse:
    site = site_of(request.GET.get("site", ""))
    request.chat_site = site  # type: ignore[attr-defined]
    if site is None:
        return _no(404, _("없는 채팅입니다. 사이트 관리자에게 알려 주세요."))
    if not is_allowed(site, request.headers.get("Origin", ""), request.get_host()):
        return _no(403, _("이 사이트에는 허용되지 않은 채팅입니다."))
    if _asks_too_much(request):
        return _no(429, _("요청이 너무 많습니다. 잠시 뒤에 다시 해 주세요."), wait=20)
    uploads = (request.content_type or "").startswith("multipart/")
    if not uploads and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _no(413, _("한 번에 4,000자까지 보낼 수 있습니다. 나누어 보내 주세요."))
    try:
        said = request.POST.dict() if uploads else json.loads(request.body or b"{}")
        if not isinstance(said, dict):
            raise ValueError
    except (ValueError, UnicodeDecodeError, RecursionError):
        return _no(400, _("알 수 없는 요청입니다."))
    return _answered(request, view, site, said)


def _answered(
    request: HttpRequest, view: Answer, site: ChatSite, said: dict[str, Any]
) -> HttpResponse:
    try:
        return view(request, site, said)
    except Forged as error:
        return _no(403, str(error))
    except TooFast as error:
        return _no(429, str(error), wait=10)
    except TooLong as error:
        return _no(413, str(error))
    except Refused as error:
        return _no(422, str(error))
    except ValidationError as error:
        return _no(422, error.messages[0])


def _no(status: int, text: str, *, wait: int = 0) -> HttpResponse:
    headers = {"Retry-After": str(wait)} if wait else {}
    return JsonResponse({"refused": text}, status=status, headers=headers)


def _asks_too_much(request: HttpRequest) -> bool:
    """Counted in each process: what one visitor says is counted exactly, where it is kept."""
    minute = int(timezone.now().timestamp()) // 60
    key = f"chat:{client_address(request)}:{minute}"
    counters.add(key, 0, 120)
    try:
        return counters.incr(key) > MOST_ASKED
    except ValueError:  # thrown out meanwhile
        return False


def _text(said: dict[str, Any], name: str, most: int = 200) -> str:
    value = said.get(name, "")
    return value.replace("\x00", "")[:most] if isinstance(value, str) else ""


def _caller(site: ChatSite, said: dict[str, Any]) -> Caller:
    names = ("token", "user", "email", "name", "sign")
    return caller_of(site, **{name: _text(said, name) for name in names})


def _scene(request: HttpRequest, said: dict[str, Any]) -> Scene:
    return Scene(_text(said, "page", 2_000), _language(request))


@spoken
def hello(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """How the widget looks and speaks, whether somebody is there, and what was said already."""
    caller = _caller(site, said)
    english = _language(request) == "en"

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
            "ticket": stream_ticket(site, caller),
            "messages": _shown(site, caller, after=0),
        }
    )


@spoken
def messages(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """What was said after the number the page knows."""
    after = said.get("after")
    after = after if isinstance(after, int) and 0 <= after < 2**31 else 0
    return JsonResponse({"messages": _shown(site, _caller(site, said), after=after)})


def _shown(site: ChatSite, caller: Caller, *, after: int) -> list[dict[str, Any]]:
    return [shown_message(row) for row in said_to(site.pk, caller.key, after=after)]


def shown_message(row: ChatMessage) -> dict[str, Any]:
    """One message as the widget gets it; of the agent no more than the name."""
    found: dict[str, Any] = {
        "number": row.number, "from": row.sender, "text": row.text, "at": row.at.isoformat(),
    }  # fmt: skip
    if row.client and row.sender == ChatMessage.Sender.VISITOR:
        found["client"] = row.client
    if row.author:
        found["name"] = row.author.name
    if row.file_name:
        found["file"] = {
            "name": row.file_name, "size": row.file_size, "ticket": file_ticket(row.pk)
        }  # fmt: skip
    return found


@spoken
def say(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """Words, or a file; told again, the answer is the same."""
    caller = _caller(site, said)
    file = request.FILES.get("file")
    text = said.get("text", "")
    words = Words(_text(said, "client", 60), text if isinstance(text, str) else "", file)
    message = talking.hear_visitor(
        site, caller, words, at=timezone.now(), scene=_scene(request, said)
    )
    return JsonResponse(shown_message(message))


@spoken
def typing(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    talking.note_visitor_typing(site, _caller(site, said))
    return JsonResponse({})


@spoken
def leave(request: HttpRequest, site: ChatSite, said: dict[str, Any]) -> HttpResponse:
    """The form outside business hours."""
    text = said.get("text", "")
    services.leave_words(
        site, _caller(site, said), name=_text(said, "who"), email=_text(said, "to"),
        text=text if isinstance(text, str) else "", client=_text(said, "client", 60),
        at=timezone.now(), scene=_scene(request, said),
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
