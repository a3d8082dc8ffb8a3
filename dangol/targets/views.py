"""Pages of targets: quotas, calls, commission plans and statements."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.sales.models import Deal
from dangol.targets import services
from dangol.targets.forms import (
    CallForm,
    PlanForm,
    QuotaForm,
    SharesForm,
    SpreadForm,
    WhatIfForm,
)
from dangol.targets.lists import PlanList, QuotaList, StatementList
from dangol.targets.models import Hidden, Plan, Quota, Statement
from dangol.targets.queries import shares_of
from dangol.workspace.lists.views import list_page

VIEW, ADD, CHANGE = "targets.view_quota", "targets.add_quota", "targets.change_quota"
STATEMENTS, MANAGE = "targets.view_statement", "targets.manage_commission"


@require_GET
@needs(VIEW)
def quota_list(request: UserRequest) -> HttpResponse:
    hidden = Hidden.objects.filter(person=request.user).exists()
    may = request.user.has_perm(ADD)
    return list_page(request, QuotaList, "targets/quota_list.html", may_add=may, hidden=hidden)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def quota_add(request: UserRequest) -> HttpResponse:
    form = QuotaForm(request.POST or None, user=request.user)
    if request.method == "POST" and submit(form, services.set_quota, actor=request.user):
        return done(request, reverse("targets:quota_list"), _("저장했습니다."))
    return side_form(request, form, _("할당 정하기"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def quota_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Quota.objects.visible_to(request.user, "change"), pk=pk)
    initial = {"owner": row.owner_id, "department": row.department_id, "month": row.month,
               "territory": row.territory_id, "amount": f"{row.amount:,}",
               "product": row.product_id}  # fmt: skip
    form = QuotaForm(request.POST or None, user=request.user, initial=initial, custom=row.custom)
    if request.method == "POST" and submit(form, services.set_quota, actor=request.user):
        return done(request, reverse("targets:quota_list"), _("저장했습니다."))
    return side_form(request, form, _("할당 고치기"))


@require_http_methods(["GET", "POST"])
@needs(ADD)
def quota_spread(request: UserRequest) -> HttpResponse:
    initial = {"year": timezone.localdate().year}
    form = SpreadForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, services.spread_quota, actor=request.user):
        return done(request, reverse("targets:quota_list"), _("열두 달에 나누었습니다."))
    return side_form(request, form, _("한 해 나누기"))


@require_POST
@needs(VIEW)
def board_toggle(request: UserRequest) -> HttpResponse:
    services.show_on_board(request.user, is_shown=request.POST.get("shown") == "1")
    return done(request, reverse("targets:quota_list"), _("저장했습니다."))


@require_http_methods(["GET", "POST"])
@needs(VIEW)
def call_write(request: UserRequest) -> HttpResponse:
    form = CallForm(
        request.POST or None, user=request.user,
        initial={"month": timezone.localdate().replace(day=1)},
    )  # fmt: skip

    def write(**values: Any) -> Any:
        return services.call_month(request.user, actor=request.user, **values)

    if request.method == "POST" and submit(form, write):
        return done(request, reverse("workspace:report", args=["forecast"]), _("저장했습니다."))
    return side_form(request, form, _("예측 부르기"))


@require_GET
@needs(STATEMENTS)
def commission(request: UserRequest) -> HttpResponse:
    user = request.user
    rows = Statement.objects.visible_to(user).select_related("owner", "plan")
    may_manage = user.has_perm(MANAGE)
    month = timezone.localdate().replace(day=1)
    sellers = Plan.people.through.objects.order_by("user__name", "user")
    initial = {
        "owner": sellers.values_list("user", flat=True).first(),
        "month": (month - timedelta(days=1)).replace(day=1),
    }
    form = WhatIfForm(request.GET if "plan" in request.GET else None, user=user, initial=initial)
    context: dict[str, Any] = {
        "statements": rows.order_by("-month", "owner__name")[:100],
        "plans": Plan.objects.order_by("name").prefetch_related("people") if may_manage else [],
        "may_manage": may_manage,
        "form": form,
        "month": month,
    }
    if may_manage and form.is_bound and form.is_valid():
        sold, quota, lines = services.what_if(**form.cleaned_data)
        total = sum(line.amount for line in lines)
        context |= {"what_if": {"sold": sold, "quota": quota, "lines": lines, "total": total}}
    return render(request, "targets/commission.html", context)


@require_GET
@needs(MANAGE)
def plan_list(request: UserRequest) -> HttpResponse:
    return list_page(request, PlanList, "targets/plan_list.html")


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def plan_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Plan, pk=pk) if pk else None
    initial = PlanForm.initial_of(row) if row else None
    form = PlanForm(request.POST or None, user=request.user, initial=initial)

    def write(people: Any, **values: Any) -> Plan:
        return services.write_plan(row, people=list(people), actor=request.user, **values)

    if request.method == "POST" and submit(form, write):
        return done(request, reverse("targets:commission"), _("저장했습니다."))
    return side_form(request, form, _("커미션 규칙"))


@require_POST
@needs(MANAGE)
def month_settle(request: UserRequest) -> HttpResponse:
    try:
        month = date.fromisoformat(f"{request.POST.get('month', '')}-01")
    except ValueError:
        messages.error(request, _("달을 골라 주세요."))
        return redirect("targets:commission")
    made, left = services.settle_all(month=month, at=timezone.now(), actor=request.user)
    text = _("명세 %(made)s건을 만들었습니다. 이미 승인한 %(left)s건은 그대로 두었습니다.")
    return done(request, reverse("targets:commission"), text % {"made": made, "left": left})


@require_GET
@needs(STATEMENTS)
def statement_list(request: UserRequest) -> HttpResponse:
    return list_page(request, StatementList, "workspace/list.html")


@require_GET
@needs(STATEMENTS)
def statement(request: UserRequest, pk: int) -> HttpResponse:
    rows = Statement.objects.visible_to(request.user).select_related("owner", "plan", "approved_by")
    row = get_object_or_404(rows, pk=pk)
    may_approve = request.user.has_perm(MANAGE) and not row.approved_at
    return render(request, "targets/statement.html", {"row": row, "may_approve": may_approve})


@require_POST
@needs(MANAGE)
def statement_approve(request: UserRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Statement.objects.visible_to(request.user), pk=pk)
    try:
        services.approve_statement(row, at=timezone.now(), actor=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return done(request, row.get_absolute_url(), _("승인했습니다."))


@require_http_methods(["GET", "POST"])
@needs("sales.change_deal")
def shares_edit(request: UserRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(Deal.objects.visible_to(request.user, "change"), pk=pk)
    rows = shares_of(deal)
    now = "\n".join(f"{row.person.name} | {row.percent.normalize():f}" for row in rows)
    form = SharesForm(request.POST or None, user=request.user, initial={"shares": now})

    def write(shares: Any) -> bool:
        services.share_deal(deal, shares, actor=request.user)
        return True

    if request.method == "POST" and submit(form, write):
        return done(request, deal.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("거래 나눔"))
