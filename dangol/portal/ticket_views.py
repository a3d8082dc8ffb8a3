"""Tickets in the portal: reading them and their files, writing, finishing, rating."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.customers.parties.files import Saved, saved_file
from dangol.helpdesk.models import Ticket
from dangol.kit.errors import Refused
from dangol.messaging.inbox.shown import file_response
from dangol.portal import queries, services
from dangol.portal.door import inner
from dangol.portal.forms import QuestionForm, RateForm, ReplyForm
from dangol.portal.models import Session
from dangol.portal.rendering import page
from dangol.portal.views import new_key, submitted

PAGE = 30


@inner("tickets")
def ticket_list(request: HttpRequest, stay: Session) -> HttpResponse:
    """What is open first, newest words first; all, or those still open."""
    rows = queries.tickets_of(stay.customer, today=timezone.localdate())
    box = "open" if request.GET.get("box") == "open" else "all"
    rows = rows.filter(is_open=True) if box == "open" else rows
    shown = Paginator(rows.order_by("-is_open", "-last_at", "-pk"), PAGE)
    return page(
        request, "ticket_list", stay, tickets=shown.get_page(request.GET.get("page")), box=box
    )


def _own(stay: Session, pk: int) -> Ticket:
    row: Ticket = get_object_or_404(
        queries.tickets_of(stay.customer, today=timezone.localdate()), pk=pk
    )
    return row


def _ticket_page(
    request: HttpRequest, stay: Session, row: Ticket, *, form: Any = None, rate: Any = None
) -> HttpResponse:
    survey = queries.survey_of_ticket(row)
    rated = {"score": survey.score, "comment": survey.comment} if survey else {}
    lines, uploads = queries.lines_of(row, at=timezone.now())
    bad = any(each is not None and each.errors for each in (form, rate))
    return page(
        request, "ticket", stay, status=422 if bad else 200,
        form=form or ReplyForm(initial=new_key()), rate=rate or RateForm(initial=rated),
        is_rated=bool(survey and survey.score), may_rate=queries.may_rate(row), ticket=row,
        own_words=queries.own_words(row), lines=lines, uploads=uploads,
    )  # fmt: skip


@inner("ticket")
def ticket(request: HttpRequest, stay: Session, pk: int) -> HttpResponse:
    row = _own(stay, pk)
    form = ReplyForm(request.POST or None, request.FILES or None, initial=new_key())

    def write(**values: Any) -> Any:
        return services.write_again(stay.customer, row, at=timezone.now(), **values)

    if request.method == "POST" and submitted(form, write):
        return redirect("portal:ticket", pk=pk)
    return _ticket_page(request, stay, row, form=form)


@inner("ticket_rate")
def ticket_rate(request: HttpRequest, stay: Session, pk: int) -> HttpResponse:
    """How it was, of a ticket that is done; said again, it is changed."""
    row = _own(stay, pk)
    form = RateForm(request.POST or None)

    def rate(**values: Any) -> Any:
        return services.rate_ticket(row, at=timezone.now(), **values)

    if request.method == "POST":
        if not submitted(form, rate):
            return _ticket_page(request, stay, row, rate=form)
        messages.success(request, _("평가해 주셔서 고맙습니다."))
    return redirect("portal:ticket", pk=pk)


@inner("ticket_finish")
def ticket_finish(request: HttpRequest, stay: Session, pk: int) -> HttpResponse:
    """The customer says that nothing is left to do."""
    row = _own(stay, pk)
    if request.method == "POST":
        try:
            services.finish_ticket(row, at=timezone.now())
            messages.success(request, _("문의를 끝냈습니다. 다시 적어 주시면 이어집니다."))
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("portal:ticket", pk=pk)


@inner("ticket_file")
def ticket_file(request: HttpRequest, stay: Session, pk: int, file_pk: int) -> HttpResponse:
    rows = queries.files_of(_own(stay, pk), at=timezone.now())
    return file_response(get_object_or_404(rows, pk=file_pk), inline=False)


@inner("ticket_file")
def ticket_upload(request: HttpRequest, stay: Session, pk: int, file_pk: int) -> HttpResponse:
    """What the customer handed in, back again."""
    return _saved(queries.upload_of(_own(stay, pk), file_pk))


@inner("ticket_file")
def ticket_said(request: HttpRequest, stay: Session, pk: int, message_pk: int) -> HttpResponse:
    """What was sent in the chat the ticket came from, back again."""
    return _saved(queries.sent_in(_own(stay, pk), message_pk, at=timezone.now()))


def _saved(file: Saved | None) -> HttpResponse:
    if file is None:
        raise Http404
    return saved_file(file)  # type: ignore[return-value]  # streamed, and not of that class


@inner("ticket_new")
def ticket_new(request: HttpRequest, stay: Session) -> HttpResponse:
    me, now = stay.customer, timezone.now()
    parties = queries.parties_of(me, today=timezone.localdate(now))
    form = QuestionForm(
        request.POST or None, request.FILES or None, parties=parties, initial=new_key()
    )

    def ask(party: int | None = None, **values: Any) -> Ticket:
        whose = next((row for row in parties if row.pk == party), me)
        return services.ask_question(me, whose, at=now, **values)

    if request.method == "POST" and (made := submitted(form, ask)):
        return redirect("portal:ticket", pk=made.pk)
    return page(request, "ticket_new", stay, status=422 if form.errors else 200, form=form)
