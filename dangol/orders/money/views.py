"""Pages of bills, receipts and a customer's account."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.korean.dates import parse_date
from dangol.kit.personal import seen
from dangol.orders.answers import pdf_answer
from dangol.orders.money import services as money
from dangol.orders.money.forms import CreditForm, ReceiptForm
from dangol.orders.money.lists import BillList, ReceiptList
from dangol.orders.money.models import Bill, Receipt
from dangol.orders.money.queries import (
    VIEW_REFUND,
    Account,
    account_of,
    balance_of,
    bills_seen_by,
    refundable,
    unpaid,
)
from dangol.orders.papers.issuing import print_account
from dangol.workspace.lists.views import list_page

BILLS, CREDIT = "orders.view_bill", "orders.change_bill"
RECEIPTS, RECEIVE, TAKE_BACK = (f"orders.{verb}_receipt" for verb in ("view", "add", "delete"))
YEAR = timedelta(days=365)


def customer_of(request: UserRequest, pk: int) -> Customer:
    """The customer, 404 when this person may not see them."""
    return get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)


@require_GET
@needs(BILLS)
def bill_list(request: UserRequest) -> HttpResponse:
    may = {
        f"may_{verb}": request.user.has_perm(f"orders.{verb}_bill") for verb in ("add", "export")
    }
    return list_page(request, BillList, "orders/bill_list.html", **may)


@require_GET
@needs(RECEIPTS)
def receipt_list(request: UserRequest) -> HttpResponse:
    may_see = request.user.has_perm(VIEW_REFUND)
    return list_page(request, ReceiptList, "orders/receipt_list.html", may_see_refunds=may_see)


@require_GET
@needs(BILLS)
def bill_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A bill is read where it counts: in its order, or in the customer's account."""
    bill = get_object_or_404(bills_seen_by(request.user).select_related("order"), pk=pk)
    return redirect(bill.order or _account_url(bill.customer_id))


@require_GET
@needs(RECEIPTS)
def receipt_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A receipt is read in the customer's account, a refund on its own page."""
    rows = Receipt.objects.visible_to(request.user).select_related("refund")
    receipt = get_object_or_404(rows, pk=pk)
    if refund := getattr(receipt, "refund", None):
        return redirect(refund)
    return redirect(_account_url(receipt.customer_id))


def account_between(customer: Customer, since: str, until: str) -> Account:
    """The account of days as they were written; a year up to today where they are not."""
    today = timezone.localdate()
    first, last = _day(since, today - YEAR), _day(until, today)
    return account_of(customer, since=min(first, last), until=max(first, last))


def _asked(request: UserRequest, customer: Customer) -> Account:
    return account_between(customer, request.GET.get("since", ""), request.GET.get("until", ""))


def _day(text: str, usual: date) -> date:
    try:
        return parse_date(text) or usual if text else usual
    except ValueError:
        return usual


@require_GET
@needs(BILLS)
def account(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    seen(request, "view", Customer, [customer.pk])
    receipts = Receipt.objects.filter(customer=customer).select_related("refund", "undone")
    context = {
        "customer": customer,
        "account": _asked(request, customer),
        "balance": balance_of(customer),
        "open_bills": list(unpaid(bills_seen_by(request.user).filter(customer=customer))[:50]),
        "receipts": list(receipts.order_by("-received_on", "-pk")[:20]),
        "refundable": refundable(customer),
        "may_refund": request.user.has_perm("orders.add_refund"),
        "today": timezone.localdate(),
        "may_receive": request.user.has_perm(RECEIVE),
        "may_take_back": request.user.has_perm(TAKE_BACK),
        "may_correct": request.user.has_perm("orders.change_receipt"),
        "may_credit": request.user.has_perm(CREDIT),
        "may_send": request.user.has_perm("orders.change_order"),
    }
    return render(request, "orders/account.html", context)


@require_GET
@needs(BILLS)
def account_paper(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    seen(request, "view", Customer, [customer.pk])
    account = _asked(request, customer)
    pdf = print_account(account, at=timezone.now(), actor=request.user)
    return pdf_answer(pdf, f"account-{customer.number}.pdf")


@require_http_methods(["GET", "POST"])
@needs(RECEIVE)
def receipt_add(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    bills = unpaid(bills_seen_by(request.user).filter(customer=customer, total__gt=0))
    asked = request.GET.get("bill", "")
    bill = bills.filter(pk=int(asked)).first() if asked.isdecimal() else None
    initial = {"bill": bill, "amount": f"{bill.left:,}"} if bill else {}
    form = ReceiptForm(request.POST or None, user=request.user, bills=bills, initial=initial)
    if request.method == "POST" and submit(
        form, money.receive, customer, owner=request.user, actor=request.user
    ):
        here = request.POST.get("next") or request.GET.get("next", "")
        url = bill.order.get_absolute_url() if bill and bill.order and here == "order" else ""
        return done(request, url or _account_url(customer.pk), _("수금을 적었습니다."))
    return side_form(request, form, _("수금 적기"))


def _account_url(pk: int) -> str:
    return reverse("orders:account", args=[pk])


@require_POST
@needs(TAKE_BACK)
def receipt_remove(request: UserRequest, pk: int) -> HttpResponse:
    rows = Receipt.objects.visible_to(request.user, "delete")
    receipt = get_object_or_404(rows, pk=pk)

    def act() -> Receipt:
        money.take_back_receipt(receipt, actor=request.user)
        return receipt

    url = _account_url(receipt.customer_id)
    text = _("수금을 지웠습니다. 청구가 다시 열렸습니다.")
    return acted(request, url, act, text, to=url)


@require_POST
@needs(RECEIVE)
def credits_use(request: UserRequest, pk: int) -> HttpResponse:
    customer = customer_of(request, pk)
    money.match_left(customer)
    return done(request, _account_url(customer.pk), _("남은 입금을 청구에 맞추었습니다."))


@require_http_methods(["GET", "POST"])
@needs(CREDIT)
def bill_credit(request: UserRequest, pk: int) -> HttpResponse:
    bill: Bill = get_object_or_404(bills_seen_by(request.user, "change"), pk=pk)
    form = CreditForm(
        request.POST or None, user=request.user, initial={"amount": f"{bill.total:,}"}
    )
    if request.method == "POST" and submit(form, money.credit_bill, bill, actor=request.user):
        return done(request, bill.get_absolute_url(), _("환입을 적었습니다."))
    return side_form(request, form, _("환입"))
