"""Adding up what was done, from totals and from what changed since."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.acts.kinds import NO_PURPOSE, contact_kind_ids, kinds, purpose_id
from dangol.activities.models import Activity
from dangol.activities.reports.stages import stage_source
from dangol.workspace.reports.asks import Days

MEDIA = ("phone", "visit", "mail", "sms")
OTHER = "other"
ONE = timedelta(days=1)

_EFFORT = "SELECT {columns}, {sign}count AS count, {sign}minutes AS minutes FROM activities_effort"
_TOTALS = "SELECT {columns}, SUM(count), SUM(minutes) FROM ({parts}) parts GROUP BY {columns}"
# PostgreSQL expects few rows of an array, as there mostly are: its statistics may still be those of
# a day when everything was noted, and then it would read every activity (and compile the query)
_NOTES = {
    "sqlite": "activities_staleday WHERE {}",
    "postgresql": "unnest(ARRAY(SELECT s FROM activities_staleday s WHERE {})) n",
}
_STALE = "(SELECT DISTINCT owner_id, day, starts_at, ends_at FROM {}) s"
# CROSS JOIN: SQLite must begin with the few days that changed
_GONE = """SELECT {columns}, -count, -minutes
    FROM {stale} CROSS JOIN activities_effort e
    WHERE e.grain = 'D' AND e.day = s.day AND e.owner_id = s.owner_id"""
_RAW = """SELECT {columns}, 1 AS count, COALESCE(a.minutes, 0) AS minutes
    FROM {stale} CROSS JOIN {acts}"""
_THEIRS = """activities_activity a
    WHERE a.owner_id = s.owner_id AND a.occurred_at >= s.starts_at AND a.occurred_at < s.ends_at"""
_ACTS = {  # OFFSET 0: it must not begin with all activities there either
    "sqlite": _THEIRS,
    "postgresql": f"LATERAL (SELECT * FROM {_THEIRS} OFFSET 0) a",  # noqa: S608 - our own words
}
_ONE = ("kind_id", "purpose_id", "stage")
_PERSON = ("owner_id",)


class Part(NamedTuple):
    """Totals of some days or months, to add or, with "-", to take out."""

    sign: str
    grain: str
    days: Days


class Spent(NamedTuple):
    """How often and how long, by kind, purpose and stage."""

    kind: int
    purpose: int | None
    stage: str
    number: int
    minutes: int


def spent_between(days: Days, owners: list[int] | None) -> list[Spent]:
    """What these people (None: everybody) did from one day to another; one statement.

    Months come from the rows of months, the ends from those of days; days that changed since are
    taken out again and counted from the activities themselves.
    """
    return [Spent(*row) for row in _totals(days, owners, _ONE) if row[-2]]


def minutes_by_owner(days: Days, owners: list[int] | None) -> dict[int, int]:
    """Minutes these people (None: everybody) spent from one day to another; one statement."""
    return {owner: minutes for owner, number, minutes in _totals(days, owners, _PERSON) if number}


def _totals(days: Days, owners: list[int] | None, columns: tuple[str, ...]) -> list[Any]:
    """Rows of these columns, how often, and how long."""
    if owners == []:
        return []
    mine, who = _owned_by(owners)
    names = ", ".join(columns)
    parts: list[tuple[str, list[Any]]] = []
    for sign, grain, piece in split(days):
        where = f"WHERE grain = '{grain}' AND day BETWEEN %s AND %s{mine}"
        parts.append((f"{_EFFORT.format(sign=sign, columns=names)} {where}", [*piece]))
    notes = _NOTES[connection.vendor].format(f"day BETWEEN %s AND %s{mine}")
    stale = _STALE.format(notes)
    held = ", ".join(f"e.{name}" for name in columns)
    parts.append((_GONE.format(stale=stale, columns=held), [*days]))
    now = ", ".join(_now(name) for name in columns)
    acts = _ACTS[connection.vendor]
    parts.append((_RAW.format(columns=now, stale=stale, acts=acts), [*days]))
    sql = _TOTALS.format(columns=names, parts=" UNION ALL ".join(part for part, _given in parts))
    values = [_sent(value) for _part, given in parts for value in [*given, *who]]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [(*row[:-2], int(row[-2]), int(row[-1])) for row in cursor.fetchall()]


def _now(column: str) -> str:
    return f"{stage_source().sql} AS stage" if column == "stage" else f"a.{column}"


def _owned_by(owners: list[int] | None) -> tuple[str, list[int]]:
    """The same condition for every part; the column is called owner_id everywhere."""
    if owners is None:
        return "", []
    return f" AND owner_id IN ({', '.join(['%s'] * len(owners))})", owners


def _sent(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def split(days: Days) -> list[Part]:
    """Sums of months and days that make up the period, at most fifteen days at either end.

    Of a month of which more than half is asked, the other days are taken out again.
    """
    parts = []
    whole = [month for month in _months(days) if _inside(month, days) == month]
    if whole:
        parts.append(Part("", "M", Days(whole[0].first, whole[-1].first)))
    for month in _months(days):
        asked = _inside(month, days)
        if asked == month:
            continue
        if asked.length * 2 <= month.length:
            parts.append(Part("", "D", asked))
            continue
        parts.append(Part("", "M", Days(month.first, month.first)))
        outside = (Days(month.first, asked.first - ONE), Days(asked.last + ONE, month.last))
        parts += [Part("-", "D", piece) for piece in outside if piece.length > 0]
    return parts


def _months(days: Days) -> list[Days]:
    found, first = [], days.first.replace(day=1)
    while first <= days.last:
        after = _next_month(first)
        found.append(Days(first, after - ONE))
        first = after
    return found


def _inside(month: Days, days: Days) -> Days:
    return Days(max(month.first, days.first), min(month.last, days.last))


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def medium_of_kinds() -> dict[int, str]:
    """Kind of activity to its column of the report: one of MEDIA, or the rest."""
    return {kind.id: kind.medium if kind.medium in MEDIA else OTHER for kind in kinds(retired=True)}


def activities_behind(
    user: User,
    days: Days,
    owners: list[int] | None,
    *,
    medium: str = "",
    purpose: str = "",
    stage: str | None = None,
    contacts: bool = False,
) -> QuerySet[Activity]:
    """The activities a cell counts, newest first: the same people, days, purpose and stage."""
    start, end = moments_of(days)
    rows = Activity.objects.of_staff(user).filter(occurred_at__gte=start, occurred_at__lt=end)
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    if contacts:
        rows = rows.filter(kind__in=contact_kind_ids(), customer__isnull=False)
    if medium:
        rows = rows.filter(kind__in=_kinds_of([medium]))
    if purpose == NO_PURPOSE:
        rows = rows.filter(Q(purpose=None) | Q(purpose=purpose_id(NO_PURPOSE)))
    elif purpose:
        rows = rows.filter(purpose=purpose_id(purpose))
    if stage is not None:
        rows = rows.alias(stage_then=_stage_then()).filter(stage_then=stage)
    return rows.order_by("-occurred_at", "-pk")


def _stage_then() -> RawSQL:
    sql = stage_source().sql.replace("a.", f"{Activity._meta.db_table}.")
    return RawSQL(sql, [])  # noqa: S611 - our own words


def _kinds_of(media: Iterable[str]) -> list[int]:
    return [kind for kind, medium in medium_of_kinds().items() if medium in media]


def moments_of(days: Days) -> tuple[datetime, datetime]:
    """The first moment of a period and the first after it."""
    return _midnight(days.first), _midnight(days.last + ONE)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
