"""Adding up what was done, from totals and from what changed since."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from dangol.accounts.models import User
from dangol.activities.acts.kinds import NO_PURPOSE, kinds, purpose_id
from dangol.activities.models import Activity
from dangol.activities.reports.stages import stage_source
from dangol.workspace.reports.asks import Days

MEDIA = ("phone", "visit", "mail", "sms")
OTHER = "other"

_EFFORT = "SELECT kind_id, purpose_id, stage, count, minutes FROM activities_effort e"
_TOTALS = """SELECT kind_id, purpose_id, stage, SUM(count), SUM(minutes) FROM ({}) parts
    GROUP BY kind_id, purpose_id, stage"""
_STALE = "(SELECT DISTINCT owner_id, day, starts_at, ends_at FROM activities_staleday s WHERE {}) s"
_RAW = """SELECT a.kind_id, a.purpose_id, {stage} AS stage, 1 AS count,
    COALESCE(a.minutes, 0) AS minutes
    FROM {stale} JOIN activities_activity a ON a.owner_id = s.owner_id
    AND a.occurred_at >= s.starts_at AND a.occurred_at < s.ends_at"""


class Spent(NamedTuple):
    """How often and how long, by kind, purpose and stage."""

    kind: int
    purpose: int | None
    stage: str
    count: int
    minutes: int


def spent_between(days: Days, owners: list[int] | None) -> list[Spent]:
    """What these people (None: everybody) did from one day to another; one statement.

    Whole months come from the rows of months, the rest from those of days; days that changed
    since are taken out again and counted from the activities themselves.
    """
    if owners == []:
        return []
    mine, who = _owned_by(owners)
    parts: list[tuple[str, list[Any]]] = []
    months, rest = split(days)
    if months:
        parts.append((f"{_EFFORT} WHERE grain = 'M' AND day BETWEEN %s AND %s{mine}", [*months]))
    for piece in rest:
        parts.append((f"{_EFFORT} WHERE grain = 'D' AND day BETWEEN %s AND %s{mine}", [*piece]))
    stale = _STALE.format(f"day BETWEEN %s AND %s{mine}")
    gone = _EFFORT.replace("count, minutes", "-count, -minutes")
    match = "e.owner_id = s.owner_id AND e.day = s.day"
    parts.append((f"{gone} JOIN {stale} ON {match} WHERE e.grain = 'D'", [*days]))
    parts.append((_RAW.format(stage=stage_source().sql, stale=stale), [*days]))
    sql = _TOTALS.format(" UNION ALL ".join(part for part, _values in parts))
    values = [_sent(value) for _part, given in parts for value in [*given, *who]]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = [Spent(*key, int(n), int(minutes)) for *key, n, minutes in cursor.fetchall()]
    return [row for row in found if row.count]


def _owned_by(owners: list[int] | None) -> tuple[str, list[int]]:
    """The same condition for every part; the column is called owner_id everywhere."""
    if owners is None:
        return "", []
    return f" AND owner_id IN ({', '.join(['%s'] * len(owners))})", owners


def _sent(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def split(days: Days) -> tuple[Days | None, list[Days]]:
    """The first days of the whole months inside, and the days before and after them."""
    first = days.first if days.first.day == 1 else _next_month(days.first)
    after = _next_month(days.last)
    end = after if days.last + timedelta(days=1) == after else days.last.replace(day=1)
    if first >= end:
        return None, [days]
    one = timedelta(days=1)
    rest = [Days(days.first, first - one), Days(end, days.last)]
    return Days(first, (end - one).replace(day=1)), [d for d in rest if d.first <= d.last]


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
) -> QuerySet[Activity]:
    """The activities a cell counts, newest first: the same people, days, purpose and stage."""
    rows = Activity.objects.of_staff(user).filter(
        occurred_at__gte=_midnight(days.first),
        occurred_at__lt=_midnight(days.last + timedelta(days=1)),
    )
    if owners is not None:
        rows = rows.filter(owner__in=owners)
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


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
