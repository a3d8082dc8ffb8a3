"""Reading what a calendar shows: rows, repetitions to come, absences; as few queries as a day."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from django.db.models import (
    Count,
    DateField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, Greatest, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.absences.queries import absences_between
from dangol.accounts.models import User
from dangol.activities.acts.kinds import kind_of
from dangol.activities.acts.models import Activity, ActivityQuerySet, Series
from dangol.activities.acts.queries import shown_names
from dangol.activities.acts.times import end_of, start_of
from dangol.activities.calendar.layout import Day, Event, days_of, local
from dangol.activities.calendar.models import CalendarPreference
from dangol.codes.calendar.queries import day_notes
from dangol.kit.access import Scope
from dangol.workspace.queries import people, person_name

VIEW = "activities.view_activity"
# so many of a day are on the page; of the rest there is the number, and the day's own view
A_DAY = {"day": 300, "week": 40, "month": 12, "agenda": 40}
# what a chip shows
READ = (
    "title", "text", "kind_id", "customer_id", "owner_id", "series_id", "status", "made_by_rule",
    "starts_at", "ends_at", "due_at", "occurred_at", "is_all_day", "minutes", "created_at",
    "version",
)  # fmt: skip
MOST_AHEAD = 400
ME, TEAM = "me", "team"


def preference_of(person: User) -> CalendarPreference:
    """How the person likes the calendar; the defaults until they say."""
    found = CalendarPreference.objects.filter(person=person).first()
    return found or CalendarPreference(person=person)


def reach(user: User) -> list[int] | None:
    """Ids of the people whose calendars the user may see; None for everybody's."""
    match user.scope_of(VIEW):
        case Scope.ALL:
            return None
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            return user.colleague_ids(scope)
    return [user.pk]


def others(user: User) -> list[tuple[int, str]]:
    """The people to choose from, without oneself; no query while the staff is known."""
    seen = reach(user)
    return [
        (option.stored, str(option.label))
        for option in people()
        if option.stored != user.pk and (seen is None or option.stored in seen)
    ]


def whose_ids(user: User, whose: str) -> list[int] | None:
    """The people `whose` names: me, team, or an id; somebody else's only if it may be seen."""
    seen = reach(user)
    if whose == TEAM:
        return seen
    if whose.isascii() and whose.isdigit() and len(whose) < 10:
        pk = int(whose)
        if seen is None or pk in seen:
            return [pk]
    return [user.pk]


def calendar_of(
    user: User,
    ids: list[int] | None,
    first: date,
    last: date,
    *,
    now: datetime,
    view: str,
    month: int = 0,
) -> list[Day]:
    """What stands on these days for these people; at most eight queries, whatever the number."""
    rows = rows_between(user, ids, first, last)
    numbers = Counter[date]()
    chosen: list[int] = []
    for pk, day, number in first_of_each_day(rows, first, A_DAY[view]):
        chosen.append(pk)
        numbers[day] = number
    found = Activity.objects.filter(pk__in=chosen).only(*READ) if chosen else ()
    events = events_of(found, user=user, ids=ids, now=now)
    numbers.subtract(max(event.first, first) for event in events)
    events += ahead(ids, first, last)
    days = days_of(first, last, events, today=timezone.localdate(now), month=month)
    for one in days:
        one.left_out = numbers[one.on]
    _mark_days(days, ids)
    return days


def rows_between(user: User, ids: list[int] | None, first: date, last: date) -> ActivityQuerySet:
    """Plans that touch these days and what was done on them; nothing that was called off."""
    start, end = start_of(first), end_of(last)
    planned = Q(recorded_at__isnull=True, starts_at__lte=end, due_at__gte=start)
    rows = Activity.objects.of_staff(user).filter(
        planned | Q(occurred_at__gte=start, occurred_at__lte=end)
    )
    return rows if ids is None else rows.filter(owner__in=ids)


