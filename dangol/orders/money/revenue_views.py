"""Pages of 매출: all sales and returns, and what one of them came from."""

from typing import Any

from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.orders.money.lists import RevenueList
from dangol.orders.money.models import Bill, Revenue
from dangol.orders.money.queries import bills_seen_by
from dangol.orders.orders.models import Order
from dangol.orders.orders.queries import orders_seen_by
from dangol.workspace.lists.views import list_page

VIEW = "orders.view_bill"


@require_GET
@needs(VIEW)
def revenue_list(request: UserRequest) -> HttpResponse:
    return list_page(request, RevenueList, "workspace/list.html")


@require_GET
@needs(VIEW)
def revenue_detail(request: UserRequest, pk: int) -> HttpResponse:
    """A sale is read in the order or bill it came from; one from outside in the account."""
    row: Revenue = get_object_or_404(Revenue.objects.visible_to(request.user), pk=pk)
    found = _origin(request, row)
    return redirect(found) if found else redirect("orders:account", row.customer_id)


def _origin(request: UserRequest, row: Revenue) -> Order | Bill | None:
    key = row.external_id.partition(":")[0]
    rows: dict[str, models.QuerySet[Any]] = {
        "order": orders_seen_by(request.user),
        "bill": bills_seen_by(request.user),
        "credit": bills_seen_by(request.user),
    }
    if row.source not in rows or not key.isdecimal():
        return None
    found: Order | Bill | None = rows[row.source].filter(pk=key).first()
    return found
