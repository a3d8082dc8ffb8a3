"""What is done with a ticket: answer, note, move, hand over, merge."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.helpdesk.setup.models import Macro
from dangol.helpdesk.setup.queries import macro_by, step_row
from dangol.helpdesk.tickets import assigning, joining, moving, services, talking
from dangol.helpdesk.tickets.beside import writing_now
from dangol.helpdesk.tickets.desk import CHANGE, VIEW, as_id, ticket_of
from dangol.helpdesk.tickets.forms import (
    MoveForm,
    OtherForm,
    ReplyForm,
    SubjectForm,
    TransferForm,
    WordsForm,
)
from dangol.helpdesk.tickets.letters import EMAIL, Letter
from dangol.helpdesk.tickets.macros import macro_text
from dangol.helpdesk.tickets.models import Ticket, TicketMessage
from dangol.helpdesk.tickets.presence import note_writing
from dangol.helpdesk.tickets.undoing import take_reply_back
from dangol.helpdesk.tickets.views import answered
from dangol.kit.access import needs
from dangol.kit.errors import Conflict, Refused
from dangol.kit.forms import submit
from dangol.messaging.outbox.checking import NeedsConfirmation


@require_POST
@needs(CHANGE)
def ticket_reply(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    form = ReplyForm(request.POST, request.FILES, user=request.user)
    words: list[str] = []
    status = 422
    if form.is_valid():
        try:
            message = _reply(ticket, form, request)
        except NeedsConfirmation as asked:
            words = asked.words
        except Conflict as error:
            status = 409
            form.add_error(None, str(error))
            form.data = form.data.copy()
            form.data["seen"] = ""  # seen now: pressed again, it leaves
        except (Refused, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            undo = reverse("helpdesk:reply_undo", args=[pk, message.pk])
            text = _("10초 뒤에 보냅니다: %(to)s") % {"to": ", ".join(message.to)}
            messages.success(request, text, extra_tags=undo)
            return redirect(f"{ticket.get_absolute_url()}#end")
    return answered(request, ticket, status, reply_form=form, mode="reply", confirm_words=words)


def _reply(ticket: Ticket, form: ReplyForm, request: UserRequest) -> TicketMessage:
    given = form.cleaned_data
    letter = Letter(given["text"], given["to"], given["medium"] or EMAIL, given["uploads"])
    return talking.reply_to_ticket(
        ticket,
        letter,
        at=timezone.now(),
        actor=request.user,
        source=given["source"],
        then=step_row(as_id(given["then"])),
        seen=given["seen"],
        confirmed=given["confirmed"],
        macro=macro_by(as_id(given["macro"])),
    )


@require_POST
@needs(CHANGE)
def reply_undo(request: UserRequest, pk: int, message_pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    message = get_object_or_404(ticket.messages, pk=message_pk)
    try:
        text = take_reply_back(message, at=timezone.now(), actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    else:
        request.session[f"reply:{pk}"] = text
        messages.success(request, _("보내지 않았습니다. 이어서 고칠 수 있습니다."))
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": ticket.get_absolute_url()})
    return redirect(ticket)


@require_POST
@needs(CHANGE)
def note_write(request: UserRequest, pk: int) -> HttpResponse:
    """A note among ourselves, or what the customer was told by phone (`mode=spoken`)."""
    ticket = ticket_of(request, pk, "change")
    mode = "spoken" if request.GET.get("mode") == "spoken" else "note"
    form = WordsForm(request.POST, user=request.user)

    def write(text: str, source: str, macro: str) -> TicketMessage:
        now = timezone.now()
        if mode == "spoken":
            return talking.note_answer(ticket, text=text, at=now, actor=request.user)
        return talking.write_note(
            ticket, text=text, at=now, actor=request.user, source=source,
            macro=macro_by(as_id(macro)),
        )  # fmt: skip

    if submit(form, write):
        return redirect(f"{ticket.get_absolute_url()}?mode={mode}#end")
    return answered(request, ticket, 422, words_form=form, mode=mode)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_move(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    first = {"to": request.GET.get("to", ""), "seen_in": ticket.step_id}
    form = MoveForm(request.POST or None, user=request.user, initial=first)

    def move(to: int, reason: str, seen_in: int | None) -> Ticket:
        row = step_row(to)
        assert row  # noqa: S101 - the form offers steps only
        return moving.move_ticket(
            ticket, to=row, at=timezone.now(), actor=request.user, reason=reason, seen_in=seen_in
        )

    if request.method == "POST" and submit(form, move):
        return done(request, ticket.get_absolute_url(), _("단계를 옮겼습니다."))
    if request.method == "POST" and not request.htmx:
        for text in form.non_field_errors():
            messages.error(request, str(text))
        return redirect(ticket)
    return side_form(request, form, _("단계 옮기기"))


@require_POST
@needs(CHANGE)
def ticket_act(request: UserRequest, pk: int) -> HttpResponse:
    """Claim, give to somebody, give back to the pool, take up again."""
    ticket, user, now = ticket_of(request, pk, "change"), request.user, timezone.now()
    try:
        match request.POST.get("act"):
            case "claim":
                assigning.claim_ticket(ticket, at=now, actor=user)
                messages.success(request, _("가져왔습니다."))
            case "assign":
                to = User.objects.filter(pk=as_id(request.POST.get("agent", ""))).first()
                assigning.assign_ticket(ticket, to=to, at=now, actor=user)
            case "reopen":
                moving.reopen_ticket(ticket, at=now, actor=user)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(ticket)


def _panel(
    request: UserRequest, form: Any, title: str, act: Any, said: str, url: str
) -> HttpResponse:
    if request.method == "POST" and (made := submit(form, act)):
        to = made.get_absolute_url() if isinstance(made, Ticket) else url
        return done(request, to, said)
    return side_form(request, form, title)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_transfer(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    form = TransferForm(request.POST or None, user=request.user)

    def act(**values: Any) -> Any:
        now = timezone.now()
        return assigning.transfer_ticket(ticket, at=now, actor=request.user, **values) and True

    url = reverse("helpdesk:desk")
    return _panel(request, form, _("이관"), act, _("이관했습니다."), url)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_merge(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    form = OtherForm(request.POST or None, user=request.user)

    def act(number: Ticket) -> Ticket:
        into = get_object_or_404(Ticket.objects.visible_to(request.user, "change"), pk=number.pk)
        return joining.merge_tickets(ticket, into=into, at=timezone.now(), actor=request.user)

    title = _("다른 티켓에 합치기")
    return _panel(request, form, title, act, _("합쳤습니다."), ticket.get_absolute_url())


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_link(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    form = OtherForm(request.POST or None, user=request.user)

    def act(number: Ticket) -> bool:
        services.link_tickets(ticket, number, actor=request.user)
        return True

    title = _("관련 티켓 잇기")
    return _panel(request, form, title, act, _("이었습니다."), ticket.get_absolute_url())


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_part(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    form = SubjectForm(request.POST or None, user=request.user)

    def act(subject: str) -> Ticket:
        return joining.open_part(ticket, subject=subject, at=timezone.now(), actor=request.user)

    said = _("아래 티켓을 만들었습니다.")
    return _panel(request, form, _("아래 티켓"), act, said, ticket.get_absolute_url())


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def ticket_split(request: UserRequest, pk: int, message_pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk, "change")
    message = get_object_or_404(ticket.messages, pk=message_pk)
    form = SubjectForm(request.POST or None, user=request.user, initial={"subject": ticket.subject})

    def act(subject: str) -> Ticket:
        return joining.split_ticket(
            ticket, message=message, subject=subject, at=timezone.now(), actor=request.user
        )

    title = _("여기부터 새 티켓으로 나누기")
    return _panel(request, form, title, act, _("나눴습니다."), ticket.get_absolute_url())


@require_GET
@needs(CHANGE)
def macro_insert(request: UserRequest, pk: int) -> HttpResponse:
    """The text of canned words, merged for this customer, for the field one writes in."""
    ticket = ticket_of(request, pk, "change")
    rows = Macro.objects.filter(is_active=True)
    macro = get_object_or_404(rows, pk=as_id(request.GET.get("macro", "")))
    text = macro_text(macro, ticket, actor=request.user, today=timezone.localdate())
    return render(request, "helpdesk/macro.html", {"macro": macro, "text": text, "ticket": ticket})


@require_POST
@needs(CHANGE)
def ticket_writing(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody types an answer: colleagues who have the ticket open see it."""
    note_writing(ticket_of(request, pk, "change"), request.user, at=timezone.now())
    return HttpResponse(status=204)


@require_GET
@needs(VIEW)
def ticket_writers(request: UserRequest, pk: int) -> HttpResponse:
    ticket = ticket_of(request, pk)
    names = writing_now(ticket, but=request.user, now=timezone.now())
    return render(request, "helpdesk/writers.html", {"ticket": ticket, "writing": names})
