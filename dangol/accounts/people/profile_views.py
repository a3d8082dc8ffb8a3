"""내 정보: what people set for themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dangol.accounts.people.forms import ProfileForm
from dangol.accounts.people.services import change_profile
from dangol.kit.access import needs_login
from dangol.kit.forms import submit

YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@needs_login
def profile(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    names = ("name", "email", "phone", "language", "theme", "density", "has_letter_keys")
    initial = {name: getattr(person, name) for name in names}
    form = ProfileForm(request.POST or None, initial=initial, person=person)
    if submit(form, change_profile, person):
        with translation.override(person.language):
            messages.success(request, _("저장했습니다."))
        response = redirect("accounts:profile")
        response.set_cookie(
            "theme", person.theme, max_age=YEAR if person.theme else 0, samesite="Lax"
        )
        return response
    status = 422 if form.is_bound else 200
    context = {"form": form, "can_use_tokens": person.has_perm("accounts.use_tokens")}
    return render(request, "accounts/profile.html", context, status=status)
