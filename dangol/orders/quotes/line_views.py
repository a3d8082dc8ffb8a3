"""The line editor: every change is kept at once and answered with what it changed."""

import json
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.catalog.configuring.engine import price_of, problems_of
from dangol.catalog.configuring.queries import chosen_of, default_choice, design_of
from dangol.catalog.models import Product
from dangol.catalog.prices.queries import prices_for
from dangol.catalog.products.queries import find_products, products_seen_by
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.orders.limits.queries import free_percent
from dangol.orders.quotes import lines as acts
from dangol.orders.quotes import services
from dangol.orders.quotes.forms import HeadForm, LineForm
from dangol.orders.quotes.lines import LineGiven
from dangol.orders.quotes.models import Quote, QuoteLine
from dangol.orders.quotes.sheet import sheet_of
from dangol.orders.quotes.views import CHANGE, quote_of

FOUND = 8


def _line(request: UserRequest, pk: int, line_pk: int) -> tuple[Quote, QuoteLine]:
    quote = quote_of(request, pk, "change")
    return quote, get_object_or_404(quote.lines.select_related("product"), pk=line_pk)


def _sheet(request: UserRequest, quote: Quote, template: str, **more: Any) -> HttpResponse:
    quote.refresh_from_db()
    page = request.POST.get("page", "1")
    context = sheet_of(quote, request.user, page=int(page) if page.isdecimal() else 1)
    return render(request, template, context | more)


def _refusal(error: Exception) -> HttpResponse:
    """A toast; what was typed stays where it is."""
    text = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return HttpResponse(
        status=422, headers={"HX-Trigger": json.dumps({"toast": {"text": text, "bad": True}}),
                             "HX-Reswap": "none"},
    )  # fmt: skip


def _whole(request: UserRequest, quote: Quote, act: Any) -> HttpResponse:
    """Do something to the lines; the answer is the whole sheet."""
    try:
        act()
    except (Refused, ValidationError) as error:
        return _refusal(error)
    return _sheet(request, quote, "orders/sheet.html")


@require_POST
@needs(CHANGE)
def head_edit(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    form = HeadForm(request.POST, user=request.user, quote=quote)
    if form.is_valid():
        try:
            services.edit_quote(quote, actor=request.user, **form.values())
        except (Refused, ValidationError) as error:
            return _refusal(error)
        if not request.htmx:
            return redirect(quote)
        answer = _sheet(request, quote, "orders/sheet.html", oob=True)
        answer["HX-Reswap"] = "none"
        return answer
    return render(request, "orders/head.html", {"form": form, "quote": quote}, status=422)


@require_GET
@needs(CHANGE)
def product_find(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    q = request.GET.get("q", "")[:100].strip()
    found = find_products(request.user, q, limit=FOUND) if q else []
    wanted = [(row, Decimal(1)) for row in found]
    prices = prices_for(wanted, on=quote.quoted_on, customer=quote.customer) if found else []
    rows = [(row, price.unit_price) for row, price in zip(found, prices, strict=True)]
    return render(request, "orders/found.html", {"quote": quote, "found": rows, "q": q})


@require_POST
@needs(CHANGE)
def line_add(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    given = request.POST.get("product", "")
    rows = products_seen_by(request.user)
    product = get_object_or_404(rows, pk=int(given) if given.isdecimal() else 0)
    if product.kind == Product.Kind.CONFIGURABLE:
        return redirect("orders:line_configure", quote.pk, product.pk)
    return _whole(request, quote, lambda: acts.add_lines(
        quote, [LineGiven(product)], actor=request.user
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def line_free(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    form = LineForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(form, acts.add_free_line, quote, actor=request.user):
        return done(request, quote.get_absolute_url(), _("품목을 더했습니다."))
    return side_form(request, form, _("상품에 없는 품목"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def line_configure(request: UserRequest, pk: int, product_pk: int) -> HttpResponse:
    """Choose options in the side panel; price and what does not fit follow at once."""
    quote = quote_of(request, pk, "change")
    product = get_object_or_404(products_seen_by(request.user), pk=product_pk)
    design = design_of(product)
    given = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(given) if "g" in given else default_choice(product)
    problems = problems_of(design, chosen)
    refusal = ""
    if request.method == "POST" and "try" not in request.POST:
        try:
            acts.add_configured(quote, product, chosen, actor=request.user)
        except Refused as error:
            refusal = "" if problems else str(error)
        else:
            return done(request, quote.get_absolute_url(), _("품목을 더했습니다."))
    context = {
        "quote": quote,
        "product": product,
        "groups": [
            (group, group.most == 1, [(one, chosen.get(one.key, 0)) for one in group.options],
             any(chosen.get(one.key) for one in group.options))
            for group in design.groups
        ],
        "problems": problems,
        "refusal": refusal,
        "priced": price_of(design, {key: n for key, n in chosen.items() if key in design.labels}),
    }  # fmt: skip
    template = "orders/configure.html"
    if request.htmx:
        template += "#result" if "try" in given else "#panel"
    status = 422 if request.method == "POST" and "try" not in request.POST else 200
    return render(request, template, context, status=status)


@require_POST
@needs(CHANGE)
def line_edit(request: UserRequest, pk: int, line_pk: int) -> HttpResponse:
    quote, line = _line(request, pk, line_pk)
    form = LineForm(request.POST, user=request.user, line=line)
    if not form.is_valid():
        return _refusal(ValidationError([e for errors in form.errors.values() for e in errors]))
    before = line.unit_price
    try:
        line = acts.edit_line(line, actor=request.user, **form.cleaned_data)
    except (Refused, ValidationError) as error:
        return _refusal(error)
    is_priced = line.unit_price != before and "unit_price" not in form.cleaned_data
    return _sheet(request, quote, "orders/amounts.html", priced=line.pk if is_priced else None)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def line_form(request: UserRequest, pk: int, line_pk: int) -> HttpResponse:
    """Everything of one line in the side panel: name, tax kind, how often it is paid."""
    quote, line = _line(request, pk, line_pk)
    form = LineForm(request.POST or None, user=request.user, line=line)
    if request.method == "POST" and submit(form, acts.edit_line, line, actor=request.user):
        return done(request, quote.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("품목 고치기"))


@require_POST
@needs(CHANGE)
def line_remove(request: UserRequest, pk: int, line_pk: int) -> HttpResponse:
    quote, line = _line(request, pk, line_pk)
    return _whole(request, quote, lambda: acts.drop_line(line, actor=request.user))


@require_POST
@needs(CHANGE)
def line_move(request: UserRequest, pk: int, line_pk: int) -> HttpResponse:
    quote, line = _line(request, pk, line_pk)
    up = request.POST.get("to") == "up"
    return _whole(request, quote, lambda: acts.move_line(line, up=up, actor=request.user))


@require_POST
@needs(CHANGE)
def discounts_lower(request: UserRequest, pk: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    limit = free_percent(quote.owner)
    return _whole(request, quote, lambda: acts.lower_discounts(
        quote, to=limit, actor=request.user
    ))  # fmt: skip


@require_GET
@needs(CHANGE)
def line_page(request: UserRequest, pk: int, page: int) -> HttpResponse:
    quote = quote_of(request, pk, "change")
    context = sheet_of(quote, request.user, page=page)
    return render(request, "orders/sheet.html", context)
