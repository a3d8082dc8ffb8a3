"""What a run through a file looks up once: codes, staff, own fields."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from dangol.accounts.models import User
from dangol.codes.models import CustomField
from dangol.codes.queries import codes_of, custom_fields
from dangol.customers.importing.fields import RECORD

GROUPS = {"grade": "customer_grade", "source": "source", "company_types": "company_type"}
BULK_RIGHT = "customers.bulk_customer"


def squeezed(text: str) -> str:
    """A word to compare by: no spaces, no capitals."""
    return "".join(text.split()).casefold()


@dataclass
class Lookups:
    """Words of the file to ids of the office."""

    owner_id: int | None
    today: date
    codes: dict[str, dict[str, int]] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    fields: dict[str, CustomField] = field(default_factory=dict)

    @classmethod
    def load(cls, actor: Any, owner_id: int | None) -> "Lookups":
        found = cls(owner_id, timezone.localdate())
        for key, group in GROUPS.items():
            rows = codes_of(group, retired=True)
            found.codes[key] = {squeezed(row.key): row.id for row in rows}
            found.codes[key] |= {squeezed(row.label): row.id for row in rows}
        found.users = assignable(actor)
        found.fields = {own.key: own for own in custom_fields(RECORD)}
        return found

    @property
    def required(self) -> list[CustomField]:
        return [own for own in self.fields.values() if own.is_required]


def assignable(actor: Any) -> dict[str, int]:
    """Staff by name, sign-in name and e-mail whom the actor may give customers to.

    Without the right to change in bulk, only oneself. A name two people share names nobody.
    """
    rows = User.objects.filter(is_active=True)
    if actor is not None and not actor.has_perm(BULK_RIGHT):
        rows = rows.filter(pk=actor.pk)
    found: dict[str, int] = {}
    doubled: set[str] = set()
    for pk, *words in rows.filter(~Q(username="")).values_list("pk", "username", "email", "name"):
        for word in {squeezed(word) for word in words if word}:
            if found.setdefault(word, pk) != pk:
                doubled.add(word)
    return {word: pk for word, pk in found.items() if word not in doubled}
