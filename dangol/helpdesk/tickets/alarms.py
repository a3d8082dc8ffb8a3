"""Deadlines that come near or pass, and all of them anew when the calendar changes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.db.models import Count, Q, QuerySet
from django.db.transaction import atomic
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.helpdesk.events import DeadlineMissed, DeadlineWarned
from dangol.helpdesk.setup.models import Label
from dangol.helpdesk.sla.clock import Timetable, timetable_for
from dangol.helpdesk.sla.promises import MISS, NEXT, Clock, Clocked
from dangol.helpdesk.tickets.models import Ticket
from dangol.helpdesk.tickets.moving import ring, watchers_of
from dangol.imports import bulk
from dangol.kit.events import publish
from dangol.kit.lists.bulk import batches
from dangol.workspace.services import notify

MONDAY = 0
BATCH = 500
COUNTED = 2_000
_KEPT = (
    "first_due_at", "next_due_at", "solve_due_at", "rank_at", "alarm_at", "alarmed",
)  # fmt: skip


class _Row(NamedTuple):
    """What a clock is read from, and what a ticket has of it now; no model, there are many."""

    pk: int
    policy_id: int | None
    opened_at: datetime
    sla_from: datetime | None
    first_left: int | None
    solve_left: int | None
    next_from: datetime | None
    first_replied_at: datetime | None
    is_open: bool
    first_due_at: datetime | None
    next_due_at: datetime | None
    solve_due_at: datetime | None
    rank_at: datetime
    alarm_at: datetime | None
    alarmed: list[str]

    @property
    def kept(self) -> tuple[Any, ...]:
        """The values of `_KEPT`."""
        return self[9:]


def sound_alarms(*, at: datetime) -> int:
    """Announce every deadline that came near or passed by now, each once; says how many."""
    said = 0
    while ids := list(
        Ticket.objects.filter(is_open=True, alarm_at__lte=at)
        .order_by("alarm_at")
        .values_list("pk", flat=True)[:BATCH]
    ):
        for pk in ids:
            said += _sound(pk, at)
    return said


@atomic
def _sound(pk: int, at: datetime) -> int:
    ticket = Ticket.objects.select_for_update().get(pk=pk)
    clock = Clock.of(ticket)
    due = {name for name, when in clock.alarms(clock.dues()).items() if when <= at}
    missed = {name.partition(".")[0] for name in due if name.endswith(MISS)}
    # what is over needs no warning any more
    told = {name for name in due if name.endswith(MISS) or name.partition(".")[0] not in missed}
    clock.alarmed = sorted({*clock.alarmed, *due})
    values = {name: value for name, value in clock.values().items() if name in _KEPT}
    if "first" in missed:
        values["first_kept"] = False
    if "solve" in missed:
        values["solve_kept"] = False
    if NEXT in missed:
        values["next_missed"] = ticket.next_missed + 1
    Ticket.objects.filter(pk=pk).update(**values)
    for name in sorted(told):
        what, _dot, kind = name.partition(".")
        event = DeadlineMissed if kind == MISS else DeadlineWarned
        publish(event(ticket_id=pk, what=what, actor_id=None))
        _notify(ticket, what, is_missed=kind == MISS)
    ring(ticket)
    return len(told)


def _notify(ticket: Ticket, what: str, *, is_missed: bool) -> None:
    people = watchers_of(ticket)
    labels = {"first": _("첫 답장"), "next": _("답장"), "solve": _("해결")}
    text = (
        _("%(what)s 기한이 지났습니다: %(number)s %(subject)s")
        if is_missed
        else _("%(what)s 기한이 다가옵니다: %(number)s %(subject)s")
    )
    said = text % {"what": labels[what], "number": ticket.number, "subject": ticket.subject}
    notify(people, said, url=ticket.get_absolute_url())


def recount_deadlines(*, at: datetime) -> Iterator[tuple[int, int]]:
    """Count every running deadline anew, after hours or holidays changed; yields done and total.

    Writes only what became different, so it is safe and cheap to run twice. A miss announced
    before stays announced unless its deadline is ahead again.
    """
    rows = Ticket.objects.filter(is_open=True, sla_from__isnull=False)
    # by the partial indexes of open tickets; in the order of ids all closed ones would be read too
    found: dict[int, Any] = dict(rows.order_by().values_list("pk", "sla_from"))
    table = timetable_for([min(found.values()), at], days=200) if found else None
    done, ids = 0, sorted(found)
    for batch in batches(ids, COUNTED):
        _recount(rows.filter(pk__in=batch), table, at)
        done += len(batch)
        yield done, len(ids)


@atomic
def _recount(rows: "QuerySet[Ticket]", table: Timetable | None, at: datetime) -> None:
    """Count these anew, as far as they are open still; nobody else changes them meanwhile."""
    found = rows.select_for_update().order_by("pk").values_list(*_Row._fields)
    counted = [(row, _counted(row, table, at)) for row in (_Row(*values) for values in found)]
    bulk.update(Ticket, _KEPT, [(*new, row.pk) for row, new in counted if new != row.kept])


def _counted(row: _Row, table: Timetable | None, at: datetime) -> tuple[Any, ...]:
    """The values of `_KEPT` by the calendar of today."""
    clock = Clock.of(cast(Clocked, row))  # which is read only, and only read
    if clock.alarmed:
        dues = clock.dues(table)
        clock.alarmed = [
            name
            for name in clock.alarmed
            if (due := dues.get(name.partition(".")[0])) is None or due <= at
        ]
    values = clock.values(table)
    return tuple(values[name] for name in _KEPT)


def tell_label_owners(*, at: datetime) -> int:
    """Tell who watches a label how often it was set on tickets of yesterday and the day before, or
    on Mondays of the last week and the one before (F83); labels nobody set say nothing. Returns
    how many were told.
    """
    text = _("라벨 ‘%(label)s’ 어제 %(now)s건(그 전날 %(before)s건)")
    told = _tell_owners(True, 1, text, at)
    if timezone.localdate(at).weekday() == MONDAY:
        text = _("라벨 ‘%(label)s’ 지난주 %(now)s건(그 전주 %(before)s건)")
        told += _tell_owners(False, 7, text, at)
    return told


def _tell_owners(is_daily: bool, length: int, text: str, at: datetime) -> int:
    """One statement for all labels; a period ends with the midnight before."""
    end = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    start, earlier = end - timedelta(days=length), end - timedelta(days=2 * length)
    labels = Label.objects.filter(is_daily=is_daily, owner__is_active=True)
    watched = labels.filter(tickets__opened_at__gte=earlier, tickets__opened_at__lt=end)
    counted = watched.annotate(
        now=Count("tickets", filter=Q(tickets__opened_at__gte=start)),
        before=Count("tickets", filter=Q(tickets__opened_at__lt=start)),
    )
    for label in counted.order_by("name"):
        said = text % {"label": label.name, "now": label.now, "before": label.before}
        days = "".join(
            f"&opened_at.between={day.date()}" for day in (start, end - timedelta(days=1))
        )
        url = f"{reverse('helpdesk:ticket_list')}?label={label.pk}{days}"
        notify([cast(int, label.owner_id)], said, url=url)
    return len(counted)
