"""The call log, one call, and what agents do with it."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.calls import services
from dangol.helpdesk.calls.lists import CallList, clock
from dangol.helpdesk.calls.models import AgentState, Call
from dangol.helpdesk.passing.forms import ToTicketForm
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets.desk import as_id
from dangol.helpdesk.tickets.queries import tickets_of
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.korean.phones import format_phone
from dangol.kit.personal import seen
from dangol.workspace.lists.views import list_page

VIEW, CHANGE = "helpdesk.view_call", "helpdesk.change_call"
ADD_TICKET = "helpdesk.add_ticket"


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("메모"), max_length=5_000, required=False,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip


def _call(request: UserRequest, pk: int, verb: str = "view") -> Call:
    rows = Call.objects.visible_to(request.user, verb).select_related("customer", "agent", "ticket")
    call: Call = get_object_or_404(rows, pk=pk)
    return call


@require_GET
@needs(VIEW)
def call_list(request: UserRequest) -> HttpResponse:
    states = AgentState.objects.select_related("user").order_by("state", "since")
    mine = next((row.state for row in states if row.user_id == request.user.pk), "")
    context: dict[str, Any] = {"states": states, "mine": mine, "choices": AgentState.State.choices}
    return list_page(request, CallList, "helpdesk/call_list.html", **context)


@require_GET
@needs(VIEW)
def call_detail(request: UserRequest, pk: int) -> HttpResponse:
    call = _call(request, pk)
    if call.customer_id:
        seen(request, "view", Customer, [call.customer_id])
    earlier = Call.objects.visible_to(request.user).filter(number=call.number).exclude(pk=pk)
    context = {
        "call": call,
        "form": NoteForm(initial={"note": call.note}),
        "wait": clock(call.wait_seconds),
        "talk": clock(call.talk_seconds),
        "tickets": tickets_of(call.customer, request.user) if call.customer else [],
        "earlier": earlier.order_by("-started_at")[:5] if call.number else [],
        "may_change": request.user.has_perm(CHANGE),
        "may_add": request.user.has_perm(ADD_TICKET),
    }
    return render(request, "helpdesk/call_detail.html", context)


@require_POST
@needs(CHANGE)
def call_note(request: UserRequest, pk: int) -> HttpResponse:
    call = _call(request, pk, "change")
    form = NoteForm(request.POST)
    given = as_id(request.POST.get("other", ""))
    customer = customers_seen_by(request.user).filter(pk=given).first() if given else None
    if submit(form, services.note_call, call, customer=customer):
        return redirect(call)
    context = {"call": call, "form": form, "may_change": True}
    return render(request, "helpdesk/call_detail.html", context, status=422)


@require_POST
@needs(VIEW)
def state_set(request: UserRequest) -> HttpResponse:
    state = request.POST.get("state", "")
    if state in AgentState.State.values:
        services.set_state(request.user, state, at=timezone.now())
    return redirect("helpdesk:call_list")


@require_http_methods(["GET", "POST"])
@needs(ADD_TICKET)
def call_to_ticket(request: UserRequest, pk: int) -> HttpResponse:
    call = _call(request, pk)
    install_desk()
    who = call.customer.name if call.customer else format_phone(call.number)
    first = {"subject": call.note.partition("\n")[0][:200] or _("%(who)s 전화") % {"who": who}}
    form = ToTicketForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST":
        now = timezone.now()
        made = submit(form, services.ticket_of_call, call, at=now, actor=request.user)
        if made:
            return done(request, made.get_absolute_url(), _("티켓을 만들었습니다."))
    return side_form(request, form, _("티켓으로 보내기"))
