"""Pages that correct the words, days and own fields of bills, receipts and refunds."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.orders.forms import RecordForm
from dangol.orders.money import correcting
from dangol.orders.money.forms import BillEditForm, ReceiptEditForm, RefundEditForm
from dangol.orders.money.models import Receipt
from dangol.orders.money.queries import bills_seen_by, refunds_seen_by


@require_http_methods(["GET", "POST"])
@needs("orders.change_bill")
def bill_edit(request: UserRequest, pk: int) -> HttpResponse:
    bill = get_object_or_404(bills_seen_by(request.user, "change"), pk=pk)
    return _correct(request, bill, BillEditForm, correcting.edit_bill, _("청구 고치기"))


@require_http_methods(["GET", "POST"])
@needs("orders.change_receipt")
def receipt_edit(request: UserRequest, pk: int) -> HttpResponse:
    receipt = get_object_or_404(Receipt.objects.visible_to(request.user, "change"), pk=pk)
    return _correct(request, receipt, ReceiptEditForm, correcting.edit_receipt, _("수금 고치기"))


@require_http_methods(["GET", "POST"])
@needs("orders.change_refund")
def refund_edit(request: UserRequest, pk: int) -> HttpResponse:
    refund = get_object_or_404(refunds_seen_by(request.user, "change"), pk=pk)
    return _correct(request, refund, RefundEditForm, correcting.edit_refund, _("환불 고치기"))


def _correct(
    request: UserRequest, record: Any, kind: type[RecordForm], act: Callable[..., Any], title: str
) -> HttpResponse:
    seen(request, "view", Customer, [record.customer_id])
    form = kind(request.POST or None, user=request.user, record=record)
    if request.method == "POST" and submit(form, act, record, actor=request.user):
        return done(request, record.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, title)
