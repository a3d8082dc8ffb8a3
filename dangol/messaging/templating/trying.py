"""Trying a template out: for one customer, over many."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.lists import CustomerList
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.lists import lists
from dangol.kit.lists.paging import matching
from dangol.kit.personal import seen
from dangol.messaging.outbox.models import Kind
from dangol.messaging.senders.models import Medium
from dangol.messaging.templating.forms import words_from
from dangol.messaging.templating.previewing import mail_page, preview_of
from dangol.messaging.templating.queries import lacking_in, sample_for, words_of
from dangol.messaging.templating.services import send_trial
from dangol.messaging.templating.views import VIEW, template_or_404
from dangol.messaging.templating.words import Words
from dangol.workspace.lists.queries import state_of, views_of

SEEN = "template_preview"
# a mail is a document of its own: only its inline styles and our pictures, no scripts, no requests
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'; sandbox"
)


def _customer_pk(request: UserRequest) -> int | None:
    text = request.POST.get("customer") or request.GET.get("customer") or ""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _asked(request: UserRequest) -> tuple[str, str, Words]:
    """Medium, kind and words: those of the form, or of the saved template."""
    if request.method == "POST":
        medium = request.POST.get("medium", "")
        kind = request.POST.get("kind", "")
        medium = medium if medium in Medium else Medium.EMAIL
        return medium, kind if kind in Kind else Kind.INFO, words_from(request.POST)
    pk = request.GET.get("template", "")
    template = template_or_404(request, int(pk) if pk.isdecimal() and len(pk) < 19 else 0)
    words = words_of(template.current) if template.current else Words()
    return template.medium, template.kind, words


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def template_preview(request: UserRequest) -> HttpResponse:
    """The message for one customer, with what is wrong or missing."""
    medium, kind, words = _asked(request)
    today = timezone.localdate()
    given = request.POST if request.method == "POST" else request.GET
    sample = sample_for(request.user, _customer_pk(request))
    _log(request, sample.customer)
    found = preview_of(medium, kind, words, sample.customer, user=request.user, today=today)
    context = {
        "preview": found,
        "kind": kind,
        "sample": sample,
        "template_pk": request.GET.get("template", ""),
        "look": given.get("look", "") if given.get("look") in ("dark", "phone") else "light",
        "looks": [("light", "sun"), ("dark", "moon"), ("phone", "smartphone")],
    }
    return render(request, "messaging/templating/preview.html", context)


@require_http_methods(["GET", "POST"])
@needs(VIEW)
@xframe_options_sameorigin
def template_mail(request: UserRequest) -> HttpResponse:
    """The mail alone, for the frame in the preview."""
    _medium, kind, words = _asked(request)
    sample = sample_for(request.user, _customer_pk(request))
    given = request.POST if request.method == "POST" else request.GET
    page = mail_page(
        kind, words, sample.customer, user=request.user, today=timezone.localdate(),
        dark=given.get("look") == "dark",
    )  # fmt: skip
    answer = HttpResponse(page)
    answer["Content-Security-Policy"] = MAIL_POLICY
    return answer


def _log(request: UserRequest, customer: Customer | None) -> None:
    """Seeing a customer's data is logged once, not for every letter that is typed."""
    if customer and request.session.get(SEEN) != customer.pk:
        seen(request, "view", Customer, [customer.pk])
        request.session[SEEN] = customer.pk


@require_POST
@needs("messaging.send_message")
def template_trial(request: UserRequest, pk: int) -> HttpResponse:
    """Send it to oneself, as the customer in the preview would read it."""
    template = template_or_404(request, pk)
    sample = sample_for(request.user, _customer_pk(request))
    today, now = timezone.localdate(), timezone.now()
    try:
        send_trial(template, sample.customer, actor=request.user, today=today, at=now)
        messages.success(request, _("나에게 보냈습니다. 시험이라 (광고) 표시는 붙지 않습니다."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(template)


@require_GET
@needs(VIEW)
def template_lacking(request: UserRequest, pk: int) -> HttpResponse:
    """Whom of a saved view of customers a missing value would leave out."""
    template = template_or_404(request, pk)
    record_list = lists[CustomerList.key]
    views = views_of(request.user).filter(list_key=CustomerList.key).order_by("name")
    chosen = request.GET.get("view", "")
    view = get_object_or_404(views, pk=chosen) if chosen.isdecimal() else None
    context: dict[str, Any] = {"template": template, "views": views, "chosen": chosen}
    if "view" in request.GET and template.current:
        state = state_of(record_list, view.address if view else "")
        rows = matching(record_list, state, request.user).rows
        words = words_of(template.current)
        today = timezone.localdate()
        found = lacking_in(template.medium, words, rows, sender=request.user, today=today)
        seen(request, "list", Customer, [row.pk for row in found.some])
        context["found"] = found
    return render(request, "messaging/templating/lacking.html", context)
