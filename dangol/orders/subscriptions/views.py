"""What is done with a running contract."""

from datetime import date
from decimal import Decimal
from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.orders.money.queries import bills_seen_by
from dangol.orders.subscriptions import services
from dangol.orders.subscriptions.forms import PlanForm, TermsForm, UsageForm
from dangol.orders.subscriptions.lists import ContractList, MovementList
from dangol.orders.subscriptions.models import Contract, ContractLine, Usage
from dangol.orders.subscriptions.plans import Change, change_plan, planned
from dangol.orders.subscriptions.queries import (
    bills_of_contract,
    contracts_seen_by,
    movements_seen_by,
    open_usage,
)
from dangol.orders.subscriptions.usage import UsageGiven, Written, remove_usage, write_usage
from dangol.workspace.lists.views import list_page

VIEW, CHANGE = "orders.view_contract", "orders.change_contract"


def contract_of(request: UserRequest, pk: int) -> Contract:
    """The contract, 404 when this person may not change it."""
    contract: Contract = get_object_or_404(contracts_seen_by(request.user, "change"), pk=pk)
    return contract


@require_GET
@needs(VIEW)
def contract_list(request: UserRequest) -> HttpResponse:
    may_add = request.user.has_perm("orders.add_contract")
    return list_page(request, ContractList, "orders/contract_list.html", may_add=may_add)


@require_GET
@needs(VIEW)
def contract_detail(request: UserRequest, pk: int) -> HttpResponse:
    rows = contracts_seen_by(request.user).select_related("customer", "owner", "order")
    contract = get_object_or_404(rows, pk=pk)
    seen(request, "view", Customer, [contract.customer_id])
    bills = bills_of_contract(contract, among=bills_seen_by(request.user))
    lines = list(contract.lines.order_by("pk"))
    context = {
        "contract": contract,
        "lines": [line for line in lines if line.ends_on is None],
        "former": [line for line in lines if line.ends_on is not None],
        "has_metered": any(line.is_metered for line in lines),
        "used": open_usage(contract),
        "usage": list(
            Usage.objects.filter(line__contract=contract)
            .select_related("line", "bill")
            .order_by("-on", "-pk")[:12]
        ),
        "movements": list(contract.movements.order_by("-on", "-pk")[:12]),
        "may_change": request.user.has_perm("orders.change_contract"),
        "bills": list(bills.order_by("-billed_on", "-pk")[:60]),
        "today": timezone.localdate(),
        "may_receive": request.user.has_perm("orders.add_receipt"),
        "may_credit": request.user.has_perm("orders.change_bill"),
    }
    return render(request, "orders/contract_detail.html", context)


@require_GET
@needs(VIEW)
def movement_list(request: UserRequest) -> HttpResponse:
    return list_page(request, MovementList, "workspace/list.html")


@require_GET
@needs(VIEW)
def movement_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A movement is read in its contract."""
    row = get_object_or_404(movements_seen_by(request.user).select_related("contract"), pk=pk)
    return redirect(row.contract)


@require_POST
@needs(CHANGE)
def contract_pause(request: UserRequest, pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    pause = partial(
        services.pause_contract, contract, today=timezone.localdate(), actor=request.user
    )
    text = _("멈추었습니다. 다시 시작할 때까지 청구하지 않습니다.")
    return acted(request, contract, pause, text)


@require_POST
@needs(CHANGE)
def contract_resume(request: UserRequest, pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    resume = partial(
        services.resume_contract, contract, today=timezone.localdate(), actor=request.user
    )
    return acted(request, contract, resume, _("다시 시작했습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def contract_terms(request: UserRequest, pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    form = TermsForm(request.POST or None, user=request.user, record=contract)
    if request.method == "POST" and submit(
        form, services.change_terms, contract, today=timezone.localdate(), actor=request.user
    ):
        return done(request, contract.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("계약 조건"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def usage_add(request: UserRequest, pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    form = UsageForm(request.POST or None, user=request.user, contract=contract)

    def write(line: ContractLine, on: date, quantity: Decimal, note: str) -> Written:
        given = [UsageGiven(line.pk, on, quantity, "", note)]
        return write_usage(given, today=timezone.localdate(), actor=request.user)

    if request.method == "POST" and submit(form, write):
        return done(request, contract.get_absolute_url(), _("사용량을 적었습니다."))
    return side_form(request, form, _("사용량 적기"))


@require_POST
@needs(CHANGE)
def usage_remove(request: UserRequest, pk: int, usage_pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    usage = get_object_or_404(Usage, line__contract=contract, pk=usage_pk)

    def act() -> Contract:
        remove_usage(usage, actor=request.user)
        return contract

    return acted(request, contract, act, _("사용량을 지웠습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def plan_change(request: UserRequest, pk: int, line_pk: int) -> HttpResponse:
    """What the change comes to is shown first; it is made once just that was seen."""
    contract = contract_of(request, pk)
    rows = contract.lines.select_related("product", "contract__customer")
    line = get_object_or_404(rows, pk=line_pk)
    today = timezone.localdate()
    form = PlanForm(request.POST or None, user=request.user, line=line, today=today)
    found = submit(form, lambda **given: planned(line, form.plan, on=given["on"]))
    if found and request.POST.get("seen") == _signature(found):
        change_plan(line, form.plan, on=found.on, today=today, actor=request.user)
        return done(request, contract.get_absolute_url(), _("플랜을 바꾸었습니다."))
    return side_form(
        request, form, _("플랜 바꾸기"), body="orders/plan_fields.html", found=found,
        seen=_signature(found) if found else "",
        submit=_("이대로 바꾸기") if found else _("미리 보기"),
    )  # fmt: skip


def _signature(found: Change) -> str:
    then = found.then.amount.gross if found.then else 0
    return f"{found.on} {found.total} {then} {found.line.quantity} {found.line.cycle}"
