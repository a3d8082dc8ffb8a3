"""The customer's page of a quote, by signed link and without an account."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dangol.codes.company import company
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.personal import client_address
from dangol.messaging.tracking.robots import is_robot
from dangol.orders.answers import pdf_answer
from dangol.orders.papers.paper import words_of
from dangol.orders.quotes import answering
from dangol.orders.quotes.links import quote_of_token, token_of
from dangol.orders.quotes.models import Quote
from dangol.orders.quotes.printing import quote_pdf
from dangol.orders.quotes.queries import by_cycle, gone_lines, lines_of, newest_of

SHOWN = 500
FIELDS = ("name", "agree", "text", "reason")


def _offered(token: str) -> Quote:
    """The quote the link names; one that never went out is nobody's business."""
    quote = quote_of_token(token)
    if quote is None or not quote.sent_at:
        raise Http404
    return quote


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
def offer(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing but 처음 열람; link checkers are not counted."""
    with override("ko"):
        quote = _offered(token)
        errors: dict[str, list[str]] = {}
        if request.method == "POST":
            try:
                _answer(request, quote)
            except ValidationError as error:
                errors = _by_field(error)
            except Refused as error:
                errors = {"": [str(error)]}
                if gone_lines(quote):
                    answering.tell_of_gone_products(quote)
            else:
                return redirect(request.path)
        elif not request.user.is_authenticated and not is_robot(
            request.headers, request.method or "", None
        ):
            quote = answering.see_quote(quote, address=client_address(request), at=timezone.now())
        status = 422 if errors else 200
        return render(request, "orders/offer.html", _shown(request, quote, errors), status=status)


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    """The refusals by field of the page; those of no field stand on top."""
    found: dict[str, list[str]] = {}
    for name, texts in error.message_dict.items():
        found.setdefault(name if name in FIELDS else "", []).extend(texts)
    return found


def _answer(request: HttpRequest, quote: Quote) -> None:
    given: dict[str, Any] = {
        "name": request.POST.get("name", ""),
        "address": client_address(request),
        "at": timezone.now(),
        "today": timezone.localdate(),
    }
    _refuse_missing(request)
    match request.POST.get("act"):
        case "accept":
            answering.accept_quote(quote, **given)
        case "decline":
            answering.decline_quote(quote, reason=request.POST.get("reason", ""), **given)
        case "ask":
            answering.ask_about_quote(quote, text=request.POST.get("text", ""), **given)
        case _:
            raise Http404


def _refuse_missing(request: HttpRequest) -> None:
    """Name everything that was left empty at once, not one after the other."""
    needed = {"accept": "agree", "decline": "reason", "ask": "text"}
    said = {
        "name": _("성함을 적어 주세요."),
        "agree": _("견적 내용을 확인했다고 표시해 주세요."),
        "reason": _("사양하시는 이유를 적어 주세요."),
        "text": _("궁금한 점을 적어 주세요."),
    }
    names = ("name", needed.get(request.POST.get("act", ""), "name"))
    empty = {name: said[name] for name in names if not clean(request.POST.get(name, ""))}
    if empty:
        raise ValidationError(empty)


def _shown(request: HttpRequest, quote: Quote, errors: dict[str, list[str]]) -> dict[str, Any]:
    quote.refresh_from_db()
    newest = newest_of(quote)
    closed = answering.why_closed(quote, timezone.localdate())
    steps = quote.steps.filter(kind__in=("question", "accepted", "declined")).order_by("pk")
    return {
        "quote": quote,
        "lines": list(lines_of(quote)[:SHOWN]),
        "more": max(0, quote.lines.count() - SHOWN),
        "words": words_of(quote.total),
        "by_cycle": by_cycle(quote),
        "cut_total": quote.cut_supply + quote.cut_tax,
        "own": company(),
        "closed": closed,
        "newer": token_of(newest) if newest.pk != quote.pk and newest.sent_at else "",
        "token": token_of(quote),
        "errors": errors,
        "first_wrong": next((name for name in FIELDS if name in errors), ""),
        "given": request.POST,
        "answers": list(steps),
        "is_inside": request.user.is_authenticated,
    }


@require_safe
@never_cache
@login_not_required
def offer_paper(request: HttpRequest, token: str) -> HttpResponse:
    quote = _offered(token)
    language = "en" if request.GET.get("lang") == "en" else "ko"
    pdf = quote_pdf(quote, language=language, at=timezone.now())
    return pdf_answer(pdf, f"{quote.number}-v{quote.edition}.pdf")
