"""Pages of papers that went out, and sending one."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import done, side_form
from dangol.kit.access import needs
from dangol.kit.forms import submit
from dangol.orders.money.views import account_between, customer_of
from dangol.orders.orders.views import order_of
from dangol.orders.papers import issuing
from dangol.orders.papers.forms import MailForm
from dangol.orders.papers.lists import IssueList
from dangol.orders.papers.queries import issues_seen_by
from dangol.workspace.lists.views import list_page

VIEW, SEND = "orders.view_bill", "orders.change_order"


@require_GET
@needs(VIEW)
def issue_list(request: UserRequest) -> HttpResponse:
    return list_page(request, IssueList, "workspace/list.html")


@require_GET
@needs(VIEW)
def issue_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A paper is read where it is made: in its order, or in the customer's account."""
    issue = get_object_or_404(issues_seen_by(request.user).select_related("order"), pk=pk)
    if issue.order:
        return redirect(issue.order)
    url = reverse("orders:account", args=[issue.customer_id])
    return redirect(f"{url}?since={issue.since}&until={issue.until}")


@require_http_methods(["GET", "POST"])
@needs(SEND)
def order_send(request: UserRequest, pk: int) -> HttpResponse:
    order = order_of(request, pk)
    subject, text = issuing.statement_words(order, request.user)
    form = _form(request, subject, text)
    send = partial(issuing.send_statement, order, at=timezone.now(), actor=request.user)
    if request.method == "POST" and submit(form, send):
        return done(request, order.get_absolute_url(), _("거래명세서를 보냈습니다."))
    return side_form(request, form, _("거래명세서 보내기"), submit=_("보내기"))


@require_http_methods(["GET", "POST"])
@needs(SEND)
def account_send(request: UserRequest, pk: int, since: str, until: str) -> HttpResponse:
    customer = customer_of(request, pk)
    account = account_between(customer, since, until)
    subject, text = issuing.account_words(account, request.user)
    form = _form(request, subject, text)
    send = partial(issuing.send_account, account, at=timezone.now(), actor=request.user)
    if request.method == "POST" and submit(form, send):
        url = reverse("orders:account", args=[customer.pk])
        return done(request, url, _("거래 원장을 보냈습니다."))
    return side_form(request, form, _("거래 원장 보내기"), submit=_("보내기"))


def _form(request: UserRequest, subject: str, text: str) -> MailForm:
    initial = {"subject": subject, "text": text}
    return MailForm(request.POST or None, user=request.user, initial=initial)
