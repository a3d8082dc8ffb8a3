"""What every word of a visitor passes: size, site, origin, flood, and who speaks.

No cookie counts here, so pages of other sites cannot act for anybody: who speaks is in the body,
and only listed sites may read the answers (CORS). Bodies are plain text, which needs no preflight.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache as counters
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from dangol.chat.identity import Caller, Forged, caller_of
from dangol.chat.models import ChatSite
from dangol.chat.queries import is_allowed, site_of
from dangol.chat.saying import Scene, TooFast, TooLong
from dangol.kit.errors import Refused
from dangol.kit.personal import client_address

LARGEST_BODY = 64 * 1024
MOST_ASKED = 240  # requests of one address in a minute
MOST_LEFT = 10  # forms of one address in a minute: each becomes a ticket
TOO_LONG = gettext_lazy("한 번에 4,000자까지 보낼 수 있습니다. 나누어 보내 주세요.")
Answer = Callable[[HttpRequest, ChatSite, dict[str, Any]], HttpResponse]


def spoken(view: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Let a page of an allowed site speak: checks size, site, origin and flood, in that order."""

    @csrf_exempt
    @require_POST
    @never_cache
    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        with override(language_of(request)):
            response = _checked(request, view)
        origin = request.headers.get("Origin", "")
        site = getattr(request, "chat_site", None)
        if site and is_allowed(site, origin, request.get_host()):
            response["Access-Control-Allow-Origin"] = origin
            response["Access-Control-Expose-Headers"] = "Retry-After"
        response["Vary"] = "Origin"
        return response

    return answer


def language_of(request: HttpRequest) -> str:
    return "en" if request.GET.get("lang") == "en" else "ko"


def _checked(request: HttpRequest, view: Answer) -> HttpResponse:
    site = site_of(request.GET.get("site", ""))
    request.chat_site = site  # type: ignore[attr-defined]  # set at run time
    if site is None:
        return _no(404, _("없는 채팅입니다. 사이트 관리자에게 알려 주세요."))
    if not is_allowed(site, request.headers.get("Origin", ""), request.get_host()):
        return _no(403, _("이 사이트에는 허용되지 않은 채팅입니다."))
    if too_often(request, "asks", MOST_ASKED):
        return _no(429, _("요청이 너무 많습니다. 잠시 뒤에 다시 해 주세요."), wait=20)
    uploads = (request.content_type or "").startswith("multipart/")
    if not uploads and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _no(413, str(TOO_LONG))
    try:
        said = request.POST.dict() if uploads else json.loads(request.body or b"{}")
        if not isinstance(said, dict):
            raise ValueError
    except SuspiciousOperation:  # more than settings let in
        return _no(413, str(TOO_LONG))
    except (ValueError, UnicodeDecodeError, RecursionError, MultiPartParserError):
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


def too_often(request: HttpRequest, act: str, most: int) -> bool:
    """Whether an address does something more than `most` times in a minute.

    Counted in each process: what one visitor says is counted exactly, where it is kept.
    """
    minute = int(timezone.now().timestamp()) // 60
    key = f"chat:{act}:{client_address(request)}:{minute}"
    counters.add(key, 0, 120)
    try:
        return counters.incr(key) > most
    except ValueError:  # thrown out meanwhile
        return False


def text_of(said: dict[str, Any], name: str, most: int = 200) -> str:
    """A field as text; halves of letters (lone surrogates) have no place in a database."""
    value = said.get(name, "")
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "").encode(errors="ignore").decode()[:most]


def caller(site: ChatSite, said: dict[str, Any]) -> Caller:
    names = ("token", "user", "email", "name", "sign")
    return caller_of(site, **{name: text_of(said, name) for name in names})


def scene(request: HttpRequest, said: dict[str, Any]) -> Scene:
    return Scene(text_of(said, "page", 2_000), language_of(request))
