"""Pages of dealers: registered deals, their approval, and the settings with the log."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
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
from dangol.sales.dealers import services
from dangol.sales.dealers.forms import ApproveForm, DealerForm, RegisterForm
from dangol.sales.dealers.lists import DealerList, RegistrationList, TransferList, status_badge
from dangol.sales.dealers.models import Dealer, DealerTransfer, DealRegistration
from dangol.sales.dealers.queries import (
    clash_of,
    days_left,
    dealer_of,
    dealers_see_all,
    registrations_seen_by,
    same_customers,
)
from dangol.sales.dealers.services import APPROVE
from dangol.sales.leads.forms import ReasonForm
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page

VIEW, ADD = "sales.view_dealregistration", "sales.add_dealregistration"
MANAGE = "sales.manage_dealers"


def _row(request: UserRequest, pk: int) -> DealRegistration:
    related = ("dealer", "owner", "decided_by", "deal")
    return get_object_or_404(registrations_seen_by(request.user).select_related(*related), pk=pk)


@require_GET
@needs(VIEW)
def registration_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm(ADD) and dealer_of(request.user) is not None
    return list_page(request, RegistrationList, "sales/registration_list.html", may_add=may_add)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def registration_add(request: UserRequest) -> HttpResponse:
    form = RegisterForm(request.POST or None, user=request.user)
    if request.method == "POST" and (
        row := submit(form, services.register_deal, at=timezone.now(), actor=request.user)
    ):
        return done(request, row.get_absolute_url(), _("등록했습니다. 승인을 기다립니다."))
    return side_form(request, form, _("거래 등록하기"))


@require_GET
@needs(VIEW)
def registration_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Those who approve see what it clashes with; the dealer only that it does."""
    row, today = _row(request, pk), timezone.localdate()
    may_decide = request.user.has_perm(APPROVE)
    is_asked = row.status == DealRegistration.Status.ASKED
    clash = clash_of(row, today=today) if is_asked else None
    if may_decide and clash:
        seen(request, "list", Customer, {deal.customer_id for deal in clash.deals})
    context = {
        "row": row,
        "badge": status_badge(row.status),
        "clash": clash,
        "known": same_customers(row).first() if may_decide and is_asked else None,
        "days_left": days_left(row, today),
        "may_decide": may_decide and is_asked and row.owner_id != request.user.pk,
        "sees_clash": may_decide,
        "neighbours": neighbours(request, RegistrationList, row),
    }
    return render(request, "sales/registration_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(APPROVE)
def registration_approve(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ApproveForm, services.approve_registration, _("승인"))


@require_http_methods(["GET", "POST"])
@needs(APPROVE)
def registration_refuse(request: UserRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, ReasonForm, services.refuse_registration, _("반려"))


def _decide(request: UserRequest, pk: int, kind: Any, service: Any, title: str) -> HttpResponse:
    row = _row(request, pk)
    form = kind(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and submit(
        form, service, row, at=timezone.now(), actor=request.user
    ):
        return done(request, row.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, title)


@require_GET
@needs(MANAGE)
def dealer_settings(request: UserRequest) -> HttpResponse:
    transfers = DealerTransfer.objects.select_related("customer", "before", "after", "actor")
    rows = list(transfers.order_by("-pk")[:10])
    seen(request, "list", Customer, {row.customer_id for row in rows})
    context = {
        "dealers": Dealer.objects.filter(is_active=True).count(),
        "sees_all": dealers_see_all(),
        "transfers": rows,
    }
    return render(request, "sales/dealer_settings.html", context)


@require_GET
@needs(MANAGE)
def dealer_list(request: UserRequest) -> HttpResponse:
    return list_page(request, DealerList, "sales/dealer_list.html")


@require_GET
@needs(MANAGE)
def transfer_list(request: UserRequest) -> HttpResponse:
    return list_page(request, TransferList, "workspace/list.html")


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def dealer_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Dealer, pk=pk) if pk else None
    initial = DealerForm.initial_of(row) if row else None
    form = DealerForm(request.POST or None, user=request.user, initial=initial)

    def write(**values: Any) -> Dealer:
        return services.write_dealer(row, actor=request.user, **values)

    if request.method == "POST" and submit(form, write):
        return done(request, reverse("sales:dealer_list"), _("저장했습니다."))
    return side_form(request, form, _("대리점"))


@require_POST
@needs(MANAGE)
def dealer_sight(request: UserRequest) -> HttpResponse:
    try:
        services.let_dealers_see_all(is_all=request.POST.get("all") == "1")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("sales:dealer_settings")
    return done(request, reverse("sales:dealer_settings"), _("저장했습니다."))
