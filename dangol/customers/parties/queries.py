"""Reading who the customers are."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.codes.queries import label_of
from dangol.customers.parties.models import (
    Address,
    CompanyType,
    ContactPoint,
    Customer,
    CustomerFile,
    Tag,
)
from dangol.kit.access import Scope, ScopedQuerySet
from dangol.kit.db.prepared import prepared
from dangol.kit.korean.phones import parse_phone

# what stands beside a customer outside its own row
SHOWN = ("owner", "grade", "source", "last_source", "parent", "household")


class Twin(NamedTuple):
    """A customer who may be the one being typed in."""

    customer: Customer
    same: str


class Reachability(NamedTuple):
    """연락처 충실도 (F139): which ways to reach somebody are known."""

    known: list[str]
    missing: list[str]

    @property
    def text(self) -> str:
        return f"{len(self.known)}/{len(self.known) + len(self.missing)}"


def customers_seen_by(user: User, verb: str = "view") -> QuerySet[Customer]:
    """Customers this person may see (or change, delete), without any order."""
    return Customer.objects.visible_to(user, verb)


def customer_page_of(user: User, pk: int, verb: str = "view") -> Customer | None:
    """The customer with what its page shows beside it, None when not visible."""
    found = next(iter(_page(pk)), None)
    return found if found and ScopedQuerySet.reaches(user, found, verb) else None


@prepared
def _page(pk: int) -> QuerySet[Customer]:
    return Customer.objects.filter(pk=pk).select_related("household").defer("search")


def names_of(customer_ids: Iterable[int]) -> dict[int, str]:
    """Names by id."""
    ids = {pk for pk in customer_ids if pk}
    return dict(Customer.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def points_of(customer: Customer) -> list[ContactPoint]:
    """Phones, faxes and e-mails, main ones first."""
    return _points(customer.pk)


@prepared
def _points(customer_id: int) -> QuerySet[ContactPoint]:
    rows = ContactPoint.objects.filter(customer=customer_id)
    return rows.order_by("medium", "-is_main", "pk")


def places_of(customer: Customer) -> list[Address]:
    """Addresses, the main one first."""
    return _addresses(customer.pk)


@prepared
def _addresses(customer_id: int) -> QuerySet[Address]:
    return Address.objects.filter(customer=customer_id).order_by("-is_main", "pk")


def tags_of(customer: Customer) -> list[Tag]:
    """The customer's tags in 가나다 order."""
    return _tags(customer.pk)


@prepared
def _tags(customer_id: int) -> QuerySet[Tag]:
    return Tag.objects.filter(customers=customer_id).order_by("name")


def files_of(customer: Customer) -> QuerySet[CustomerFile]:
    """The customer's files, newest first."""
    return customer.files.select_related("added_by").order_by("-pk")


def types_of(customer: Customer) -> list[str]:
    """거래처 구분 of a company, by name."""
    if not customer.is_company:
        return []
    return [label_of(row.type_id) for row in _types(customer.pk)]


@prepared
def _types(customer_id: int) -> QuerySet[CompanyType]:
    return CompanyType.objects.filter(customer=customer_id).order_by("pk")


def tags_by_name() -> QuerySet[Tag]:
    """Every tag in 가나다 order."""
    return Tag.objects.order_by("name")


def twins_of(
    user: User, *, phones: Iterable[str] = (), business_number: str = "", but: int | None = None
) -> list[Twin]:
    """Customers the user may see who share a phone or a 사업자등록번호; at most five."""
    digits = {phone.digits for text in phones if (phone := parse_phone(text))}
    same_phone = Q(contact_points__value__in=digits, contact_points__medium="phone")
    same_number = Q(business_number=business_number) if business_number else Q(pk__in=[])
    if not digits and not business_number:
        return []
    found = customers_seen_by(user).filter(same_phone | same_number).exclude(pk=but or 0).distinct()
    return [
        Twin(row, "business_number" if row.business_number == business_number != "" else "phone")
        for row in found[:5]
    ]


def reachability_of(points: Iterable[ContactPoint], places: Iterable[Address]) -> Reachability:
    """Which of mobile, home phone, work phone, fax, e-mail and address are known."""
    uses = {point.use for point in points if point.medium == ContactPoint.Medium.PHONE}
    media = {point.medium for point in points}
    ways = {
        "mobile": "mobile" in uses,
        "home": "home" in uses,
        "work": "work" in uses,
        "fax": "fax" in media,
        "email": "email" in media,
        "address": bool(list(places)),
    }
    return Reachability(
        [name for name, is_known in ways.items() if is_known],
        [name for name, is_known in ways.items() if not is_known],
    )


def sees_unowned(user: User) -> bool:
    """Whether a customer nobody looks after stays in this person's sight."""
    return user.scope_of("customers.view_customer") == Scope.ALL


def owners_for(user: User, *, keep: int | None = None) -> QuerySet[User]:
    """Staff this person may put in charge: those whose customers they may see themselves."""
    people = User.objects.filter(is_active=True)
    scope = user.scope_of("customers.view_customer")
    if scope != Scope.ALL:
        ids = {user.pk} if scope in (None, Scope.OWN) else set(user.colleague_ids(scope))
        people = people.filter(pk__in=ids)
    return (people | User.objects.filter(pk=keep or 0)).order_by("name", "pk")


def customers_called(rows: "QuerySet[Customer]", words: Iterable[str]) -> dict[str, list[int]]:
    """Ids of these customers by what a file calls them: the number, else the exact name."""
    wanted = list(set(words))
    found: dict[str, list[int]] = {}
    for word, pk in rows.filter(name__in=wanted).order_by("pk").values_list("name", "pk"):
        found.setdefault(word, []).append(pk)
    numbers = rows.filter(number__in=wanted).values_list("number", "pk")
    return found | {word: [pk] for word, pk in numbers}
