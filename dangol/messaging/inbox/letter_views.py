"""Writing mails: answers, forwarded ones, new ones, and drafts."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.parties.queries import customers_seen_by
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.messaging.inbox import answering, queries, services
from dangol.messaging.inbox.answering import Letter
from dangol.messaging.inbox.desk import boxes, conversation, thread_of
from dangol.messaging.inbox.forms import LetterForm
from dangol.messaging.inbox.letters import letter_form
from dangol.messaging.inbox.models import Mail, MailFile
from dangol.messaging.mailboxes.queries import accounts_seen_by
from dangol.messaging.outbox.checking import NeedsConfirmation
from dangol.messaging.rights import SEND


@require_http_methods(["GET", "POST"])
@needs(SEND)
def thread_answer(request: UserRequest, pk: int) -> HttpResponse:
    thread = thread_of(request, pk)
    mode = request.GET.get("mode", "reply")
    if request.method != "POST":
        return redirect(f"{thread.get_absolute_url()}?mode={mode}#write")
    form = letter_form(request, thread, mode, data=request.POST, files=request.FILES)
    words: list[str] = []
    if form.is_valid():
        mail = queries.newest_mail(thread, received=True)
        try:
            answering.answer(
                thread,
                _letter(form, mail, mode),
                answered=None if mode == "forward" else mail,
                actor=request.user,
                source=form.cleaned_data["source"],
                at=timezone.now(),
                confirmed=form.cleaned_data["confirmed"],
            )
        except NeedsConfirmation as asked:
            words = asked.words
        except (Refused, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("보냈습니다."))
            return redirect(f"{thread.get_absolute_url()}#end")
    context = boxes(request) | conversation(
        request, thread, mode=mode, answer_form=form, confirm_words=words
    )
    return render(request, "messaging/inbox/desk.html", context, status=422)


def _letter(form: LetterForm, mail: Mail | None, mode: str) -> Letter:
    values = form.cleaned_data
    quoted = ""
    if mail:
        quoted = answering.forwarded(mail) if mode == "forward" else answering.quote(mail)
    chosen = values.get("keep") or []
    kept = list(MailFile.objects.select_related("stored").filter(mail=mail, pk__in=chosen))
    return Letter(
        values["to"], values["subject"], values["text"], values["kind"], quoted,
        values["uploads"], kept if mail else [],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(SEND)
def mail_write(request: UserRequest) -> HttpResponse:
    accounts = list(accounts_seen_by(request.user))
    draft = queries.draft_of(request.user, None)
    first: dict[str, Any] = {"source": f"letter:{uuid4().hex}"}
    if len(accounts) == 1:
        first["account"] = accounts[0].pk
    if draft:
        first |= {"to": draft.to, "subject": draft.subject, "text": draft.text}
    if to := _customer_email(request):
        first["to"] = to
    form = LetterForm(
        request.POST or None, request.FILES or None, initial=first, user=request.user, is_new=True
    )
    words: list[str] = []
    if form.is_valid():
        try:
            thread = answering.start(
                form.cleaned_data["account"],
                _letter(form, None, "new"),
                actor=request.user,
                source=form.cleaned_data["source"],
                at=timezone.now(),
                confirmed=form.cleaned_data["confirmed"],
            )
        except NeedsConfirmation as asked:
            words = asked.words
        except (Refused, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, _("보냈습니다."))
            return redirect(thread)
    context = boxes(request) | {"writing": True, "answer_form": form, "confirm_words": words}
    is_wrong = bool(form.errors or words)
    template = "messaging/inbox/desk.html"
    return render(request, template, context, status=422 if is_wrong else 200)


def _customer_email(request: UserRequest) -> str:
    chosen = request.GET.get("customer", "")
    row = customers_seen_by(request.user).filter(pk=queries.as_id(chosen))
    return str(row.values_list("email", flat=True).first() or "")


@require_POST
@needs(SEND)
def draft_keep(request: UserRequest) -> HttpResponse:
    chosen = request.GET.get("thread", "")
    thread = thread_of(request, queries.as_id(chosen)) if chosen else None
    values = {
        "mode": request.GET.get("mode", "reply")[:7],
        "to": request.POST.get("to", "")[:2_000],
        "subject": request.POST.get("subject", "")[:500],
        "text": request.POST.get("text", "")[:100_000],
    }
    services.keep_draft(request.user, thread, at=timezone.now(), values=values)
    return HttpResponse(status=204)
