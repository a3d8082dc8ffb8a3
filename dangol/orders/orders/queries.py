"""Reading orders and their bills."""

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.orders.money.models import Bill
from dangol.orders.orders.models import Order

VIEW = "orders.view_order"


def orders_seen_by(user: User, verb: str = "view") -> "QuerySet[Order]":
    """Orders this person may see (or change), without any order."""
    return Order.objects.visible_to(user, verb)


def bills_of(order: Order, *, among: "QuerySet[Bill] | None" = None) -> "QuerySet[Bill]":
    """The bills of an order and of the contracts it made."""
    rows = Bill.objects.all() if among is None else among
    return rows.filter(Q(order=order) | Q(contract_line__contract__order=order))
