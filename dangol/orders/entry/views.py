"""Pages on which people enter orders, contracts and bills, also out of a ticket or a call."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.catalog.products.queries import find_products, sellable
from dangol.customers.models import Customer
from dangol.customers.pages import done
from dangol.helpdesk.models import Call, Ticket
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.orders.entry import services
from dangol.orders.entry.forms import (
    BillEntryForm,
    ContractEntryForm,
    EntryForm,
    OrderEntryForm,
    RowForm,
    Rows,
)

ADD = "orders.add_order"
NEAR = 30


class Kind(NamedTuple):
    """One thing that can be entered."""

    title: str | Promise
    form: type[EntryForm]
    act: Callable[..., Any]
    done: str | Promise


KINDS = {
    "order": Kind(_("주문 입력"), OrderEntryForm, services.enter_order, _("주문을 적었습니다.")),
    "contract": Kind(
        _("계약 입력"), ContractEntryForm, services.enter_contract, _("계약을 적었습니다.")
    ),
    "bill": Kind(_("청구 입력"), BillEntryForm, services.enter_bill, _("청구를 적었습니다.")),
}


@require_http_methods(["GET", "POST"])
@needs(ADD)
def order_enter(request: UserRequest) -> HttpResponse:
    return _enter(request, "order")


@require_http_methods(["GET", "POST"])
@needs("orders.add_contract")
def contract_enter(request: UserRequest) -> HttpResponse:
    return _enter(request, "contract")


@require_http_methods(["GET", "POST"])
@needs("orders.add_bill")
def bill_enter(request: UserRequest) -> HttpResponse:
    return _enter(request, "bill")


def _enter(request: UserRequest, key: str) -> HttpResponse:
    kind = KINDS[key]
    customer = request.POST.get("other") or request.GET.get("customer", "")
    rows = Customer.objects.visible_to(request.user)
    picked = rows.filter(pk=int(customer)).first() if customer.isdecimal() else None
    form = kind.form(
        request.POST or None, user=request.user, initial={"text": request.GET.get("text", "")}
    )
    lines = Rows(
        request.POST or None, prefix="lines",
        form_kwargs={"user": request.user, "kind": key},
    )  # fmt: skip

    def write(*, other: Customer, **given: Any) -> Any:
        if key == "contract":
            given |= {"starts_on": given.pop("on"), "today": timezone.localdate()}
        return kind.act(other, lines=lines.entered, owner=request.user, actor=request.user, **given)

    is_right = request.method == "POST" and lines.is_valid()
    if is_right and (record := submit(form, write)):
        return done(request, record.get_absolute_url(), str(kind.done))
    is_wrong = request.method == "POST"
    context = {
        "kind": key, "title": kind.title, "form": form, "lines": lines, "picked": picked,
        "products": sellable()[:NEAR],
    }  # fmt: skip
    return render(request, "orders/enter.html", context, status=422 if is_wrong else 200)


@require_GET
@needs("catalog.view_product")
def entry_row(request: UserRequest) -> HttpResponse:
    """One more empty line, with the number after the last."""
    place, kind = request.GET.get("lines-TOTAL_FORMS", "0"), request.GET.get("kind", "order")
    n = int(place) if place.isdecimal() else 0
    row = RowForm(prefix=f"lines-{n}", user=request.user, kind=kind)
    context = {"row": row, "count": n + 1, "n": n + 1}
    return render(request, "orders/enter.html#more", context)


@require_GET
@needs("catalog.view_product")
def entry_products(request: UserRequest) -> HttpResponse:
    """Products whose name, code or initials were begun, as options."""
    begun = [name for name in request.GET if name.endswith("-item")]
    given = request.GET.get(begun[0], "") if begun else ""
    found = find_products(request.user, given, limit=NEAR) if given.strip() else sellable()[:NEAR]
    return render(request, "orders/enter.html#products", {"products": found})


@require_GET
@needs(ADD)
def ticket_order(request: UserRequest, pk: int) -> HttpResponse:
    """Enter an order for whom a ticket is about."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.user), pk=pk)
    text = _t("티켓 %(number)s에서 주문") % {"number": ticket.number}
    return _carried(request, ticket.customer_id or ticket.person_id, text)


@require_GET
@needs(ADD)
def call_order(request: UserRequest, pk: int) -> HttpResponse:
    """Enter an order for the customer of a call."""
    call = get_object_or_404(Call.objects.visible_to(request.user), pk=pk)
    day = timezone.localtime(call.started_at)
    text = _t("%(at)s 통화에서 주문") % {"at": f"{day:%Y-%m-%d %H:%M}"}
    return _carried(request, call.customer_id, text)


def _carried(request: HttpRequest, customer: int | None, text: str) -> HttpResponse:
    query = urlencode({"customer": customer or "", "text": text})
    url = f"{reverse('orders:order_enter')}?{query}"
    if request.htmx:  # type: ignore[attr-defined]  # set at run time
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)
