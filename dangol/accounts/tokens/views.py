"""API tokens: make, see, revoke."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.models import ApiToken
from dangol.accounts.roles.services import MASTER
from dangol.accounts.tokens import services
from dangol.accounts.tokens.forms import TokenForm
from dangol.kit.access import needs
from dangol.kit.forms import submit


def _tokens(request: HttpRequest) -> "QuerySet[ApiToken]":
    """All tokens for administrators, one's own for others."""
    rows = ApiToken.objects.select_related("person", "role").order_by("-pk")
    return rows if request.user.has_perm(MASTER) else rows.filter(person=request.user.pk)


@require_GET
@needs("accounts.use_tokens")
def tokens(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/tokens.html", {"rows": _tokens(request)})


@require_http_methods(["GET", "POST"])
@needs("accounts.use_tokens")
def token_add(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST or None, user=request.user)
    if made := submit(form, services.make_token, actor=request.user):
        token, raw = made
        context = {"token": token, "raw": raw}
        response = render(request, "accounts/token_made.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response
    status = 422 if form.is_bound else 200
    return render(request, "accounts/token_form.html", {"form": form}, status=status)


@require_POST
@needs("accounts.use_tokens")
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actor: Any = request.user
    services.revoke_token(get_object_or_404(_tokens(request), pk=pk), actor=actor)
    messages.success(request, _("토큰을 폐기했습니다. 이제 쓸 수 없습니다."))
    return redirect("accounts:tokens")
