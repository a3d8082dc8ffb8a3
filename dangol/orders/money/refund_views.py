"""Pages of refunds."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.codes.queries import custom_fields
from dangol.customers.models import Customer
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import Form, submit
from dangol.kit.personal import seen
from dangol.orders.money import refunds
from dangol.orders.money.forms import RefundForm, UndoForm
from dangol.orders.money.lists import RefundList
from dangol.orders.money.models import Refund
from dangol.orders.money.queries import (
    APPROVE_REFUND,
    VIEW_REFUND,
    credits_of,
    may_decide,
    refundable,
    refunds_seen_by,
)
from dangol.orders.quotes.forms import NoteForm, ReasonForm
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page

ADD, CHANGE = "orders.add_refund", "orders.change_refund"


def _refund(request: UserRequest, pk: int, verb: str = "view") -> Refund:
    rows = refunds_seen_by(request.user, verb).select_related(
        "customer", "owner", "bill", "receipt", "undoing", "asked_by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
@needs(VIEW_REFUND)
def refund_list(request: UserRequest) -> HttpResponse:
    return list_page(request, RefundList, "workspace/list.html")


@require_GET
@needs(VIEW_REFUND)
def refund_detail(request: UserRequest, pk: int) -> HttpResponse:
    refund = _refund(request, pk)
    seen(request, "view", Customer, [refund.customer_id])
    may_change = refunds_seen_by(request.user, "change").filter(pk=pk).exists()
    context = {
        "refund": refund,
        "matches": list(refund.receipt.matches.select_related("bill", "source").order_by("pk"))
        if refund.receipt
        else [],
        "may_decide": refund.status == Refund.Status.ASKED and may_decide(request.user, refund),
        "may_undo": may_change and refund.status in (Refund.Status.ASKED, Refund.Status.PAID),
        "may_edit": may_change and bool(custom_fields(refunds.REFUND)),
        "neighbours": neighbours(request, RefundList, refund),
    }
    return render(request, "orders/refund_detail.html", context)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def refund_add(request: UserRequest, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    most = refundable(customer)
    form = RefundForm(
        request.POST or None, user=request.user, bills=credits_of(pk), most=most,
        initial={"amount": f"{most:,}"},
    )  # fmt: skip
    ask = partial(refunds.ask_refund, customer, owner=request.user, actor=request.user)
    if request.method == "POST" and (refund := submit(form, ask)):
        waits = refund.status == Refund.Status.ASKED
        text = _("승인을 요청했습니다.") if waits else _("환불을 적었습니다.")
        return done(request, refund.get_absolute_url(), text)
    return side_form(request, form, _("환불"))


@require_http_methods(["GET", "POST"])
@needs(APPROVE_REFUND)
def refund_approve(request: UserRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST or None, user=request.user)
    approve = partial(refunds.approve_refund, at=timezone.now())
    return _word(request, _refund(request, pk), form, approve, _("환불 승인"), _("승인했습니다."))


@require_http_methods(["GET", "POST"])
@needs(APPROVE_REFUND)
def refund_return(request: UserRequest, pk: int) -> HttpResponse:
    form = ReasonForm(request.POST or None, user=request.user)
    give = partial(refunds.return_refund, at=timezone.now())
    return _word(request, _refund(request, pk), form, give, _("환불 반려"), _("반려했습니다."))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def refund_undo(request: UserRequest, pk: int) -> HttpResponse:
    form = UndoForm(request.POST or None, user=request.user)
    refund = _refund(request, pk, "change")
    text = _("환불을 취소했습니다.")
    return _word(request, refund, form, refunds.undo_refund, _("환불 취소"), text)


def _word(
    request: UserRequest, refund: Refund, form: Form, act: Any, title: str, text: str
) -> HttpResponse:
    if request.method == "POST" and submit(form, act, refund, actor=request.user):
        return done(request, refund.get_absolute_url(), text)
    return side_form(request, form, title)
