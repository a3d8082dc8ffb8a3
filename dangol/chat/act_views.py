"""What is asked in a side panel: handing on, → 티켓, → 업무, the customer, the transcript."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.chat import forms, queue, services, ticketing
from dangol.chat.merging import merge_chats
from dangol.chat.models import Conversation
from dangol.chat.queries import others_open
from dangol.chat.views import CHANGE, VIEW, chat_of
from dangol.customers.pages import done, side_form
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.forms import submit


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def conversation_pass(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk, "change")
    form = forms.PassForm(request.POST or None, user=request.user)

    def hand_on(**values: Any) -> Conversation:
        return queue.transfer_chat(row, at=timezone.now(), actor=request.user, **values)

    if request.method == "POST" and submit(form, hand_on):
        return done(request, row.get_absolute_url(), _("이관했습니다."))
    return side_form(request, form, _("이관"))


@require_http_methods(["GET", "POST"])
@needs("helpdesk.add_ticket")
def conversation_to_ticket(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk, "change")
    first = {"subject": row.last_text[:100] or row.who}
    form = forms.ToTicketForm(request.POST or None, user=request.user, initial=first)

    def make(**values: Any) -> Any:
        return ticketing.ticket_of_chat(row, at=timezone.now(), actor=request.user, **values)

    if request.method == "POST" and (ticket := submit(form, make)):
        text = _("%(number)s 티켓을 만들었습니다.") % {"number": ticket.number}
        return done(request, row.get_absolute_url(), text)
    return side_form(request, form, _("티켓으로 보내기"))


@require_http_methods(["GET", "POST"])
@needs("activities.add_activity")
def conversation_to_todo(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk)
    first = {"title": row.last_text[:200], "due": timezone.localdate(), "owner": request.user.pk}
    form = forms.TodoForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST" and submit(form, services.todo_of_chat, row, actor=request.user):
        return done(request, row.get_absolute_url(), _("할 일을 만들었습니다."))
    return side_form(request, form, _("업무로 보내기"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def conversation_customer(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk, "change")
    form = forms.PickForm(request.POST or None, user=request.user)
    form.fields["other"].queryset = customers_seen_by(request.user)
    if request.method == "POST" and form.is_valid():
        services.join_customer(row, form.cleaned_data["other"], actor=request.user)
        return done(request, row.get_absolute_url(), _("고객을 이었습니다."))
    body = "customers/relations/with_pick.html"
    return side_form(request, form, _("고객 잇기"), body=body, kind="")


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def conversation_merge(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk, "change")
    others = others_open(row, request.user)
    form = forms.MergeForm(request.POST or None, user=request.user, others=others)

    def merge(into: Conversation) -> Conversation:
        return merge_chats(row, into=into, at=timezone.now(), actor=request.user)

    if request.method == "POST" and (kept := submit(form, merge)):
        return done(request, kept.get_absolute_url(), _("대화를 합쳤습니다."))
    return side_form(request, form, _("다른 대화에 합치기"))


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def conversation_mail(request: UserRequest, pk: int) -> HttpResponse:
    row = chat_of(request, pk)
    to = row.visitor.email or (row.customer.email if row.customer else "")
    first = {"to": to, "source": f"chat-transcript:{uuid4().hex}"}
    form = forms.MailForm(request.POST or None, user=request.user, initial=first)

    def mail(**values: Any) -> Any:
        return services.mail_transcript(row, at=timezone.now(), actor=request.user, **values)

    if request.method == "POST" and submit(form, mail):
        return done(request, row.get_absolute_url(), _("대화 내용을 메일로 보냈습니다."))
    return side_form(request, form, _("대화 내용 보내기"))
