"""Settings of the desk: one page for each kind of thing an administrator decides."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import acted, done, side_form
from dangol.helpdesk.setup import services
from dangol.helpdesk.setup.forms import KINDS, Kind
from dangol.helpdesk.setup.shown import columns_of
from dangol.kit.access import needs
from dangol.kit.forms import submit

MANAGE = "helpdesk.manage_desk"


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _home(name: str) -> str:
    return reverse("helpdesk:settings", args=[name])


@require_GET
@needs(MANAGE)
def settings_list(request: UserRequest, kind: str = "steps") -> HttpResponse:
    services.install_desk()
    chosen = _kind(kind)
    heads, rows = columns_of(chosen)
    context: dict[str, Any] = {
        "kind": kind,
        "chosen": chosen,
        "kinds": [(name, one.label, name == kind) for name, one in KINDS.items()],
        "heads": heads,
        "rows": rows,
    }
    return render(request, "helpdesk/settings.html", context)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def setting_write(request: UserRequest, kind: str, pk: int | None = None) -> HttpResponse:
    chosen = _kind(kind)
    row = get_object_or_404(chosen.model, pk=pk) if pk else None
    form = chosen.form(request.POST or None, user=request.user, row=row)
    if request.method == "POST" and submit(
        form, services.write_setting, chosen.model, row, actor=request.user
    ):
        return done(request, _home(kind), _("저장했습니다."))
    return side_form(request, form, str(chosen.label))


@require_POST
@needs(MANAGE)
def setting_remove(request: UserRequest, kind: str, pk: int) -> HttpResponse:
    row = get_object_or_404(_kind(kind).model, pk=pk)
    url = _home(kind)
    return acted(
        request, url, lambda: services.remove_setting(row, actor=request.user), _("지웠습니다."),
        to=url,
    )  # fmt: skip
