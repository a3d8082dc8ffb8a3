"""Reading planned sales."""

from datetime import date

from django.db.models import QuerySet

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.sales.planning.models import PlannedSale


def planned_sales_seen_by(user: User, verb: str = "view") -> "QuerySet[PlannedSale]":
    """Planned sales this person may see (or change), without any order."""
    return PlannedSale.objects.visible_to(user, verb)


def coming_for(user: User, customer: Customer, *, most: int = 8) -> list[PlannedSale]:
    """What is planned with a customer, the next first."""
    rows = planned_sales_seen_by(user).filter(customer=customer, status="planned")
    return list(rows.order_by("due_on", "pk")[:most])


def due_ids(today: date) -> list[int]:
    """Planned sales whose day has come."""
    rows = PlannedSale.objects.filter(status="planned", due_on__lte=today)
    return list(rows.order_by("due_on", "-pk").values_list("pk", flat=True))
