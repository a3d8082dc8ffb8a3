"""What stands before every page: set-up, language, address, idle time, password, second step."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from dangol.accounts.models import User
from dangol.accounts.signin.passwords import must_change_password
from dangol.accounts.signin.security import is_inside, security
from dangol.codes.company import company
from dangol.kit.personal import client_address

Answer = Callable[[HttpRequest], HttpResponse]
LANGUAGES = ("ko", "en")
SIGN_IN = "/accounts/"
ACTIVE = "active"
NOTE_EVERY = 60


def language_middleware(get_response: Answer) -> Answer:
    """Speak the person's language, with the words the company uses (ko-npo: 후원자 for 고객)."""

    def answer(request: HttpRequest) -> HttpResponse:
        with translation.override(_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
        if not request.user.is_authenticated:
            patch_vary_headers(response, ["Accept-Language"])
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE[:2])
        return response

    return answer


def _language(request: HttpRequest) -> str:
    person: Any = request.user
    if person.is_authenticated:
        language = person.language
    else:
        language = translation.get_language_from_request(request)[:2]
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    terms = company().terms
    return f"{language}-{terms}" if terms else language


def setup_middleware(get_response: Answer) -> Answer:
    """Send everybody to the set-up wizard until there is an account."""

    def answer(request: HttpRequest) -> HttpResponse:
        setup = reverse("accounts:setup")
        elsewhere = not request.path.startswith((setup, "/api/", "/sse/", "/healthz"))
        if elsewhere and not request.user.is_authenticated and not User.objects.exists():
            return HttpResponseRedirect(setup)
        return get_response(request)

    return answer


def gate_middleware(get_response: Answer) -> Answer:
    """Let only those through who may work now: right address, not idle, password and code set."""

    def answer(request: HttpRequest) -> HttpResponse:
        rules, address = security(), client_address(request)
        inside = is_inside(address, rules.addresses)
        signed_in = request.user.is_authenticated
        if rules.outside == "refuse" and not inside and (signed_in or _is_entrance(request)):
            return _refuse(request, address)
        if not signed_in:
            return get_response(request)
        if _is_idle(request, rules.idle_minutes * 60):
            back = _address_of_page(request)
            logout(request)
            return _send(request, reverse("account_login"), back)
        if not request.path.startswith(SIGN_IN):
            person: Any = request.user
            if must_change_password(person):
                return _send(request, reverse("account_change_password"), _address_of_page(request))
            if rules.outside == "mfa" and not inside and not _has_second_step(request):
                return _send(request, reverse("mfa_index") + "?why=outside")
        return get_response(request)

    return answer


def _is_entrance(request: HttpRequest) -> bool:
    return request.path.startswith((SIGN_IN, "/api/"))


def _refuse(request: HttpRequest, address: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return HttpResponse(status=403)
    return render(request, "accounts/outside.html", {"address": address}, status=403)


def _is_idle(request: HttpRequest, limit: int) -> bool:
    """Whether the session slept too long; notes activity at most once a minute."""
    records = get_authentication_records(request, request.user)
    since = request.session.get(ACTIVE) or (records[-1]["at"] if records else None)
    now = time.time()
    if since and now - since > limit:
        return True
    if since and now - since > NOTE_EVERY and not _is_passive(request):
        request.session[ACTIVE] = int(now)
    return False


def _is_passive(request: HttpRequest) -> bool:
    """Whether the page asked by itself: the event stream, progress, the bell."""
    return request.path.startswith("/sse/") or "X-Passive" in request.headers


def _has_second_step(request: HttpRequest) -> bool:
    """Whether the person proved more than a password in this session, or has just set it up."""
    if any(row["method"] == "mfa" for row in get_authentication_records(request, request.user)):
        return True
    return is_mfa_enabled(request.user)


def _address_of_page(request: HttpRequest) -> str:
    """The page the person looks at: htmx asks for a part of it and tells where it stands."""
    if "HX-Request" in request.headers:
        parts = urlsplit(request.headers.get("HX-Current-URL", "/"))
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path() if request.method == "GET" else "/"


def _send(request: HttpRequest, url: str, back: str = "") -> HttpResponse:
    """Go there and, if asked, come back; htmx must leave the page, not fill a part of it."""
    if back:
        url = f"{url}?{urlencode({'next': back})}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)
