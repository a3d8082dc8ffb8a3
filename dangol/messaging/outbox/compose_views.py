"""Pages to write on: to one customer, or to the customers of a segment."""

import secrets
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.codes import preferences
from dangol.customers.consent.queries import standings_of
from dangol.customers.models import Customer
from dangol.customers.pages import done
from dangol.customers.parties.page import customer_of
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.messaging.outbox import holding, previewing
from dangol.messaging.outbox.forms import FIXED, ManyForm, MessageForm, content_from
from dangol.messaging.outbox.models import Dispatch
from dangol.messaging.outbox.services import send
from dangol.messaging.preferences import MessagingPreferences
from dangol.messaging.rights import SEND, SEND_AD
from dangol.messaging.senders.models import Medium
from dangol.messaging.senders.queries import active_senders
from dangol.messaging.templating.queries import templates_seen_by
from dangol.segments.queries import matching


@require_http_methods(["GET", "POST"])
@needs(SEND)
def compose_one(request: UserRequest, pk: int) -> HttpResponse:
    """Write to one customer."""
    customer = customer_of(request, pk)
    if not active_senders():
        return render(request, "messaging/outbox/no_sender.html", {"customer": customer})
    form = MessageForm(request.POST or None, user=request.user, initial=_begun(request))
    seen(request, "view", Customer, [pk], reason=_("메시지 쓰기"))
    if request.method == "POST" and "check" not in request.GET:
        dispatch = submit(form, _send_one, customer, actor=request.user)
        if dispatch:
            return _sent_one(request, customer, dispatch)
    context = {
        "form": form,
        "customer": customer,
        "standings": standings_of(customer),
        "address": previewing.address_of(
            customer, form.data.get("medium") or form.initial["medium"]
        ),
        "check": previewing.check_of(form, [customer.pk], actor=request.user),
    }
    return _composing(request, form, "messaging/outbox/compose_one.html", context)


@require_http_methods(["GET", "POST"])
@needs(SEND_AD)
def compose(request: UserRequest) -> HttpResponse:
    """Write to the customers of a segment."""
    if not active_senders():
        return render(request, "messaging/outbox/no_sender.html", {})
    form = ManyForm(request.POST or None, user=request.user, initial=_begun(request))
    if request.method == "POST" and "check" not in request.GET:
        dispatch = submit(form, _send_many, actor=request.user)
        if dispatch:
            messages.success(request, _("발송을 시작했습니다."))
            return redirect(dispatch)
    context = {"form": form, "check": previewing.check_of(form, [], actor=request.user)}
    return _composing(request, form, "messaging/outbox/compose.html", context)


def _begun(request: UserRequest) -> dict[str, Any]:
    """What the page begins with: what was typed before a template was picked, and its words."""
    given: dict[str, Any] = {name: str(value) for name, value in request.GET.items() if value}
    asked = given.pop("template", "")
    begun = {"medium": Medium.EMAIL, **given, "nonce": given.get("nonce") or secrets.token_hex(8)}
    rows = templates_seen_by(request.user).filter(is_active=True, current__isnull=False)
    found = rows.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if found is None or found.current is None:
        return begun
    begun |= {"template": found.pk, "medium": found.medium, "kind": found.kind}
    begun |= {"subject": found.current.subject, "text": found.current.body}
    if found.medium in FIXED:
        begun["text"] = ""
    return begun


def _composing(
    request: UserRequest, form: MessageForm, page: str, context: dict[str, Any]
) -> HttpResponse:
    """The page, or only the list of checks while somebody writes."""
    template = context["check"].template
    context |= {"template": template, "is_fixed": template is not None and template.medium in FIXED}
    if "check" in request.GET:
        return render(request, "messaging/outbox/check.html", context)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, page, context, status=status)


def _send_one(customer: Customer, *, actor: Any, nonce: str, **values: Any) -> Dispatch:
    now = timezone.now()
    undo = timedelta(seconds=preferences.get(MessagingPreferences).undo_seconds)
    return _send([customer], values, actor=actor, nonce=nonce, default=now + undo, one_to_one=True)


def _send_many(*, actor: Any, nonce: str, segment: Any, **values: Any) -> Dispatch:
    customers = matching(segment, seen_by=actor)
    once = values.pop("once")
    return _send(customers, values, actor=actor, nonce=nonce, default=None, once=once)


def _send(
    customers: Any,
    values: dict[str, Any],
    *,
    actor: Any,
    nonce: str,
    default: Any,
    **more: Any,
) -> Dispatch:
    if values["kind"] == "ad" and not actor.has_perm(SEND_AD):
        raise Refused(_("광고를 보낼 권한이 없습니다. 관리자에게 요청해 주세요."))
    content = content_from(values, values.pop("template"))
    del values["subject"], values["text"]
    values["not_before"] = values.get("not_before") or default
    return send(
        customers,
        content=content,
        actor=actor,
        source=f"compose:{actor.pk}:{nonce}" if nonce else None,
        at=timezone.now(),
        **values,
        **more,
    )


def _sent_one(request: UserRequest, customer: Customer, dispatch: Dispatch) -> HttpResponse:
    message = dispatch.messages.first()
    if message is not None and message.status == "refused":
        text = _("보내지 않았습니다: %(why)s") % {"why": message.get_reason_display()}
        messages.error(request, text)
    elif message is not None and message.status == "held":
        messages.success(request, _("08시에 보냅니다."), extra_tags=_undo(dispatch))
    else:
        messages.success(request, _("보냅니다."), extra_tags=_undo(dispatch))
    return redirect(customer)


def _undo(dispatch: Dispatch) -> str:
    return reverse("messaging:dispatch_undo", args=[dispatch.pk])


@require_POST
@needs(SEND)
def dispatch_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what was just written, while it waits."""
    dispatch = Dispatch.objects.filter(pk=pk, actor=request.user).first()
    if dispatch is None:
        raise Http404
    try:
        taken_back = holding.cancel_dispatch(dispatch, actor=request.user)
    except Refused:
        taken_back = 0
    customer = dispatch.messages.values_list("customer_id", flat=True).first()
    url = dispatch.get_absolute_url()
    if customer:
        url = reverse("customers:customer_detail", args=[customer])
    return done(request, url, _("보내지 않았습니다.") if taken_back else _("이미 나갔습니다."))
