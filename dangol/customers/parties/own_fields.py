"""One of the office's own fields, for many customers at once."""

from typing import Any

from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone

from dangol.accounts.models import User
from dangol.customers.parties.models import Customer
from dangol.kit.records import announce_many

_BATCH = 1_000


@atomic
def set_own_field(customers: "QuerySet[Customer]", key: str, value: Any, *, actor: User) -> int:
    """Give an own field this stored value (codes.custom.clean_value), None takes it out.

    Returns how many customers had another one.
    """
    changed: list[int] = []
    batch: list[Customer] = []
    rows = customers.only("custom", "version").order_by("pk").select_for_update()
    for row in rows.iterator(_BATCH):
        if row.custom.get(key) == value:
            continue
        row.custom = {name: held for name, held in row.custom.items() if name != key}
        if value is not None:
            row.custom[key] = value
        row.version += 1
        row.updated_at = timezone.now()
        batch.append(row)
    Customer.objects.bulk_update(batch, ["custom", "version", "updated_at"], batch_size=_BATCH)
    changed = [row.pk for row in batch]
    announce_many(Customer, changed, "change", {"custom": value}, actor=actor)
    return len(changed)
