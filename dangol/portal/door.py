"""What stands before every page of the portal: it is open, somebody is in, and it is noted."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dangol.codes import preferences
from dangol.kit.personal import client_address
from dangol.portal.forms import EmailForm
from dangol.portal.languages import language_of
from dangol.portal.models import Session, Visit
from dangol.portal.preferences import PortalPreferences
from dangol.portal.queries import session_of
from dangol.portal.rendering import page

COOKIE = "portal"
PATH = "/portal/"
View = Callable[..., HttpResponse]


def outer(view: View) -> View:
    """A page of the portal without a stay: 404 while it is closed, never kept, never indexed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not preferences.get(PortalPreferences).is_on:
            raise Http404
        with override(language_of(request)):
            response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return require_http_methods(["GET", "HEAD", "POST"])(never_cache(login_not_required(answer)))


def inner(name: str) -> Callable[[View], View]:
    """A page for whoever is in; the view gets the stay, and what it shows is noted by name."""

    def decorate(view: View) -> View:
        @outer
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            now = timezone.now()
            stay = session_of(request.COOKIES.get(COOKIE, ""), at=now)
            if stay is None:
                return _ended(request)
            _note(request, stay, name, kwargs.get("pk"))  # also what turns out to be a 404
            return view(request, stay, *args, **kwargs)

        return answer

    return decorate


def _ended(request: HttpRequest) -> HttpResponse:
    """The door again; what somebody wrote who was away too long is shown, to be kept by them."""
    if request.method == "POST" and (text := request.POST.get("text", "").strip()):
        return page(request, "sign_in", form=EmailForm(), ended=True, kept=text, status=403)
    slept = "?ended=1" if COOKIE in request.COOKIES else ""
    return redirect(reverse("portal:sign_in") + slept)


def _note(request: HttpRequest, stay: Session, name: str, pk: int | None) -> None:
    now, address = timezone.now(), client_address(request)
    Session.objects.filter(pk=stay.pk, ended_at=None).update(seen_at=now)
    Visit.objects.create(
        session=stay, page=name, method=(request.method or "")[:4], record=pk, address=address,
        at=now,
    )  # fmt: skip
