"""The few screens of signing in that allauth lacks, and the ones that are shut."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dangol.kit.access import needs_login


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """Accounts are made by administrators; their e-mail addresses are changed on the profile."""
    raise Http404


def mail_only(view: Callable[..., Any]) -> Callable[..., Any]:
    """A screen that exists only where the installation can send mail."""

    @login_not_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.EMAIL_HOST:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@require_POST
@needs_login
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    session.end()
    messages.success(request, _("로그인을 끊었습니다."))
    return redirect("usersessions_list")
