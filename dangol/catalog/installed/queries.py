"""Reading what customers have."""

from datetime import date

from django.db.models import QuerySet

from dangol.accounts.models import User
from dangol.catalog.installed.models import Installed
from dangol.customers.models import Customer


def installed_at(customer: Customer) -> QuerySet[Installed]:
    """A customer's pieces, those in use first, then the newest."""
    rows = customer.installed.select_related("product")
    return rows.order_by("-status", "-purchased_on", "-pk")


def installed_seen_by(user: User) -> QuerySet[Installed]:
    """Pieces of the customers this person may see."""
    return Installed.objects.visible_to(user).select_related("product", "customer")


def warranty_ending(user: User, *, today: date, until: date) -> QuerySet[Installed]:
    """Pieces in use whose warranty ends between two days, both included, soonest first."""
    rows = installed_seen_by(user).filter(status=Installed.Status.IN_USE)
    return rows.filter(warranty_until__range=(today, until)).order_by("warranty_until", "pk")
