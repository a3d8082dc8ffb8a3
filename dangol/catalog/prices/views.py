"""Pages of price lists."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.catalog.prices import services
from dangol.catalog.prices.forms import PriceForm, PriceListForm
from dangol.catalog.prices.lists import PriceListList
from dangol.catalog.prices.models import Price, PriceList
from dangol.catalog.prices.queries import price_for, price_lists_seen_by, prices_of
from dangol.catalog.products.views import pick_form, product_of
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE, DELETE = (
    f"catalog.{verb}_pricelist" for verb in ("view", "add", "change", "delete")
)


def _list_of(request: UserRequest, pk: int) -> PriceList:
    return get_object_or_404(price_lists_seen_by(request.user), pk=pk)


@require_GET
@needs(VIEW)
def price_list_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm(ADD)
    return list_page(request, PriceListList, "catalog/price_list_list.html", may_add=may_add)


@require_GET
@needs(VIEW)
def price_list_detail(request: UserRequest, pk: int) -> HttpResponse:
    row = _list_of(request, pk)
    context = {
        "row": row,
        "prices": list(prices_of(row)),
        "neighbours": neighbours(request, PriceListList, row),
        "may_change": request.user.has_perm(CHANGE),
        "may_delete": request.user.has_perm(DELETE),
    }
    return render(request, "catalog/price_list_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def price_list_add(request: UserRequest) -> HttpResponse:
    return _write_list(request, None)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def price_list_edit(request: UserRequest, pk: int) -> HttpResponse:
    return _write_list(request, _list_of(request, pk))


def _write_list(request: UserRequest, row: PriceList | None) -> HttpResponse:
    form = PriceListForm(request.POST or None, user=request.user, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            written = services.write_price_list(row, **form.values(), actor=request.user)
        except (Refused, ValidationError) as error:
            form.add_error(None, str(error) if isinstance(error, Refused) else error.messages)
        else:
            return done(request, _url(written), _("저장했습니다."))
    return side_form(request, form, _("가격표 고치기") if row else _("가격표 더하기"))


def _url(row: PriceList) -> str:
    return reverse("catalog:price_list_detail", args=[row.pk])


@require_POST
@needs(DELETE)
def price_list_remove(request: UserRequest, pk: int) -> HttpResponse:
    services.remove_price_list(_list_of(request, pk), actor=request.user)
    return done(request, reverse("catalog:price_list_list"), _("가격표를 지웠습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def price_write(request: UserRequest, pk: int, price_pk: int | None = None) -> HttpResponse:
    price_list = _list_of(request, pk)
    row = get_object_or_404(Price, price_list=price_list, pk=price_pk) if price_pk else None
    form = PriceForm(request.POST or None, user=request.user, row=row)
    if request.method == "POST" and submit(
        form, services.write_price, price_list, row, actor=request.user
    ):
        return done(request, _url(price_list), _("저장했습니다."))
    if row:
        return side_form(request, form, row.product.name)
    return pick_form(request, form, _("가격 더하기"))


@require_POST
@needs(CHANGE)
def price_remove(request: UserRequest, pk: int, price_pk: int) -> HttpResponse:
    price_list = _list_of(request, pk)
    row = get_object_or_404(Price, price_list=price_list, pk=price_pk)
    services.remove_price(row, actor=request.user)
    return done(request, _url(price_list), _("가격을 지웠습니다."))


@require_GET
@needs(VIEW)
def price_check(request: UserRequest, pk: int) -> HttpResponse:
    """What a customer pays for so many of a product today, and which list says so."""
    product = product_of(request, pk)
    number = request.GET.get("number", "").strip()[:30]
    context: dict[str, Any] = {"product": product, "number": number, "problem": ""}
    customer = None
    if number:
        customer = Customer.objects.visible_to(request.user).filter(number=number).first()
        if customer is None:
            context["problem"] = _("이 고객번호의 고객이 없거나 볼 권한이 없습니다.")
    try:
        quantity = Decimal(request.GET.get("quantity", "1").replace(",", "").strip() or "1")
        if not (quantity.is_finite() and 0 < quantity <= 10**9):
            raise InvalidOperation
    except InvalidOperation:
        quantity = Decimal(1)
        context["problem"] = _("수량: 0보다 큰 숫자를 적어 주세요.")
    found = price_for(product, quantity=quantity, on=timezone.localdate(), customer=customer)
    context |= {"quantity": quantity, "customer": customer, "found": found}
    return render(request, "catalog/price_check.html", context)
