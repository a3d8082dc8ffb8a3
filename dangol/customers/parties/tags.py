"""Free marks on customers, one by one and many at once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.models import Customer, Tag
from dangol.kit.korean.text import clean
from dangol.kit.records import announce_many

LONGEST = 50
_BATCH = 5_000


@atomic
def add_tags(customers: "QuerySet[Customer]", names: Iterable[str], *, actor: User | None) -> int:
    """Put tags on customers; new names become tags. Returns how many customers were marked."""
    tags = _tags(names)
    if not tags:
        return 0
    ids = list(customers.values_list("pk", flat=True))
    through = Customer.tags.through
    for start in range(0, len(ids), _BATCH):
        through.objects.bulk_create(
            [
                through(customer_id=pk, tag_id=tag.pk)
                for pk in ids[start : start + _BATCH]
                for tag in tags
            ],
            ignore_conflicts=True,
        )
    announce_many(Customer, ids, "change", {"tags": _joined(tags)}, actor=actor)
    return len(ids)


@atomic
def take_tags(customers: "QuerySet[Customer]", names: Iterable[str], *, actor: User | None) -> int:
    """Take tags off customers. Returns how many customers were told."""
    tags = list(Tag.objects.filter(name__in=[clean(name) for name in names]))
    ids = list(customers.filter(tags__in=tags).distinct().values_list("pk", flat=True))
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        Customer.tags.through.objects.filter(customer_id__in=batch, tag__in=tags).delete()
    announce_many(Customer, ids, "change", {"tags": f"−{_joined(tags)}"}, actor=actor)
    return len(ids)


def set_tags(customer: Customer, names: Iterable[str], *, actor: User | None) -> None:
    """Give the customer these tags and no others."""
    wanted = {tag.name for tag in _tags(names)}
    now = set(customer.tags.values_list("name", flat=True))
    one = Customer.objects.filter(pk=customer.pk)
    if wanted - now:
        add_tags(one, wanted - now, actor=actor)
    if now - wanted:
        take_tags(one, now - wanted, actor=actor)


def _tags(names: Iterable[str]) -> list[Tag]:
    tidy = (refuse_resident_number(clean(name).lstrip("#")) for name in names)
    wanted = list(dict.fromkeys(filter(None, tidy)))
    if any(len(name) > LONGEST for name in wanted):
        raise ValidationError({"tags": _("태그는 50자 안으로 적어 주세요.")})
    Tag.objects.bulk_create([Tag(name=name) for name in wanted], ignore_conflicts=True)
    return list(Tag.objects.filter(name__in=wanted))


def _joined(tags: Iterable[Tag]) -> str:
    return ", ".join(sorted(tag.name for tag in tags))
