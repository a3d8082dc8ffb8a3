"""Reading dealers: whose people somebody is, what they registered, and what stands against it."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet

from dangol.accounts.models import Grant, User, with_departments_below
from dangol.customers.models import Customer
from dangol.kit.access import Scope
from dangol.kit.korean.text import clean
from dangol.sales.dealers.models import Dealer, DealRegistration
from dangol.sales.pipeline.models import Deal

ROLE, SEES = "dealer", "customers.view_customer"


def dealer_of(user: User) -> Dealer | None:
    """The dealer somebody works for."""
    if user.department_id is None:
        return None
    return Dealer.objects.filter(department=user.department_id, is_active=True).first()


def dealers_of(user_ids: set[int]) -> dict[int, int]:
    """The dealer each of these people works for; those of the office are left out."""
    rows = User.objects.filter(pk__in=user_ids, department__dealer__isnull=False)
    return dict(rows.values_list("pk", "department__dealer"))


def registrations_seen_by(user: User, verb: str = "view") -> "QuerySet[DealRegistration]":
    """Registrations of those the user may see, without any order."""
    return DealRegistration.objects.visible_to(user, verb)


def dealers_see_all() -> bool:
    """Whether dealers see every customer and not only their own (타점 고객 접근)."""
    rows = Grant.objects.filter(role__key=ROLE, permission=SEES)
    return rows.filter(scope=Scope.ALL).exists()


def same_customers(row: DealRegistration) -> "QuerySet[Customer]":
    """Customers a registration may mean: by business number, phone, or the very name."""
    same = Q(name=clean(row.customer_name), kind=Customer.Kind.COMPANY)
    if row.business_number:
        same |= Q(business_number=row.business_number)
    if row.phone:
        same |= Q(contact_points__value=row.phone)
    return Customer.objects.filter(same).order_by("pk").distinct()


class Clash(NamedTuple):
    """What stands against a registration: open deals of others, and who is protected till when."""

    deals: list[Deal]
    protected: list[DealRegistration]

    def __bool__(self) -> bool:
        return bool(self.deals or self.protected)


def clash_of(row: DealRegistration, *, today: date) -> Clash:
    """Open deals with the same customer that are not the dealer's, and protections of others."""
    people = User.objects.filter(department__in=with_departments_below(row.dealer.department_id))
    deals = Deal.objects.filter(customer__in=same_customers(row), status=Deal.Status.OPEN)
    deals = deals.exclude(owner__in=people).select_related("owner", "customer", "stage")
    same = Q(customer_name=row.customer_name)
    if row.business_number:
        same |= Q(business_number=row.business_number)
    if row.phone:
        same |= Q(phone=row.phone)
    others = DealRegistration.objects.filter(
        same, status=DealRegistration.Status.APPROVED, protected_until__gte=today
    ).exclude(dealer=row.dealer_id)
    return Clash(
        list(deals.order_by("-pk")[:10]), list(others.select_related("dealer").order_by("pk")[:10])
    )


def days_left(row: DealRegistration, today: date) -> int:
    """How many days the dealer is still protected; 0 when it is over."""
    return max(0, (row.protected_until - today).days + 1) if row.protected_until else 0
