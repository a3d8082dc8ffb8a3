"""Reading the timeline: by kind, in pages, with the names its entries speak of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.activities.acts.queries import shown_names
from dangol.activities.acts.shown import Shown, shown_activities
from dangol.activities.models import Entry, TouchPoint
from dangol.activities.registry import groups
from dangol.codes.memory import remembered
from dangol.customers.models import Customer
from dangol.kit.db.prepared import prepared
from dangol.workspace.queries import people

PAGE = 20
GENERIC = "activities/entries/generic.html"


@dataclass
class Line:
    """One entry as the page shows it: its template, its day, and names for the ids in it."""

    entry: Entry
    day: date
    template: str
    names: dict[str, str] = field(default_factory=dict)
    actor: str = ""
    touch_point: str = ""
    shown: Shown | None = None

    @property
    def heading(self) -> str:
        """오늘, 어제, 11월 21일 토요일; with the year when it is another."""
        today = timezone.localdate()
        if self.day == today:
            return _("오늘")
        if self.day == today - timedelta(days=1):
            return _("어제")
        form = "MONTH_DAY_FORMAT" if self.day.year == today.year else "DATE_FORMAT"
        return f"{date_format(self.day, form)} {date_format(self.day, 'l')}"


class TimelinePage(NamedTuple):
    """Some entries, and the cursor of the older ones; empty at the end."""

    lines: list[Line]
    older: str

    @property
    def last_day(self) -> str:
        return self.lines[-1].day.isoformat() if self.lines else ""


def timeline_of(
    customer: Customer, *, seen_by: User, kinds: str = "", before: str = "", limit: int = PAGE
) -> TimelinePage:
    """Entries newest first; `kinds` names a filter group, `before` is the cursor of a page."""
    if kinds or before or limit > PAGE:
        found = _chosen(customer, kinds, before, limit + 1)
    else:
        found = _newest(customer.pk)[: limit + 1]
    shown = found[:limit]
    older = f"{shown[-1].at.isoformat()}~{shown[-1].pk}" if len(found) > limit else ""
    return TimelinePage(lines_of(shown, seen_by=seen_by), older)


@prepared
def _newest(customer_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(customer=customer_id).order_by("-at", "-pk")[: PAGE + 1]


def _chosen(customer: Customer, kinds: str, before: str, count: int) -> list[Entry]:
    rows = customer.entries.order_by("-at", "-pk")
    if kinds in groups:
        prefixes = groups[kinds].prefixes
        rows = rows.filter(Q(*(Q(kind__startswith=p) for p in prefixes), _connector=Q.OR))
    if cursor := _cursor(before):
        at, pk = cursor
        rows = rows.filter(at__lte=at).exclude(at=at, pk__gte=pk)
    return list(rows[:count])


def lines_of(entries: Iterable[Entry], *, seen_by: User) -> list[Line]:
    """Entries with templates and names; at most four queries whatever their number."""
    lines = [
        Line(entry, timezone.localtime(entry.at).date(), template_of(entry.kind))
        for entry in entries
    ]
    actors = {line.entry.actor_id for line in lines if line.entry.actor_id}
    staff = _names_of_staff(_ids(lines, "_user_id") | actors)
    points = dict(touch_points(retired=True))
    activities = shown_activities(
        {line.entry.activity_id for line in lines if line.entry.activity_id}, seen_by=seen_by
    )
    met = {
        pk
        for line in lines
        if (shown := activities.get(line.entry.activity_id or 0))
        for pk in shown.customer_ids
        if pk != line.entry.customer_id
    }
    customers = shown_names(_ids(lines, "_customer_id") | met, seen_by)
    for line in lines:
        if shown := activities.get(line.entry.activity_id or 0):
            line.shown = shown.named(customers, here=line.entry.customer_id)
        line.actor = staff.get(line.entry.actor_id or 0, "")
        line.touch_point = points.get(line.entry.touch_point_id or 0, "")
        for key, value in line.entry.data.items():
            if key.endswith("_user_id"):
                line.names[key.removesuffix("_user_id")] = staff.get(value, "")
            elif key.endswith("_customer_id"):
                line.names[key.removesuffix("_customer_id")] = customers.get(value, "")
    return lines


@lru_cache(maxsize=512)
def template_of(kind: str) -> str:
    """The template of a kind of entry; the generic one when an app brought none."""
    name = f"activities/entries/{kind}.html"
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return GENERIC
    return name


def _ids(lines: list[Line], ending: str) -> set[int]:
    return {
        value
        for line in lines
        for key, value in line.entry.data.items()
        if key.endswith(ending) and value
    }


def _names_of_staff(ids: set[int]) -> dict[int, str]:
    return {int(option.value): str(option.label) for option in people()} if ids else {}


def _cursor(text: str) -> tuple[datetime, int] | None:
    at, _sign, pk = text.partition("~")
    try:
        return datetime.fromisoformat(at), int(pk)
    except ValueError:
        return None


class TouchPointUse(NamedTuple):
    """A touch point and how often it was used, against its target (F8)."""

    touch_point: TouchPoint
    used: int

    @property
    def percent(self) -> int | None:
        target = self.touch_point.monthly_target
        return min(100, self.used * 100 // target) if target else None


@remembered
def _touch_points() -> list[tuple[int, str, bool]]:
    rows = TouchPoint.objects.order_by("phase", "name")
    return list(rows.values_list("pk", "name", "is_active"))


def touch_points(*, retired: bool = False) -> list[tuple[int, str]]:
    """Ids and names of those in use, by phase; kept in the process."""
    return [(pk, name) for pk, name, is_active in _touch_points() if is_active or retired]


def forget_touch_points() -> None:
    """Read them again: somebody changed them."""
    _touch_points.forget()


def touch_point_uses(*, first: date, last: date) -> list[TouchPointUse]:
    """How often each touch point was used from one day to another, both included."""
    start = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
    rows = Entry.objects.filter(touch_point__isnull=False, at__gte=start, at__lt=end)
    counts: dict[Any, int] = dict(rows.values_list("touch_point").annotate(n=Count("pk")))
    every = TouchPoint.objects.order_by("-is_active", "phase", "name")
    return [TouchPointUse(row, counts.get(row.pk, 0)) for row in every]
