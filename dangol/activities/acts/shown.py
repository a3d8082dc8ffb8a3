"""Activities as a timeline, a list of to-dos or a home shows them, names and colours beside."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.acts.kinds import NO_PURPOSE, Kind, kind_of
from dangol.activities.acts.models import Activity
from dangol.activities.acts.signals import signals_of
from dangol.activities.registry import Linked, links
from dangol.codes.queries import CodeRow, code_of
from dangol.workspace.queries import person_name


@dataclass(frozen=True)
class Shown:
    """One activity with what stands beside it; names of customers come from whoever knows them."""

    activity: Activity
    kind: Kind | None
    purpose: str
    owner: str
    link: Linked | None = None
    link_icon: str = ""
    customer: str = ""
    counterpart: str = ""
    signals: tuple[CodeRow, ...] = ()

    @property
    def customer_ids(self) -> list[int]:
        ids = (self.activity.customer_id, self.activity.counterpart_id)
        return [pk for pk in ids if pk]

    def named(self, names: dict[int, str], *, here: int | None = None) -> "Shown":
        """With the names of its customers, but not of the one whose page it stands on."""
        row = self.activity
        return replace(
            self,
            customer=names.get(row.customer_id or 0, "") if row.customer_id != here else "",
            counterpart=names.get(row.counterpart_id or 0, "")
            if row.counterpart_id != here
            else "",
        )

    @property
    def is_late(self) -> bool:
        """Whether its time has passed, said when the page is made."""
        due = self.activity.due_at
        return bool(self.activity.is_open and due and due < timezone.now())

    @property
    def delay(self) -> str:
        """How many days after it happened it was written down, if it was not the same day (F30)."""
        row = self.activity
        if not (row.occurred_at and row.recorded_at):
            return ""
        days = (_day(row.recorded_at) - _day(row.occurred_at)).days
        return str(days) if days > 0 else ""


def shown_activities(ids: Iterable[int], *, seen_by: User) -> dict[int, Shown]:
    """Activities by id with what stands beside them; links only to what the user may see."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Activity.objects.in_bulk(wanted)
    shown = with_signals(show(rows.values(), seen_by=seen_by))
    return {one.activity.pk: one for one in shown}


def with_signals(shown: list[Shown]) -> list[Shown]:
    """The same with the market signals they were given; one query."""
    found = signals_of(one.activity.pk for one in shown)
    return [replace(one, signals=tuple(found.get(one.activity.pk, ()))) for one in shown]


def show(activities: Iterable[Activity], *, seen_by: User) -> list[Shown]:
    """The same for rows that were read already."""
    rows = list(activities)
    linked = _linked(rows, seen_by)
    return [_shown(row, linked) for row in rows]


def _shown(row: Activity, linked: dict[tuple[str, int], Linked]) -> Shown:
    purpose = code_of(row.purpose_id)
    link = linked.get((row.link_model, row.link_id or 0))
    return Shown(
        activity=row,
        kind=kind_of(row.kind_id),
        purpose=purpose.label if purpose and purpose.key != NO_PURPOSE else "",
        owner=person_name(row.owner_id),
        link=link,
        link_icon=links[row.link_model].icon if link else "",
    )


def _linked(rows: list[Activity], user: User) -> dict[tuple[str, int], Linked]:
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.link_id and row.link_model in links:
            wanted.setdefault(row.link_model, set()).add(row.link_id)
    return {
        (model, pk): linked
        for model, ids in wanted.items()
        for pk, linked in links[model].find(user, ids).items()
    }


def _day(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
