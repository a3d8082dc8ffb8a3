"""Agents say what they do; a board on the wall shows everybody."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.helpdesk.agents import services
from dangol.helpdesk.agents.forms import ExtensionForm, StateForm
from dangol.helpdesk.agents.models import AgentState
from dangol.kit.access import needs
from dangol.kit.forms import submit

VIEW = "helpdesk.view_call"


@require_POST
@needs(VIEW)
def state_set(request: UserRequest) -> HttpResponse:
    """Back to the page it was said on; from the card in the corner nothing is loaded anew."""
    form = StateForm(request.POST)
    submit(form, services.set_state, request.user, at=timezone.now(), is_own=True)
    if request.htmx:
        return HttpResponse(status=204)
    back = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return redirect(back)
    return redirect("helpdesk:call_list")


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def extension_set(request: UserRequest) -> HttpResponse:
    row = AgentState.objects.filter(user=request.user).first()
    form = ExtensionForm(request.POST or None, initial={"extension": row.extension if row else ""})
    user = request.user
    if request.method == "POST":
        form = ExtensionForm(request.POST)
        if submit(form, services.set_extension, user, at=timezone.now(), actor=user):
            return done(request, reverse("helpdesk:call_list"), _("내선을 적었습니다."))
    return side_form(request, form, _("내 내선"))
