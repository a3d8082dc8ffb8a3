"""Reading activities: one, and the names beside many."""

from collections.abc import Iterable

from django.db.models import QuerySet

from dangol.accounts.models import User
from dangol.activities.acts.models import Activity
from dangol.activities.acts.shown import Shown
from dangol.customers.models import Customer
from dangol.customers.relations.queries import jobs_of, people_of, visible_ids
from dangol.kit.access import Scope
from dangol.kit.db.prepared import prepared
from dangol.kit.korean.names import mask_name

PLANNED = 20


def activity_seen_by(user: User, pk: int, verb: str = "view") -> Activity | None:
    """The activity, None when the user may not see (change, delete) it."""
    return Activity.objects.visible_to(user, verb).filter(pk=pk).first()


def names_beside(shown: Iterable[Shown], *, seen_by: User, here: int = 0) -> dict[int, str]:
    """Names of the customers of activities but `here`; masked of people the user may not see."""
    ids = {pk for one in shown for pk in one.customer_ids if pk != here}
    return shown_names(ids, seen_by)


def shown_names(ids: set[int], seen_by: User) -> dict[int, str]:
    """Names; masked of people the user may not see, never of companies."""
    rows = Customer.objects.filter(pk__in=ids).values_list("pk", "name", "kind") if ids else ()
    seen = visible_ids(seen_by, list(ids))
    return {
        pk: name if pk in seen or kind == Customer.Kind.COMPANY else mask_name(name)
        for pk, name, kind in rows
    }


def counterparts_of(customer: Customer, user: User) -> list[tuple[int, str]]:
    """Who of a company one may have talked with; for a person, the companies they work for."""
    if customer.is_company:
        rows = [row for row in people_of(customer) if row.ends_on is None]
        found = {row.person_id: f"{row.person.name} {row.title}".strip() for row in rows[:100]}
    else:
        jobs = [row for row in jobs_of(customer) if row.ends_on is None]
        found = {row.company_id: row.company.name for row in jobs[:20]}
    names = shown_names(set(found), user)
    return [(pk, found[pk] if names[pk] in found[pk] else names[pk]) for pk in found]


def owners_of_work(user: User, *, keep: int | None = None) -> "QuerySet[User]":
    """Staff this person may give work to: themselves and those whose activities they see."""
    people = User.objects.filter(is_active=True)
    match user.scope_of("activities.view_activity"):
        case Scope.ALL:
            pass
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            people = people.filter(pk__in=user.colleague_ids(scope))
        case _:
            people = people.filter(pk=user.pk)
    return (people | User.objects.filter(pk=keep or 0)).order_by("name", "pk")


def planned_of(customer: Customer) -> list[Activity]:
    """What is to be done with a customer, soonest first (앞으로); at most twenty."""
    return _planned(customer.pk)


@prepared
def _planned(customer_id: int) -> "QuerySet[Activity]":
    return Activity.objects.open().filter(customer=customer_id).order_by("due_at")[:PLANNED]


def sees_customer(user: User, customer: Customer) -> bool:
    """Whether the user may open a customer, told from its owner; for cells, without a query."""
    match user.scope_of("customers.view_customer"):
        case Scope.ALL:
            return True
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            return customer.owner_id in user.colleague_ids(scope)
        case Scope.OWN:
            return customer.owner_id == user.pk
    return False
