"""The list of callbacks, and asking for one by hand."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.callbacks import services
from dangol.helpdesk.callbacks.forms import CallbackForm
from dangol.helpdesk.callbacks.lists import CallbackList
from dangol.helpdesk.calls.models import Call
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.workspace.lists.views import list_page

VIEW, ADD = "helpdesk.view_call", "helpdesk.add_call"


@require_GET
@needs(VIEW)
def callback_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm(ADD)
    return list_page(request, CallbackList, "helpdesk/callback_list.html", may_add=may_add)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def callback_add(request: UserRequest) -> HttpResponse:
    return _ask(request)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def callback_of_call(request: UserRequest, pk: int) -> HttpResponse:
    rows = Call.objects.visible_to(request.user).select_related("customer")
    call = get_object_or_404(rows, pk=pk)
    return _ask(request, number=call.number, call=call, customer=call.customer)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def callback_of_customer(request: UserRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(customers_seen_by(request.user), pk=pk)
    return _ask(request, number=customer.phone, customer=customer)


def _ask(request: UserRequest, number: str = "", **known: Any) -> HttpResponse:
    """Asked for by hand; from a call or a customer the number is known and need not be seen."""
    now = timezone.now()
    in_an_hour = timezone.localtime(now + timedelta(hours=1)).replace(minute=0, second=0)
    first = {"due_at": in_an_hour, "owner": request.user.pk}
    form = CallbackForm(request.POST or None, user=request.user, initial=first)
    if number:
        del form.fields["number"]
        known["number"] = number
    if request.method == "POST" and submit(
        form, services.ask_back, at=now, actor=request.user, **known
    ):
        url = f"{reverse('helpdesk:callback_list')}?status=open"
        return done(request, url, _("콜백을 적었습니다."))
    return side_form(request, form, _("콜백 적기"))
