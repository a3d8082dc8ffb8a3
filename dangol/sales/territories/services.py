"""Acts on territories: write the rules, give customers to those who work there, take it back."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.services import change_owner
from dangol.kit.korean.regions import REGIONS, region_of
from dangol.kit.korean.text import clean
from dangol.kit.lists import Outcome
from dangol.kit.records import change, create, lock, remove
from dangol.sales.territories.models import CustomerTerritory, Territory
from dangol.sales.territories.queries import areas, has_territories, territory_of

_NAMES = {name: row.name for row in REGIONS for name in (row.name, row.short, *row.others)}


@atomic
def write_territory(
    row: Territory | None, *, people: Sequence[User], regions: Sequence[str] = (),
    actor: User | None, **values: Any,
) -> Territory:  # fmt: skip
    """Add a territory or change one; refuses one without people and regions nobody knows."""
    if not people:
        raise ValidationError({"people": _("맡을 사람을 한 명 이상 고르세요.")})
    values |= {"name": clean(values["name"]), "regions": [_region(each) for each in regions]}
    if row is None:
        row = create(Territory, actor=actor, **values)
    else:
        row = change(lock(row), actor=actor, **values)
    row.people.set(people)
    has_territories.forget()
    return row


def _region(text: str) -> str:
    """A 시·도 by its full name, with a 시·군·구 if one is named; 화성시 alone is 경기도 화성시."""
    text = clean(text)
    first, _space, rest = text.partition(" ")
    if name := _NAMES.get(first):
        return f"{name} {rest}".strip()
    if name := region_of(text):
        return f"{name} {text}"
    raise ValidationError(
        {"regions": _("‘%(text)s’: 시·도로 시작해 주세요. 예: 서울 강남구") % {"text": text[:40]}}
    )


@atomic
def remove_territory(row: Territory, *, actor: User | None) -> None:
    """Take a rule away; whoever has its customers keeps them."""
    has_territories.forget()
    remove(lock(row), actor=actor)


@atomic
def place(customers: "QuerySet[Customer]") -> int:
    """Write down which territory these customers are in; returns how many were elsewhere before.

    Two statements whatever their number; run again it writes nothing.
    """
    here = Coalesce("territory_place__territory", 0)
    placed = customers.order_by().annotate(now=territory_of(areas()), was=here)
    moved = list(placed.exclude(now=F("was")).values_list("pk", "now"))
    CustomerTerritory.objects.bulk_create(
        [CustomerTerritory(customer_id=pk, territory_id=now) for pk, now in moved if now],
        batch_size=1_000, update_conflicts=True, unique_fields=["customer"],
        update_fields=["territory"],
    )  # fmt: skip
    gone = [pk for pk, now in moved if not now]
    CustomerTerritory.objects.filter(customer__in=gone).delete()
    return len(moved)


def assign_by_territory(
    rows: "QuerySet[Customer]", values: dict[str, Any], *, actor: User
) -> Outcome:
    """Give each of these customers to somebody who works in its territory; others stay."""
    found = areas()
    by_id = {area.id: area for area in found}
    moves: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    placed = rows.annotate(territory=territory_of(found))
    for pk, owner, territory in placed.values_list("pk", "owner_id", "territory"):
        area = by_id.get(territory)
        after = area.taker(owner, pk) if area else owner
        if after != owner:
            moves[owner, after].append(pk)
    done = sum(_give(ids, after, actor) for (_was, after), ids in moves.items())
    before = [[was, after, ids] for (was, after), ids in moves.items()]
    return Outcome(done, before=before or None)


def _give(ids: list[int], owner_id: int | None, actor: User | None) -> int:
    owner = User.objects.filter(pk=owner_id).first() if owner_id else None
    return change_owner(Customer.objects.filter(pk__in=ids), owner=owner, actor=actor)


def take_assignment_back(before: Sequence[Any], *, actor: User) -> int:
    """Give customers back to whoever had them, except those that went on since."""
    done = 0
    for was, after, ids in before:
        still = Customer.objects.filter(pk__in=ids, owner=after)
        done += _give(list(still.values_list("pk", flat=True)), was, actor)
    return done
