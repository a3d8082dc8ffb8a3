"""The inbox: threads, their mails, and what is done with them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.models import User
from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_seen_by, twins_of
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.messaging.inbox import queries, services
from dangol.messaging.inbox.desk import boxes, conversation, thread_of
from dangol.messaging.inbox.forms import NoteForm, WriterForm
from dangol.messaging.inbox.models import MailThread
from dangol.messaging.inbox.shown import file_response, page_response, shown_mail
from dangol.messaging.parsing.signatures import read_signature
from dangol.messaging.rights import MAIL, WORK_MAIL

REGISTER = "customers.add_customer"


@require_GET
@needs(MAIL)
def mail_list(request: UserRequest) -> HttpResponse:
    context = boxes(request)
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        part = "messaging/inbox/rows.html"
        return render(request, part, context)
    return render(request, "messaging/inbox/desk.html", context)


@require_GET
@needs(MAIL)
def thread_detail(request: UserRequest, pk: int) -> HttpResponse:
    thread = thread_of(request, pk)
    services.mark(MailThread.objects.filter(pk=pk), unread=False)
    context = conversation(request, thread)
    if request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request:
        return render(request, "messaging/inbox/conversation.html", context)
    return render(request, "messaging/inbox/desk.html", boxes(request) | context)


@require_POST
@needs(WORK_MAIL)
def thread_act(request: UserRequest, pk: int) -> HttpResponse:
    thread = thread_of(request, pk, "change")
    rows = MailThread.objects.filter(pk=pk)
    user = request.user
    try:
        match request.POST.get("act"):
            case "unread":
                services.mark(rows, unread=True)
                return redirect(_list_url(request))
            case "archive":
                services.archive(rows)
                messages.success(request, _("보관했습니다."), extra_tags=_undo_url(thread))
                return redirect(_list_url(request))
            case "restore":
                services.archive(rows, back=True)
            case "assign":
                services.assign(thread, to=_person(request), actor=user)
            case "show" | "hide" as act:
                services.show_to_team(thread, shown=act == "show", actor=user)
            case "link":
                services.link_customer(thread, _customer(request), actor=user)
                messages.success(request, _("고객에게 이었습니다."))
            case "unlink":
                services.unlink_customer(thread, _customer(request), actor=user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(thread)


def _undo_url(thread: MailThread) -> str:
    return reverse("messaging:thread_restore", args=[thread.pk])


def _list_url(request: UserRequest) -> str:
    return reverse("messaging:mail_list")


def _person(request: UserRequest) -> User | None:
    chosen = request.POST.get("assignee", "")
    if not chosen:
        return None
    return get_object_or_404(User.objects.filter(is_active=True), pk=queries.as_id(chosen))


def _customer(request: UserRequest) -> Customer:
    chosen = request.POST.get("customer") or request.POST.get("other") or ""
    return get_object_or_404(customers_seen_by(request.user), pk=queries.as_id(chosen))


@require_POST
@needs(WORK_MAIL)
def thread_restore(request: UserRequest, pk: int) -> HttpResponse:
    thread = thread_of(request, pk, "change")
    services.archive(MailThread.objects.filter(pk=pk), back=True)
    return redirect(thread)


@require_POST
@needs(WORK_MAIL)
def note_write(request: UserRequest, pk: int) -> HttpResponse:
    thread = thread_of(request, pk, "change")
    form = NoteForm(request.POST)
    if submit(form, services.write_note, thread, actor=request.user):
        return redirect(f"{thread.get_absolute_url()}#end")
    context = boxes(request) | conversation(request, thread, mode="note", note_form=form)
    return render(request, "messaging/inbox/desk.html", context, status=422)


@require_POST
@needs(WORK_MAIL)
def note_remove(request: UserRequest, pk: int, note_pk: int) -> HttpResponse:
    thread = thread_of(request, pk, "change")
    note = get_object_or_404(thread.notes, pk=note_pk)
    try:
        services.take_note_back(note, actor=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(thread)


@require_http_methods(["GET", "POST"])
@needs(REGISTER)
def writer_register(request: UserRequest, pk: int) -> HttpResponse:
    thread = thread_of(request, pk, "change")
    mail = queries.newest_mail(thread, received=True)
    text = shown_mail(mail, today=timezone.localdate()).text if mail else ""
    signature = read_signature(text, thread.person)
    form = WriterForm(
        request.POST or None, initial=WriterForm.first(signature, thread.email), user=request.user
    )
    if form.is_valid() and _registered(request, thread, form):
        messages.success(request, _("고객으로 등록하고 메일을 이었습니다."))
        return HttpResponse(status=204, headers={"HX-Redirect": thread.get_absolute_url()})
    phones = [form.data.get("phone", "") if form.is_bound else form.initial["phone"]]
    context = {
        "form": form,
        "title": _("고객으로 등록"),
        "action": request.path,
        "body": "messaging/inbox/writer_fields.html",
        "twins": twins_of(request.user, phones=phones),
        "thread": thread,
    }
    template = "customers/side_form.html" + ("#panel" if request.htmx else "")
    return render(request, template, context, status=422 if form.errors else 200)


def _registered(request: UserRequest, thread: MailThread, form: WriterForm) -> bool:
    values = dict(form.cleaned_data)
    company, phone, email = (values.pop(name) for name in ("company_name", "phone", "email"))
    try:
        services.register_writer(
            thread,
            actor=request.user,
            phones=[phone] if phone else [],
            emails=[email],
            memo=_("회사: %(name)s") % {"name": company} if company else "",
            collected_on=timezone.localdate(),
            source_note=_("받은 메일"),
            **values,
        )
    except ValidationError as error:
        for name, texts in error.message_dict.items():
            field = {"phones": "phone", "emails": "email"}.get(name, name)
            form.add_error(field if field in form.fields else None, texts)
        return False
    return True


@require_GET
@needs(MAIL)
def mail_open(request: UserRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(queries.mails_seen_by(request.user), pk=pk)
    return redirect(f"{reverse('messaging:thread_detail', args=[mail.thread_id])}#mail-{mail.pk}")


@xframe_options_exempt
@require_GET
@needs(MAIL)
def mail_page(request: UserRequest, pk: int) -> HttpResponse:
    mail = get_object_or_404(queries.mails_seen_by(request.user).select_related("page"), pk=pk)
    return page_response(mail, with_images=request.GET.get("images") == "1")


@require_GET
@needs(MAIL)
def mail_file(request: UserRequest, pk: int) -> HttpResponse:
    file = queries.file_seen_by(request.user, pk)
    if file is None:
        raise Http404
    return file_response(file, inline=request.GET.get("inline") == "1")
