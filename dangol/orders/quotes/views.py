"""Pages of quotes: the list, one quote, and what is done with it as a whole."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import Form, submit
from dangol.kit.personal import seen
from dangol.orders.answers import pdf_answer
from dangol.orders.quotes import approving, services
from dangol.orders.quotes.forms import HeadForm, NoteForm, OpenForm, ReasonForm, SendForm
from dangol.orders.quotes.lines import quote_deal
from dangol.orders.quotes.links import link_of
from dangol.orders.quotes.lists import QuoteList
from dangol.orders.quotes.models import Quote
from dangol.orders.quotes.printing import quote_pdf
from dangol.orders.quotes.queries import (
    APPROVE,
    VIEW,
    approvers_of,
    compared,
    editions_of,
    may_approve,
    quote_page_of,
)
from dangol.orders.quotes.sending import SENDABLE, send_quote, usual_words
from dangol.orders.quotes.sheet import sheet_of
from dangol.sales.pipeline.queries import deals_seen_by
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page
from dangol.workspace.services import remember_record

ADD, CHANGE, DELETE = (f"orders.{verb}_quote" for verb in ("add", "change", "delete"))


def quote_of(request: UserRequest, pk: int, verb: str = "view") -> Quote:
    """The quote, 404 when this person may not see (or change) it."""
    quote = quote_page_of(request.user, pk, verb)
    return quote or get_object_or_404(Quote.objects.none(), pk=pk)


@require_GET
@needs(VIEW)
def quote_list(request: UserRequest) -> HttpResponse:
    return list_page(
        request, QuoteList, "orders/quote_list.html", may_add=request.user.has_perm(ADD)
    )


def _here(request: UserRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_GET
@needs(VIEW)
def quote_detail(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk)
    seen(request, "view", Customer, [quote.customer_id])
    remember_record(request.user, quote)
    may_change = request.user.has_perm(CHANGE) and quote.is_newest
    context = {
        **sheet_of(quote, request.user),
        "form": HeadForm(user=request.user, quote=quote) if quote.is_draft else None,
        "editions": editions_of(quote),
        "steps": list(quote.steps.select_related("by").order_by("-pk")[:50]),
        "approvers": approvers_of(quote)[:3] if quote.status in ("draft", "asked") else [],
        "may_approve": quote.status == Quote.Status.ASKED and may_approve(request.user, quote),
        "may_send": may_change and quote.status in SENDABLE,
        "may_change": may_change,
        "may_add": request.user.has_perm(ADD),
        "may_delete": request.user.has_perm(DELETE),
        "link": link_of(quote, here=_here(request)) if quote.sent_at else "",
        "neighbours": neighbours(request, QuoteList, quote),
    }
    return render(request, "orders/quote_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def quote_open(request: UserRequest) -> HttpResponse:
    given = request.POST.get("other") or request.GET.get("customer", "")
    form = OpenForm(request.POST or None, user=request.user)
    rows = Customer.objects.visible_to(request.user)
    picked = rows.filter(pk=int(given)).first() if given.isdecimal() else None

    def write(other: Customer, title: str) -> Quote:
        today = timezone.localdate()
        return services.open_quote(
            other, title=title, owner=request.user, on=today, actor=request.user
        )

    if request.method == "POST" and (quote := submit(form, write)):
        return done(
            request, quote.get_absolute_url(), _("견적을 만들었습니다. 품목을 더해 주세요.")
        )
    return side_form(
        request, form, _("견적 만들기"), body="orders/quote_fields.html", picked=picked
    )


@require_POST
@needs(ADD)
def deal_quote(request: UserRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(deals_seen_by(request.user).select_related("customer", "owner"), pk=pk)
    return acted(request, deal, lambda: quote_deal(
        deal, on=timezone.localdate(), actor=request.user
    ), _("거래의 상품으로 견적을 만들었습니다."))  # fmt: skip


@require_POST
@needs(ADD)
def quote_copy(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk)
    return acted(request, quote, lambda: services.duplicate_quote(
        quote, on=timezone.localdate(), actor=request.user
    ), _("복제했습니다."))  # fmt: skip


@require_POST
@needs(CHANGE)
def quote_revise(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    return acted(request, quote, lambda: services.revise_quote(
        quote, on=timezone.localdate(), actor=request.user
    ), _("새 판을 만들었습니다. 지난 판은 더 수락할 수 없습니다."))  # fmt: skip


@require_POST
@needs(CHANGE)
def quote_reopen(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    return acted(request, quote, lambda: approving.reopen_quote(
        quote, at=timezone.now(), actor=request.user
    ), _("다시 작성합니다. 승인은 다시 받아야 합니다."))  # fmt: skip


@require_POST
@needs(DELETE)
def quote_remove(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "delete")
    return acted(
        request, quote, lambda: services.remove_quote(quote, actor=request.user),
        _("견적을 지웠습니다."), to=reverse("orders:quote_list"),
    )  # fmt: skip


def _word(
    request: UserRequest, quote: Quote, form: Form, act: Any, title: str, text: str
) -> HttpResponse:
    """A step that goes with some words, written in the side panel."""
    if request.method == "POST" and submit(form, act, quote, at=timezone.now(), actor=request.user):
        return done(request, quote.get_absolute_url(), text)
    return side_form(request, form, title)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def quote_ask(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    form = NoteForm(request.POST or None, user=request.user)
    return _word(request, quote, form, approving.ask_approval, _("승인 요청"),
                 _("승인을 요청했습니다."))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(APPROVE)
def quote_approve(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk)
    form = NoteForm(request.POST or None, user=request.user)
    return _word(request, quote, form, approving.approve_quote, _("견적 승인"), _("승인했습니다."))


@require_http_methods(["GET", "POST"])
@needs(APPROVE)
def quote_return(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk)
    form = ReasonForm(request.POST or None, user=request.user)
    return _word(request, quote, form, approving.return_quote, _("견적 반려"), _("반려했습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def quote_send(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    subject, text = usual_words(quote, here=_here(request))
    initial = {"subject": subject, "text": text, "version": quote.version, "way": "email"}
    form = SendForm(request.POST or None, user=request.user, initial=initial)
    send = partial(send_quote, today=timezone.localdate())
    return _word(request, quote, form, send, _("견적 보내기"), _("견적을 보냈습니다."))


@require_GET
@needs(VIEW)
def quote_compare(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk)
    editions = editions_of(quote)
    wanted = request.GET.get("with", "")
    others = [row for row in editions if row.pk != quote.pk]
    chosen = [row for row in others if str(row.edition) == wanted]
    former = [row for row in others if row.edition < quote.edition]
    other = next(iter([*chosen, *former, *others]), quote)
    before, after = sorted([quote, other], key=lambda row: row.edition)
    context = {
        "quote": quote,
        "before": before,
        "after": after,
        "others": others,
        "changes": compared(before, after),
    }
    return render(request, "orders/quote_compare.html", context)


@require_GET
@needs(VIEW)
def quote_paper(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk)
    seen(request, "view", Customer, [quote.customer_id])
    language = "en" if request.GET.get("lang") == "en" else "ko"
    return pdf_answer(
        quote_pdf(quote, language=language, at=timezone.now()),
        f"{quote.number}-v{quote.edition}.pdf",
    )
