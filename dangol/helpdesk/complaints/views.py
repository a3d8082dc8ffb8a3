"""Dealing with complaints beside their tickets."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.helpdesk.complaints import services
from dangol.helpdesk.complaints.forms import ComplaintForm, DecisionForm
from dangol.helpdesk.complaints.lists import ComplaintList
from dangol.helpdesk.complaints.models import Complaint
from dangol.helpdesk.tickets.desk import CHANGE, VIEW, ticket_of
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.workspace.lists.views import list_page


@require_GET
@needs(VIEW)
def complaint_list(request: UserRequest) -> HttpResponse:
    return list_page(request, ComplaintList, "workspace/list.html")


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def complaint_handle(request: UserRequest, pk: int) -> HttpResponse:
    """Severity, cause and compensation of a ticket; below it what became of an amount asked for."""
    ticket = ticket_of(request, pk, "change")
    row = Complaint.objects.filter(ticket=ticket).select_related("decided_by", "earlier").first()
    first: dict[str, Any] = {"severity": ticket.severity or Ticket.Severity.MINOR}
    if row:
        amount = f"{row.amount:,}" if row.amount else ""
        first |= {"cause": row.cause_id, "amount": amount, "note": row.note, "action": row.action}
    form = ComplaintForm(request.POST or None, initial=first)
    if request.method == "POST":
        act = services.handle_complaint
        saved = submit(form, act, ticket, at=timezone.now(), actor=request.user)
        if saved:
            asked = saved.status == Complaint.Status.ASKED
            text = _("저장했습니다. 보상은 승인을 기다립니다.") if asked else _("저장했습니다.")
            return done(request, ticket.get_absolute_url(), text)
    body = "helpdesk/complaint_fields.html"
    may_decide = bool(
        row and row.status == Complaint.Status.ASKED and row.asked_by_id != request.user.pk
        and request.user.has_perm(services.APPROVE)
    )  # fmt: skip
    return side_form(request, form, _("불만 처리"), body=body, complaint=row, may_decide=may_decide)


@require_POST
@needs(services.APPROVE)
def complaint_decide(request: UserRequest, pk: int) -> HttpResponse:
    rows = Complaint.objects.visible_to(request.user).select_related("ticket")
    row = get_object_or_404(rows, pk=pk)
    form = DecisionForm(request.POST)
    approve = "approve" in request.POST
    try:
        form.full_clean()
        words = form.cleaned_data.get("decision", "")
        services.decide_compensation(
            row, approve=approve, decision=words, at=timezone.now(), actor=request.user
        )
        return done(request, row.get_absolute_url(),
                    _("승인했습니다.") if approve else _("반려했습니다."))  # fmt: skip
    except (Refused, ValidationError) as error:
        text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        messages.error(request, text)
    url = row.get_absolute_url()
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
