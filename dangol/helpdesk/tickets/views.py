"""Pages of the desk: the list, a ticket, and opening and correcting one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.customers.parties.files import Saved, saved_file
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.setup.queries import steps
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets import services
from dangol.helpdesk.tickets.desk import (
    ADD,
    CHANGE,
    DELETE,
    VIEW,
    as_id,
    conversation,
    desk,
    talk,
    ticket_of,
)
from dangol.helpdesk.tickets.forms import TicketForm
from dangol.helpdesk.tickets.lists import TicketList
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.uploads import handed_in, sent_with
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.personal import seen
from dangol.workspace.lists.views import list_page
from dangol.workspace.services import remember_record

FROM = ("channel", "subject", "text", "writer_name", "writer_email", "source")


def _part(request: UserRequest) -> bool:
    """Whether htmx asks for a part and not for the page."""
    htmx = request.htmx
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


@require_GET
@needs(VIEW)
def ticket_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm(ADD)
    return list_page(request, TicketList, "helpdesk/ticket_list.html", may_add=may_add)


@require_GET
@needs(VIEW)
def ticket_desk(request: UserRequest) -> HttpResponse:
    if not steps(retired=True):
        install_desk()
    context = desk(request)
    template = "helpdesk/rows.html" if _part(request) else "helpdesk/desk.html"
    return render(request, template, context)


@require_GET
@needs(VIEW)
def ticket_detail(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk)
    if (part := request.GET.get("part")) in ("talk", "older"):
        return render(request, f"helpdesk/{part}.html", talk(request, ticket))
    remember_record(request.user, ticket)
    context = conversation(request, ticket)
    if _part(request):
        return render(request, "helpdesk/conversation.html", context)
    return render(request, "helpdesk/desk.html", desk(request) | context)


@require_GET
@needs(VIEW)
def ticket_file(request: UserRequest, pk: int, file_pk: int) -> FileResponse:
    """A file the customer handed in, for whoever may see the ticket."""
    ticket = ticket_of(request, pk)
    file = get_object_or_404(handed_in(ticket), file=file_pk).file
    return _saved(request, file, file.customer_id)


@require_GET
@needs(VIEW)
def said_file(request: UserRequest, pk: int, message_pk: int) -> FileResponse:
    """A file sent in the chat the ticket came from, for whoever may see the ticket."""
    ticket = ticket_of(request, pk)
    message = get_object_or_404(ticket.messages, pk=message_pk)
    sent = sent_with([message]).get(message.pk)
    if sent is None:
        raise Http404
    return _saved(request, sent, ticket.customer_id)


def _saved(request: UserRequest, file: Saved, customer_id: int | None) -> FileResponse:
    reason = _("파일: %(name)s") % {"name": file.name}
    seen(request, "view", Customer, [customer_id] if customer_id else [], reason=reason)
    return saved_file(file)


def answered(request: UserRequest, ticket: Ticket, status: int, **more: Any) -> HttpResponse:
    """The ticket's page again, with a form that was refused."""
    context = desk(request) | conversation(request, ticket, **more)
    return render(request, "helpdesk/desk.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def ticket_open(request: UserRequest) -> HttpResponse:
    """A new ticket; the address may bring the customer and what is known already."""
    install_desk()
    given = request.POST.get("other") or request.GET.get("customer", "")
    rows = customers_seen_by(request.user)
    picked: Customer | None = rows.filter(pk=as_id(given)).first() if given else None
    first: dict[str, Any] = {
        name: request.GET[name][:300] for name in FROM[:5] if name in request.GET
    }
    form = TicketForm(request.POST or None, user=request.user, customer=picked, initial=first)
    if request.method == "POST" and form.is_valid():
        ticket = written(form, lambda **values: services.open_ticket(
            customer=values.pop("other", None), at=timezone.now(), actor=request.user,
            **_labels(values),
        ), labels=form.cleaned_data.get("labels"))  # fmt: skip
        if ticket:
            text = _("%(number)s 티켓을 등록했습니다.") % {"number": ticket.number}
            return done(request, ticket.get_absolute_url(), text)
    body = "helpdesk/ticket_fields.html"
    return side_form(request, form, _("티켓 등록"), body=body, picked=picked)


def _labels(values: dict[str, Any]) -> dict[str, Any]:
    values.pop("labels", None)
    return values


def written(form: TicketForm, write: Any, *, labels: Any = None) -> Ticket | None:
    """The ticket, or None with the refusal beside its field."""
    try:
        ticket: Ticket = write(**form.values())
        if labels:
            ticket.labels.set(labels)
    except ValidationError as error:
        for name, errors in error.message_dict.items():
            field = name if name in form.fields else f"custom_{name}"
            form.add_error(field if field in form.fields else None, errors)
    except Refused as error:
        form.add_error(None, str(error))
    else:
        return ticket
    return None


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_edit(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    form = TicketForm(request.POST or None, user=request.user, ticket=ticket)
    if request.method == "POST" and form.is_valid():
        saved = written(form, lambda **values: services.edit_ticket(
            ticket, at=timezone.now(), actor=request.user, **values
        ))  # fmt: skip
        if saved:
            return done(request, ticket.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("티켓 고치기"), body="helpdesk/ticket_edit_fields.html")


@require_POST
@needs(DELETE)
def ticket_remove(request: UserRequest, pk: int) -> HttpResponse:
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user, "delete"), pk=pk)
    try:
        services.remove_ticket(ticket, actor=request.user)
    except Refused as error:
        return answered(request, ticket_of(request, pk), 409, refusal=str(error))
    return done(request, reverse("helpdesk:desk"), _("티켓을 지웠습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_customer(request: UserRequest, pk: int) -> HttpResponse:
    """Say whose ticket it is, where nobody knew when it came."""
    ticket = ticket_of(request, pk, "change")
    given = as_id(request.POST.get("other", ""))
    if request.method == "POST":
        customer = get_object_or_404(customers_seen_by(request.user), pk=given)
        services.edit_ticket(ticket, at=timezone.now(), actor=request.user, customer=customer)
        return done(request, ticket.get_absolute_url(), _("고객을 이었습니다."))
    form = TicketForm(user=request.user)
    for name in list(form.fields):
        if name != "other":
            del form.fields[name]
    return side_form(
        request, form, _("고객 잇기"), body="customers/relations/with_pick.html", kind=""
    )


@require_POST
@needs(VIEW)
def ticket_follow(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk)
    wanted = request.POST.get("wanted") == "1"
    services.follow_ticket(ticket, request.user, wanted=wanted)
    return redirect(ticket)
