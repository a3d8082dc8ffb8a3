"""What is done with a running contract."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.orders.orders.models import Contract
from dangol.orders.orders.queries import contracts_seen_by
from dangol.orders.subscriptions import services
from dangol.orders.subscriptions.forms import TermsForm

CHANGE = "orders.change_contract"


def contract_of(request: UserRequest, pk: int) -> Contract:
    """The contract, 404 when this person may not change it."""
    contract: Contract = get_object_or_404(contracts_seen_by(request.user, "change"), pk=pk)
    return contract


def _said(request: UserRequest, contract: Contract, text: str, act: Any) -> HttpResponse:
    try:
        act()
    except Refused as error:
        messages.error(request, str(error))
        return redirect(contract)
    return done(request, contract.get_absolute_url(), text)


@require_POST
@needs(CHANGE)
def contract_pause(request: UserRequest, pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    return _said(request, contract, _("멈추었습니다. 다시 시작할 때까지 청구하지 않습니다."),
                 lambda: services.pause_contract(contract, actor=request.user))  # fmt: skip


@require_POST
@needs(CHANGE)
def contract_resume(request: UserRequest, pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    return _said(request, contract, _("다시 시작했습니다."), lambda: services.resume_contract(
        contract, today=timezone.localdate(), actor=request.user
    ))  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def contract_terms(request: UserRequest, pk: int) -> HttpResponse:
    contract = contract_of(request, pk)
    form = TermsForm(request.POST or None, user=request.user, contract=contract)
    if request.method == "POST" and submit(
        form, services.change_terms, contract, actor=request.user
    ):
        return done(request, contract.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("계약 조건"))
