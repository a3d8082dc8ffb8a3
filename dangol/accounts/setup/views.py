"""The set-up wizard (F171): four steps, kept in the session, done at once at the end."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dangol.accounts.setup.forms import AdminForm, CompanyForm, SampleForm, WorkForm
from dangol.accounts.setup.registry import samples
from dangol.accounts.setup.services import found_office, is_open
from dangol.accounts.signin.middleware import ACTIVE
from dangol.codes.registry import presets
from dangol.kit.forms import submit

KEPT = "setup"
STEPS: list[tuple[str, Any, type[forms.Form]]] = [
    ("company", _("회사"), CompanyForm),
    ("work", _("일하는 방식"), WorkForm),
    ("sample", _("자료"), SampleForm),
    ("admin", _("관리자"), AdminForm),
]
NAMES = [name for name, _label, _form in STEPS]


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password", "again")
@never_cache
@login_not_required
def setup(request: HttpRequest, step: str = "company") -> HttpResponse:
    if not is_open():
        return redirect("/")
    if step not in NAMES:
        return redirect("accounts:setup")
    kept = request.session.get(KEPT, {})
    here = NAMES.index(step)
    if missing := next((name for name in NAMES[:here] if name not in kept), None):
        return redirect("accounts:setup_step", missing)
    form = STEPS[here][2](request.POST or None, initial=kept.get(step))
    if step == "admin":
        if submit(form, _finish, request, kept):
            return redirect("/")
    elif form.is_valid():
        request.session[KEPT] = {**kept, step: form.cleaned_data}
        return redirect("accounts:setup_step", NAMES[here + 1])
    return _page(request, here, form)


def _page(request: HttpRequest, here: int, form: forms.Form) -> HttpResponse:
    context = {
        "steps": [label for _name, label, _form in STEPS],
        "current": here + 1,
        "step": NAMES[here],
        "before": NAMES[here - 1] if here else "",
        "form": form,
        "profile_icons": {"b2b": "building-2", "b2c": "user-round", "both": "handshake"},
        "profile_notes": {
            "b2b": _("거래처와 키맨, 거래를 앞에 둡니다."),
            "b2c": _("사람과 세대, 구매를 앞에 둡니다."),
            "both": _("회사와 개인을 한 목록에서 다룹니다."),
        },
        "preset_icons": {name: preset.icon for name, preset in presets},
        "preset_notes": {name: preset.note for name, preset in presets},
        "sample_notes": {
            "": _("엑셀 파일을 올리거나 한 명부터 적습니다."),
            **{name: sample.note for name, sample in samples},
        },
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/setup.html", context, status=status)


def _finish(request: HttpRequest, kept: dict[str, Any], **values: Any) -> bool:
    admin = {name: values[name] for name in ("username", "name", "email")}
    try:
        person = found_office(
            company={**kept["company"], **kept["work"]},
            admin=admin,
            password=values["password"],
            sample=kept["sample"]["sample"],
        )
    except IntegrityError:  # somebody else finished the wizard in the same moment
        return True
    request.session.pop(KEPT)
    login(request, person, backend="dangol.accounts.signin.adapter.StaffBackend")
    record_authentication(request, person, method="password")
    request.session[ACTIVE] = int(time.time())
    return True
