"""Which territory a customer, deal or lead is in, and what assigning by territory would move."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Mod

from dangol.accounts.models import User
from dangol.codes.memory import remembered
from dangol.customers.models import CompanyType, Customer
from dangol.sales.territories.models import CustomerTerritory, Territory
from dangol.segments.queries import all_matching

SLOTS = 60  # even for up to six people, and nearly so for more


class Area(NamedTuple):
    """A territory in use with its rule and the people who work there."""

    id: int
    name: str
    rule: Q
    people: list[int]

    def taker(self, owner: int | None, pk: int) -> int | None:
        """Who has a customer: whoever has it if they work there, else one by its number."""
        if owner in self.people or not self.people:
            return owner
        return self.people[pk % SLOTS % len(self.people)]


def territories() -> "QuerySet[Territory]":
    """Territories in use, the first that fits first."""
    return Territory.objects.filter(is_active=True).order_by("order", "pk")


@remembered
def has_territories() -> bool:
    """Whether any territory is in use; every new customer asks."""
    return territories().exists()


def areas() -> list[Area]:
    """Territories with their rules over customers."""
    rows = territories().select_related("segment__owner").prefetch_related("people")
    return [
        Area(
            row.pk, row.name, rule_of(row),
            sorted(person.pk for person in row.people.all() if person.is_active),
        )
        for row in rows
    ]  # fmt: skip


def rule_of(row: Territory) -> Q:
    """The condition of a territory over customers."""
    rule = Q()
    if row.regions:
        rule &= _any(
            Q(region=region) | Q(region__startswith=f"{region} ") for region in row.regions
        )
    if row.industries:
        rule &= _any(Q(industry__icontains=word) for word in row.industries)
    if row.company_type_id:
        rows = CompanyType.objects.filter(type=row.company_type_id)
        rule &= Q(pk__in=rows.values("customer"))
    if row.segment:
        rule &= Q(pk__in=all_matching(row.segment).values("pk"))
    return rule


def _any(parts: Iterable[Q]) -> Q:
    found = Q()
    for part in parts:
        found |= part
    return found


def territory_of(rows: list[Area]) -> Any:
    """The id of the first territory that fits, 0 for none, as an expression."""
    cases = [When(row.rule, then=Value(row.id)) if row.rule else When(_ALL, then=Value(row.id))
             for row in rows]  # fmt: skip
    return Case(*cases, default=Value(0), output_field=IntegerField())


_ALL = Q(pk__isnull=False)


def kept_territory(customer: str) -> Any:
    """The id of the territory a row's customer was put in, 0 for none, as an expression.

    `customer` is the column with its id. A look-up by key, where `territory_of` asks the rules.
    """
    places = CustomerTerritory.objects.filter(
        customer=OuterRef(customer), territory__in=territories().values("pk")
    )
    return Coalesce(Subquery(places.values("territory_id")), 0, output_field=IntegerField())


def people_for(region: str) -> list[User]:
    """Who works where a lead comes from: of the first territory that asks for nothing but this."""
    for row in territories().prefetch_related("people"):
        only = not (row.industries or row.company_type_id or row.segment_id)
        if only and region and any(f"{region} ".startswith(f"{r} ") for r in row.regions):
            return [person for person in row.people.all() if person.is_active]
    return []


class Shift(NamedTuple):
    """So many customers would go from one person to another."""

    territory: int
    before: int | None
    after: int | None
    number: int


def shifts_of(customers: "QuerySet[Customer]") -> list[Shift]:
    """What assigning these customers by territory would move; one pass over them, nothing written.

    Customers of no territory, and of those without people, stay where they are.
    """
    rows = areas()
    by_id = {row.id: row for row in rows}
    counted = (
        customers.order_by()
        .annotate(
            territory=territory_of(rows), slot=Mod(F("pk"), SLOTS, output_field=IntegerField())
        )
        .values_list("territory", "owner_id", "slot")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[int, int | None, int | None], int] = {}
    for territory, owner, slot, number in counted if rows else ():
        area = by_id.get(territory)
        after = area.taker(owner, int(slot)) if area else owner
        if after != owner:
            key = (territory, owner, after)
            found[key] = found.get(key, 0) + number
    return sorted((Shift(*key, n) for key, n in found.items()), key=lambda s: -s.number)
