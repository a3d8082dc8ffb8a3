"""Filter chips of the timeline; apps above add theirs."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.kit.registry import Registry


class EntryGroup(NamedTuple):
    """One chip: entries whose kind starts with one of these."""

    label: str | Promise
    prefixes: tuple[str, ...]


groups: Registry[EntryGroup] = Registry()
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
