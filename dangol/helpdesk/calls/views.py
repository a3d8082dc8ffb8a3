"""The call log, one call, the card in the corner, and what agents do with them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.codes.queries import choices
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.helpdesk.agents.models import AgentState
from dangol.helpdesk.calls import desktop, services
from dangol.helpdesk.calls.desktop import ADD_TICKET, CHANGE, PLAN, VIEW
from dangol.helpdesk.calls.forms import NoteForm
from dangol.helpdesk.calls.lists import CallList, clock
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.calls.queries import on_line
from dangol.helpdesk.outbound.forms import answers_of
from dangol.helpdesk.outbound.queries import script_for, script_of_queue
from dangol.helpdesk.outbound.services import answer_call
from dangol.helpdesk.passing.forms import TodoForm, ToTicketForm
from dangol.helpdesk.setup.services import install_desk
from dangol.helpdesk.tickets.desk import as_id
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.knowledge.finding.queries import suggest
from dangol.workspace.lists.views import list_page

COOKIE = "corner-call"


def call_of(request: UserRequest, pk: int, verb: str = "view") -> Call:
    """The call of an address, 404 when the person may not see it; it rings at them or is theirs."""
    mine = on_line(request.user, now=timezone.now())
    if mine and mine.pk == pk:
        return mine
    rows = Call.objects.visible_to(request.user, verb).select_related("customer", "agent", "ticket")
    call: Call = get_object_or_404(rows, pk=pk)
    return call


@require_GET
@needs(VIEW)
def call_list(request: UserRequest) -> HttpResponse:
    mine = AgentState.objects.filter(user=request.user).first()
    context: dict[str, Any] = {
        "mine": mine,
        "choices": AgentState.State.choices,
        "reasons": choices("break_reason"),
    }
    return list_page(request, CallList, "helpdesk/call_list.html", **context)


@require_GET
@needs(VIEW)
def call_pop(request: UserRequest) -> HttpResponse:
    """The card of the call that is on just now; nothing when there is none."""
    now = timezone.now()
    call = on_line(request.user, now=now)
    if call is None:
        answer = HttpResponse()
        answer.delete_cookie(COOKIE)
        return answer
    answer = render(request, "helpdesk/call_pop.html", desktop.card_of(request, call, now=now))
    answer.set_cookie(COOKIE, "1", samesite="Lax", httponly=True)
    return answer


@require_GET
@needs(VIEW)
def call_detail(request: UserRequest, pk: int) -> HttpResponse:
    return _detail(request, call_of(request, pk))


def _detail(request: UserRequest, call: Call, form: NoteForm | None = None) -> HttpResponse:
    script = script_of_queue(call.queue)
    today = timezone.localdate()
    steps = script_for(script, call.customer, user=request.user, today=today)
    context = desktop.desktop_of(request, call) | {
        "script": script,
        "steps": list(enumerate(steps)),
        "given": {n: call.answers.get(step.title, "") for n, step in enumerate(steps)},
        "form": form or NoteForm(initial={"note": call.note}),
        "wait": clock(call.wait_seconds),
        "talk": clock(call.talk_seconds),
        "hold": clock(call.hold_seconds) if call.hold_seconds else "",
        "after": clock(call.after_seconds) if call.after_seconds else "",
    }
    status = 422 if form else 200
    return render(request, "helpdesk/call_detail.html", context, status=status)


@require_POST
@needs(CHANGE)
def call_note(request: UserRequest, pk: int) -> HttpResponse:
    call = call_of(request, pk, "change")
    form = NoteForm(request.POST)
    given = as_id(request.POST.get("other", ""))
    customer = customers_seen_by(request.user).filter(pk=given).first() if given else None
    saved = submit(form, services.note_call, call, customer=customer, actor=request.user)
    if "pop" in request.POST:
        now = timezone.now()
        context = desktop.card_of(request, call, now=now) | {"form": form, "saved": bool(saved)}
        status = 200 if saved else 422
        return render(request, "helpdesk/call_pop.html", context, status=status)
    return redirect(call) if saved else _detail(request, call, form)


@require_POST
@needs(CHANGE)
def call_answers(request: UserRequest, pk: int) -> HttpResponse:
    """Keep what the caller answered to the script of the queue."""
    call = call_of(request, pk, "change")
    try:
        answer_call(call, answers_of(request), actor=request.user)
        messages.success(request, _("답을 적었습니다."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(call)


@require_GET
@needs("knowledge.view_article")
def call_knowledge(request: UserRequest, pk: int) -> HttpResponse:
    """Articles that may answer what is asked, or what was noted so far."""
    call = call_of(request, pk)
    asked = request.GET.get("q", "").strip()[:200] or call.note[:500]
    found = suggest(asked, public_only=False, user=request.user) if asked else []
    context = {"call": call, "asked": asked, "found": found}
    return render(request, "helpdesk/call_knowledge_found.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD_TICKET)
def call_to_ticket(request: UserRequest, pk: int) -> HttpResponse:
    call = call_of(request, pk)
    install_desk()
    first = {"subject": _called(request, call)}
    form = ToTicketForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST":
        now = timezone.now()
        made = submit(form, services.ticket_of_call, call, at=now, actor=request.user)
        if made:
            return done(request, made.get_absolute_url(), _("티켓을 만들었습니다."))
    return side_form(request, form, _("티켓으로 보내기"))


@require_http_methods(["GET", "POST"])
@needs(PLAN)
def call_to_todo(request: UserRequest, pk: int) -> HttpResponse:
    call = call_of(request, pk)
    today = timezone.localdate()
    first = {"title": _called(request, call), "due": today, "owner": request.user.pk}
    form = TodoForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST":
        made = submit(form, services.todo_of_call, call, actor=request.user)
        if made:
            return done(request, made.get_absolute_url(), _("할 일을 만들었습니다."))
    return side_form(request, form, _("업무로 보내기"))


def _called(request: UserRequest, call: Call) -> str:
    """What a ticket or a to-do of this call is called at first."""
    who = call.customer.name if call.customer else desktop.number_shown(call, request.user)
    return call.note.partition("\n")[0][:200] or _("%(who)s 전화") % {"who": who}
