"""→ 티켓 and → 업무, each prefilled with what is known."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.activities.acts.pages import activity_of
from dangol.customers.pages import done, side_form
from dangol.helpdesk.passing import services
from dangol.helpdesk.passing.forms import TodoForm, ToTicketForm
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets.desk import ADD, ticket_of
from dangol.helpdesk.tickets.models import Ticket
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.messaging.inbox.queries import threads_seen_by
from dangol.messaging.models import MailThread

PLAN = "activities.add_activity"


def _thread(request: UserRequest, pk: int) -> MailThread:
    rows = threads_seen_by(request.user, "change").select_related("customer")
    return get_object_or_404(rows, pk=pk)


def _ask(request: UserRequest, form: Any, act: Any, title: str, said: str) -> HttpResponse:
    if request.method == "POST" and (made := submit(form, act, actor=request.user)):
        return done(request, made.get_absolute_url(), said)
    return side_form(request, form, title)


def _todo(request: UserRequest, act: Any, title: str) -> HttpResponse:
    first = {"title": title[:200], "due": timezone.localdate(), "owner": request.user.pk}
    form = TodoForm(request.POST or None, user=request.user, initial=first)
    return _ask(request, form, act, _("업무로 보내기"), _("할 일을 만들었습니다."))


def _ticket(request: UserRequest, act: Any, subject: str) -> HttpResponse:
    install_desk()
    form = ToTicketForm(request.POST or None, user=request.user, initial={"subject": subject})

    def make(**values: Any) -> Ticket:
        ticket: Ticket = act(at=timezone.now(), **values)
        return ticket

    return _ask(request, form, make, _("티켓으로 보내기"), _("티켓을 만들었습니다."))


@require_http_methods(["GET", "POST"])
@needs(PLAN)
def ticket_to_todo(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk)
    return _todo(request, lambda **v: services.todo_of_ticket(ticket, **v), ticket.subject)


@require_http_methods(["GET", "POST"])
@needs(PLAN)
def thread_to_todo(request: UserRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    return _todo(request, lambda **v: services.todo_of_thread(thread, **v), thread.subject)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def thread_to_ticket(request: UserRequest, pk: int) -> HttpResponse:
    thread = _thread(request, pk)
    return _ticket(request, lambda **v: services.ticket_of_thread(thread, **v), thread.subject)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def activity_to_ticket(request: UserRequest, pk: int) -> HttpResponse:
    activity = activity_of(request, pk, "change")
    return _ticket(request, lambda **v: services.ticket_of_activity(activity, **v), activity.called)