class DayInSeoul(Func):
    """The day in Seoul, UTC+9 all year; TruncDate is Python on SQLite, called for every row."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "date(%(expressions)s, '+9 hours')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(%(expressions)s AT TIME ZONE 'Asia/Seoul')::date"
        return self.as_sql(compiler, connection, template=template, **context)


def first_of_each_day(
    rows: ActivityQuerySet, first: date, limit: int
) -> "QuerySet[Activity, tuple[int, date, int]]":
    """Ids of what begins first on each day, the day, and how many begin on it; one query.

    What began before the `first` day counts on it.
    """
    begins = Greatest(Coalesce("occurred_at", "starts_at"), Value(start_of(first)))
    day = DayInSeoul(begins)
    found = rows.order_by().annotate(
        day=day,
        nth=Window(RowNumber(), partition_by=day, order_by=(begins.asc(), F("pk").asc())),
        number=Window(Count("pk"), partition_by=day),
    )
    return found.filter(nth__lte=limit).values_list("pk", "day", "number")


def events_of(
    rows: Iterable[Activity], *, user: User, ids: list[int] | None, now: datetime
) -> list[Event]:
    """The rows as events, with the names of their customers as the user may see them."""
    rows = list(rows)
    names = shown_names({row.customer_id for row in rows if row.customer_id}, user)
    alone = ids is not None and len(ids) == 1
    mine = set(rows_that_may_change(user, rows))
    return [_event(row, names, alone, row.pk in mine, now) for row in rows]


def rows_that_may_change(user: User, rows: list[Activity]) -> list[int]:
    """Ids of the open ones the user may move; decided by owner, without a query."""
    match user.scope_of("activities.change_activity"):
        case Scope.ALL:
            return [row.pk for row in rows if row.is_open]
        case Scope.BELOW | Scope.DEPARTMENT as scope:
            team = set(user.colleague_ids(scope))
            return [row.pk for row in rows if row.is_open and row.owner_id in team]
        case Scope.OWN:
            return [row.pk for row in rows if row.is_open and row.owner_id == user.pk]
    return []


def _event(
    row: Activity, names: dict[int, str], alone: bool, may_move: bool, now: datetime
) -> Event:
    kind = kind_of(row.kind_id)
    customer = names.get(row.customer_id or 0, "")
    label = kind.label if kind else ""
    return Event(
        pk=row.pk,
        title=row.title or row.text.partition("\n")[0][:80] or label,
        starts=local(starts_of(row)),
        ends=local(ends_of(row)),
        is_all_day=row.is_all_day and row.is_open,
        icon=kind.icon if kind else "activity",
        mark=kind.mark if kind else "",
        kind=label,
        who="" if alone else person_name(row.owner_id),
        customer=customer,
        is_done=row.is_done,
        is_late=bool(row.is_open and row.due_at and row.due_at < now),
        is_automatic=row.made_by_rule.startswith("alert:"),
        repeats=bool(row.series_id),
        may_move=may_move,
        version=row.version,
    )


def starts_of(row: Activity) -> datetime:
    """When it begins: where it happened, else where it is planned."""
    return row.occurred_at or row.starts_at or row.due_at or row.created_at


def ends_of(row: Activity) -> datetime:
    """When it ends: as long as it took, or as planned; at once if nobody said."""
    starts = starts_of(row)
    if row.is_done:
        return starts + timedelta(minutes=row.minutes or 0)
    if row.is_all_day:
        return row.due_at or starts
    return row.ends_at or starts


def ahead(ids: list[int] | None, first: date, last: date) -> list[Event]:
    """What series will bring on these days and has no row yet; at most 400."""
    newest = Activity.objects.filter(series=OuterRef("pk")).order_by("-pk").values("source")[:1]
    rows = Series.objects.filter(ended_at=None, starts_at__lte=end_of(last))
    rows = rows if ids is None else rows.filter(owner__in=ids)
    found: list[Event] = []
    for series in rows.annotate(newest=Subquery(newest)).order_by("pk"):
        for moment in occurrences(series, series.newest, first, last):
            if len(found) == MOST_AHEAD:
                return found
            found.append(_ahead(series, moment, alone=ids is not None and len(ids) == 1))
    return found


def occurrences(series: Series, newest: str | None, first: date, last: date) -> list[datetime]:
    """The occurrences of these days after the newest that has a row.

    A rule without a count goes on from that row, so that old ones cost no more than new ones.
    """
    made = position(newest)
    start = made if made and "COUNT" not in series.rule else local(series.starts_at)
    rule = rrulestr(series.rule.replace("Z", ""), dtstart=start)
    begin = max(datetime.combine(first, datetime.min.time()), made or start)
    end = datetime.combine(last, datetime.max.time())
    return [at for at in rule.between(begin, end, inc=True) if at != made]


def position(source: str | None) -> datetime | None:
    """Where in its series an occurrence stands (acts.series writes it so)."""
    try:
        stamp = (source or "").rpartition(":")[2]
        return datetime.strptime(stamp, "%Y%m%dT%H%M")  # noqa: DTZ007 - Seoul's wall clock
    except ValueError:
        return None


def _ahead(series: Series, moment: datetime, *, alone: bool) -> Event:
    said = series.values
    kind = kind_of(said.get("kind"))
    return Event(
        pk=-series.pk,
        title=said.get("title") or (kind.label if kind else _("반복 업무")),
        starts=moment,
        ends=moment + timedelta(seconds=said.get("seconds") or 0),
        is_all_day=bool(said.get("is_all_day")),
        icon=kind.icon if kind else "activity",
        mark=kind.mark if kind else "",
        kind=kind.label if kind else "",
        who="" if alone else person_name(series.owner_id),
        repeats=True,
        is_ahead=True,
    )


def _mark_days(days: list[Day], ids: list[int] | None) -> None:
    """Holidays, and who is away; of everybody only when few are asked for."""
    notes = day_notes(days[0].on, days[-1].on)
    away = absences_between(ids, days[0].on, days[-1].on) if ids is not None else []
    for day in days:
        day.note = notes.get(day.on)
        day.away = [row.person.name for row in away if row.starts_on <= day.on <= row.ends_on]
