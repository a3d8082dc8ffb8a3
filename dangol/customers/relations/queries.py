"""Reading how customers belong together."""

from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet

from dangol.accounts.models import User
from dangol.customers.parties.models import Customer
from dangol.customers.relations.models import Affiliation, Household
from dangol.kit.access import Scope
from dangol.kit.db.prepared import prepared

SUBSIDIARIES = 100


class Figures(NamedTuple):
    """What a household comes to as one (F13)."""

    members: int
    buyers: int
    mailable: int
    last_contact_at: object


def _shown(other: str) -> list[str]:
    """What a line about an affiliation shows, without the rest of a wide row."""
    own = ("person_id", "company_id", "title", "department", "decision_role", "influence")
    dates = ("starts_on", "ends_on", "is_main")
    return [*own, *dates, *(f"{other}__{name}" for name in ("name", "kind"))]


def people_of(company: Customer) -> list[Affiliation]:
    """Who works or worked there; deciders and close ones first, those who left last."""
    return _people(company.pk)


@prepared
def _people(company_id: int) -> QuerySet[Affiliation]:
    rows = Affiliation.objects.filter(company=company_id)
    rows = rows.select_related("person").only(*_shown("person"))
    return rows.order_by("ends_on", "-influence", "pk")


def jobs_of(person: Customer) -> list[Affiliation]:
    """Where the person works now and worked before, now first."""
    return _jobs(person.pk)


@prepared
def _jobs(person_id: int) -> QuerySet[Affiliation]:
    rows = Affiliation.objects.filter(person=person_id)
    rows = rows.select_related("company").only(*_shown("company"))
    return rows.order_by("-is_main", "-starts_on", "-pk")


def family_of(customer: Customer) -> list[Customer]:
    """The other people of the customer's household."""
    if customer.household_id is None:
        return []
    return [row for row in _members(customer.household_id) if row.pk != customer.pk]


@prepared
def _members(household_id: int) -> QuerySet[Customer]:
    rows = Customer.objects.filter(household=household_id)
    return rows.only("name", "stage", "number").order_by("birth_on", "pk")


def visible_ids(user: User, customers: list[int], verb: str = "view") -> set[int]:
    """Which of these the user may open (or change); the others are shown without a link."""
    if not customers or user.scope_of(f"customers.{verb}_customer") == Scope.ALL:
        return set(customers)
    rows = Customer.objects.visible_to(user, verb).filter(pk__in=customers)
    return set(rows.values_list("pk", flat=True))


def ancestors_of(company: Customer) -> list[Customer]:
    """The companies above it, nearest first."""
    found: list[Customer] = []
    above = company.parent
    while above and above not in found:
        found.append(above)
        above = above.parent
    return found


@prepared
def _subsidiaries(company_id: int) -> QuerySet[Customer]:
    rows = Customer.objects.filter(parent=company_id).only("name")
    return rows.order_by("name", "pk")[:SUBSIDIARIES]


def subsidiaries_of(company: Customer) -> list[Customer]:
    """The companies right below it, at most a hundred."""
    return _subsidiaries(company.pk)


def households_seen_by(user: User) -> QuerySet[Household]:
    """Households with at least one member the user may see; proposals first."""
    members = Customer.objects.visible_to(user).filter(household__isnull=False)
    rows = Household.objects.filter(pk__in=members.values("household"))
    return rows.annotate(size=Count("members")).order_by("-status", "-pk")


def household_figures(household: Household) -> Figures:
    """Its people, buyers, those who take post ads, and the last contact with any; one query."""
    row = household.members.aggregate(
        members=Count("pk"),
        buyers=Count("pk", filter=Q(stage=Customer.Stage.CUSTOMER)),
        mailable=Count("pk", filter=Q(permit_post__gt=0)),
        last_contact_at=Max("last_contact_at"),
    )
    return Figures(**row)
