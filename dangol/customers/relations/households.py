"""Households (세대): proposed from address and phone or surname, settled by people (F13)."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.events import HouseholdJoined, HouseholdLeft, publish_many
from dangol.customers.parties.models import Address, Customer
from dangol.customers.relations.models import Household, HouseholdSplit
from dangol.kit.errors import Refused
from dangol.kit.korean.names import split_name
from dangol.kit.records import announce_many, change, lock

_CROWD = 30


class Resident(NamedTuple):
    """One person at an address."""

    key: str
    pk: int
    name: str
    phone: str
    household: int | None


def propose_households() -> int:
    """Propose a household for people of one address who share a phone or a surname.

    Reads the addresses once, sorted; a place with more than 30 people (an office, a dormitory)
    is no home. People split off by hand are not proposed there again. Returns the proposals.
    """
    made = 0
    apart = set(HouseholdSplit.objects.values_list("customer", "key"))
    for key, group in groupby(_residents(), key=lambda row: row.key):
        people = [row for row in group if (row.pk, key) not in apart]
        if 2 <= len({row.pk for row in people}) <= _CROWD:
            made += sum(_propose(key, family) for family in _families(people))
    return made


def _residents() -> Iterator[Resident]:
    """People of addresses that more than one person has, ordered by address."""
    homes = Address.objects.exclude(household_key="").filter(customer__kind=Customer.Kind.PERSON)
    shared = homes.values("household_key").annotate(n=Count("customer", distinct=True))
    rows = homes.filter(household_key__in=shared.filter(n__gt=1).values("household_key"))
    people = rows.order_by("household_key", "customer_id").values_list(
        "household_key", "customer_id", "customer__name", "customer__phone",
        "customer__household_id",
    )  # fmt: skip
    return (Resident(*row) for row in people.distinct().iterator(chunk_size=5_000))


def _families(people: list[Resident]) -> list[list[Resident]]:
    """People who share a phone or a surname, directly or through another."""
    families: list[tuple[set[str], list[Resident]]] = []
    for person in people:
        marks = {mark for mark in (person.phone, _surname(person.name)) if mark}
        near = [family for family in families if family[0] & marks]
        joined = [person]
        for family in near:
            marks |= family[0]
            joined = family[1] + joined
            families.remove(family)
        families.append((marks, joined))
    return [members for _marks, members in families if len(members) > 1]


def _surname(name: str) -> str:
    parts = split_name(name)
    return parts[0] if parts else ""


@atomic
def _propose(key: str, family: list[Resident]) -> int:
    loose = [row for row in family if row.household is None]
    homes = {row.household for row in family if row.household}
    confirmed = Household.objects.filter(pk__in=homes, status=Household.Status.CONFIRMED).first()
    proposed = Household.objects.filter(pk__in=homes, status=Household.Status.PROPOSED).first()
    if not loose or (len(family) < 2 and not confirmed):
        return 0
    home = proposed or Household.objects.create(
        name=_("%(name)s님 세대") % {"name": family[0].name}, key=key, joins=confirmed
    )
    Customer.objects.filter(pk__in=[row.pk for row in loose]).update(household=home)
    return 0 if proposed else 1


@atomic
def confirm_household(
    household: Household, *, actor: User | None, name: str = "", seen_by: User | None = None
) -> Household:
    """Settle a proposal; one that joins a confirmed household gives it its people."""
    household = lock(household)
    if household.status == Household.Status.CONFIRMED:
        raise Refused(_("이미 확인한 세대입니다."))
    members = _members(household, seen_by)
    if target := household.joins:
        Customer.objects.filter(pk__in=members).update(household=target)
        household.delete()
        household = target
    else:
        name = name or household.name
        change(household, actor=actor, status=Household.Status.CONFIRMED, name=name)
    announce_many(Customer, members, "change", {"household": household.name}, actor=actor)
    publish_many(HouseholdJoined, members, actor=actor, household_id=household.pk)
    return household


@atomic
def form_household(members: "QuerySet[Customer]", *, name: str, actor: User | None) -> Household:
    """Make a confirmed household of these people by hand; at least two, companies refused."""
    people = list(members.values_list("pk", "kind"))
    if len(people) < 2 or any(kind != Customer.Kind.PERSON for _pk, kind in people):
        raise Refused(_("세대로 묶으려면 개인 고객을 두 명 이상 골라 주세요."))
    home = Household.objects.create(name=name, status=Household.Status.CONFIRMED)
    ids = [pk for pk, _kind in people]
    Customer.objects.filter(pk__in=ids).update(household=home)
    announce_many(Customer, ids, "change", {"household": name}, actor=actor)
    publish_many(HouseholdJoined, ids, actor=actor, household_id=home.pk)
    return home


@atomic
def split_household(
    household: Household,
    *,
    members: Iterable[int],
    actor: User | None,
    seen_by: User | None = None,
) -> Household | None:
    """Take people out of a household for good; None when fewer than two were left in it."""
    household = lock(household)
    stay = set(_members(household, seen_by))
    gone = stay & set(members)
    if len(stay - gone) < (1 if household.joins_id else 2):
        gone = stay
    told = household.status == Household.Status.CONFIRMED
    if household.key:
        HouseholdSplit.objects.bulk_create(
            [HouseholdSplit(customer_id=pk, key=household.key) for pk in gone],
            ignore_conflicts=True,
        )
    Customer.objects.filter(pk__in=gone).update(household=None)
    if told:
        announce_many(Customer, gone, "change", {"household": None}, actor=actor)
        publish_many(HouseholdLeft, gone, actor=actor, household_id=household.pk)
    if gone == stay:
        household.delete()
        return None
    return household


def _members(household: Household, seen_by: User | None) -> list[int]:
    """Ids of the members; refused when `seen_by` may not change all of them."""
    ids = list(household.members.values_list("pk", flat=True))
    if seen_by:
        mine = Customer.objects.visible_to(seen_by, "change").filter(pk__in=ids).count()
        if mine != len(ids):
            raise Refused(
                _("다른 담당의 고객이 있는 세대입니다. 팀장이나 관리자에게 부탁해 주세요.")
            )
    return ids
