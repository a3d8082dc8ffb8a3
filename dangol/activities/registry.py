"""Filter chips of the timeline, and records activities hang on; apps above add theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kit.registry import Registry


class EntryGroup(NamedTuple):
    """One chip: entries whose kind starts with one of these."""

    label: str | Promise
    prefixes: tuple[str, ...]


groups: Registry[EntryGroup] = Registry()
groups.add("activities")(EntryGroup(_("활동"), ("activities.activity",)))
groups.add("notes")(EntryGroup(_("메모"), ("activities.note_",)))
groups.add("consents")(EntryGroup(_("동의"), ("customers.consent_",)))
groups.add("relations")(
    EntryGroup(
        _("관계"),
        (
            "customers.affiliation_",
            "customers.company_",
            "customers.parent_",
            "customers.household_",
        ),
    )
)
groups.add("moves")(
    EntryGroup(
        _("변화"),
        ("customers.stage_", "customers.grade_", "customers.recency_", "customers.owner_"),
    )
)
groups.add("messages")(EntryGroup(_("메시지"), ("messaging.",)))


class Linked(NamedTuple):
    """One record an activity hangs on: what it is called, and where it is."""

    text: str
    url: str


@dataclass(frozen=True)
class LinkKind:
    """A kind of record activities can hang on, under its label (`sales.deal`).

    `find(user, ids)` are those of them the user may see.
    """

    label: str | Promise
    icon: str
    find: Callable[[Any, Iterable[int]], Mapping[int, Linked]]


links: Registry[LinkKind] = Registry()

# standings(user, customer_ids): what apps above tell a new owner of customers, one badge each
standings: Registry[Callable[[Any, Iterable[int]], Mapping[int, list[Linked]]]] = Registry()
