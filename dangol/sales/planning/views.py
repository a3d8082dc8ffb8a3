"""Pages of planned sales."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.sales.planning import services
from dangol.sales.planning.forms import PlannedForm
from dangol.sales.planning.lists import PlannedSaleList, status_badge
from dangol.sales.planning.models import PlannedSale
from dangol.sales.planning.queries import planned_sales_seen_by
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page
from dangol.workspace.queries import person_name

VIEW, ADD, CHANGE = (f"sales.{verb}_plannedsale" for verb in ("view", "add", "change"))
OPEN = "sales.add_deal"


def _row(request: UserRequest, pk: int, verb: str = "change") -> PlannedSale:
    rows = planned_sales_seen_by(request.user, verb).select_related("customer", "product", "deal")
    return get_object_or_404(rows, pk=pk)


@require_GET
@needs(VIEW)
def planned_sale_list(request: UserRequest) -> HttpResponse:
    may = request.user.has_perm(ADD)
    return list_page(request, PlannedSaleList, "sales/planned_sale_list.html", may_add=may)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def planned_sale_add(request: UserRequest) -> HttpResponse:
    given = request.POST.get("other") or request.GET.get("customer", "")
    rows = Customer.objects.visible_to(request.user)
    picked = rows.filter(pk=int(given)).first() if given.isdecimal() else None
    form = PlannedForm(request.POST or None, user=request.user)

    def write(other: Customer, **values: Any) -> PlannedSale:
        today = timezone.localdate()
        return services.plan_sale(other, today=today, actor=request.user, **values)

    if request.method == "POST" and (row := submit(form, write)):
        return done(request, row.get_absolute_url(), _("적었습니다."))
    body = "sales/deal_fields.html"
    return side_form(request, form, _("영업기획 적기"), body=body, picked=picked)


@require_GET
@needs(VIEW)
def planned_sale_detail(request: UserRequest, pk: int) -> HttpResponse:
    row = _row(request, pk, "view")
    seen(request, "view", Customer, [row.customer_id])
    user = request.user
    context = {
        "row": row,
        "owner_name": person_name(row.owner_id),
        "badge": status_badge(row.status),
        "neighbours": neighbours(request, PlannedSaleList, row),
        "may_change": user.has_perm(CHANGE) and row.is_planned,
        "may_open": user.has_perm(CHANGE) and user.has_perm(OPEN) and row.is_planned,
    }
    return render(request, "sales/planned_sale.html", context)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def planned_sale_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = PlannedForm(request.POST or None, user=request.user, row=row)

    def write(**values: Any) -> PlannedSale:
        today = timezone.localdate()
        return services.edit_planned(row, today=today, actor=request.user, **values)

    if request.method == "POST" and submit(form, write):
        return done(request, row.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("영업기획 고치기"))


@require_POST
@needs(CHANGE)
def planned_sale_open(request: UserRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    if not request.user.has_perm(OPEN):
        raise PermissionDenied
    try:
        deal = services.open_planned(row, at=timezone.now(), actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return done(request, deal.get_absolute_url(), _("거래를 만들었습니다."))


@require_POST
@needs(CHANGE)
def planned_sale_drop(request: UserRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    try:
        services.drop_planned(row, actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return done(request, row.get_absolute_url(), _("취소했습니다."))
