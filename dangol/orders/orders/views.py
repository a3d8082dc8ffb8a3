"""Pages of orders."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.kit.personal import seen
from dangol.orders.answers import pdf_answer
from dangol.orders.money.queries import bills_seen_by, mixed
from dangol.orders.orders import services
from dangol.orders.orders.forms import OrderForm
from dangol.orders.orders.lists import OrderList
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.orders.printing import balances_of
from dangol.orders.orders.queries import VIEW, bills_of, orders_seen_by
from dangol.orders.papers.issuing import print_statement
from dangol.orders.papers.queries import issues_seen_by
from dangol.orders.quotes.models import Cycle, TaxKind
from dangol.orders.subscriptions.queries import contracts_seen_by
from dangol.workspace.lists.neighbours import neighbours
from dangol.workspace.lists.views import list_page
from dangol.workspace.services import remember_record

CHANGE = "orders.change_order"
CREDIT, RECEIVE = "orders.change_bill", "orders.add_receipt"


def order_of(request: UserRequest, pk: int, verb: str = "view") -> Order:
    """The order, 404 when this person may not see (or change) it."""
    rows = orders_seen_by(request.user, verb).select_related("customer", "owner", "deal", "quote")
    return get_object_or_404(rows, pk=pk)


@require_GET
@needs(VIEW)
def order_list(request: UserRequest) -> HttpResponse:
    may = {
        "may_add": request.user.has_perm("orders.add_order"),
        "may_see_issues": request.user.has_perm("orders.view_bill"),
    }
    return list_page(request, OrderList, "orders/order_list.html", **may)


@require_GET
@needs(VIEW)
def order_detail(request: UserRequest, pk: int) -> HttpResponse:
    order = order_of(request, pk)
    seen(request, "view", Customer, [order.customer_id])
    remember_record(request.user, order)
    bills = bills_of(order, among=bills_seen_by(request.user))
    lines = list(order.lines.select_related("product").order_by("place", "pk"))
    issues = issues_seen_by(request.user).filter(order=order).select_related("owner")
    context = {
        "order": order,
        "lines": lines[:200],
        "more": max(0, len(lines) - 200),
        "cut_total": order.total - sum(line.supply + line.tax for line in lines),
        "bills": list(bills.order_by("-billed_on", "-pk")[:60]),
        "kinds": _kinds_of(order, lines),
        "contracts": list(contracts_seen_by(request.user).filter(order=order)),
        "balances": balances_of(order),
        "issues": list(issues.order_by("-pk")[:5]),
        "today": timezone.localdate(),
        "neighbours": neighbours(request, OrderList, order),
        "may_change": request.user.has_perm(CHANGE),
        "may_receive": request.user.has_perm(RECEIVE),
        "may_credit": request.user.has_perm(CREDIT),
    }
    return render(request, "orders/order_detail.html", context)


def _kinds_of(order: Order, lines: list[OrderLine]) -> str:
    """The tax kinds in an old bill over all of them, as 과세 + 면세; "" where each has its own."""
    found = {line.tax_kind for line in lines if line.cycle == Cycle.ONCE}
    if len(found) < 2 or not mixed(order.bills.all()).exists():
        return ""
    return " + ".join(str(kind.label) for kind in TaxKind if kind in found)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def order_edit(request: UserRequest, pk: int) -> HttpResponse:
    order = order_of(request, pk, "change")
    form = OrderForm(request.POST or None, user=request.user, record=order)
    if request.method == "POST" and submit(form, services.edit_order, order, actor=request.user):
        return done(request, order.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("주문 고치기"))


@require_POST
@needs(CHANGE)
def order_finish(request: UserRequest, pk: int) -> HttpResponse:
    order = order_of(request, pk, "change")
    finish = partial(services.finish_order, order, actor=request.user)
    return acted(request, order, finish, _("완료했습니다."))


@require_POST
@needs(CHANGE)
def order_cancel(request: UserRequest, pk: int) -> HttpResponse:
    order = order_of(request, pk, "change")
    cancel = partial(services.cancel_order, order, today=timezone.localdate(), actor=request.user)
    return acted(request, order, cancel, _("주문을 취소했습니다."))


@require_GET
@needs(VIEW)
def order_statement(request: UserRequest, pk: int) -> HttpResponse:
    order = order_of(request, pk)
    seen(request, "view", Customer, [order.customer_id])
    language = "en" if request.GET.get("lang") == "en" else "ko"
    pdf = print_statement(order, language=language, at=timezone.now(), actor=request.user)
    return pdf_answer(pdf, f"{order.number}.pdf")
