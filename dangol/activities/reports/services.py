"""Keeping the totals in step with the activities (docs/adr/0060)."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.transaction import atomic

from dangol.activities.reports import triggers
from dangol.activities.reports.models import Effort, StaleDay
from dangol.activities.reports.stages import stage_source

TOGETHER = 2_000

_TAKEN = """(SELECT DISTINCT owner_id, day, month, starts_at, ends_at FROM activities_staleday
    WHERE is_taken) s"""
_COLUMNS = "grain, day, month, owner_id, kind_id, purpose_id, stage, count, minutes"
_FORGET_DAYS = """DELETE FROM activities_effort WHERE grain = 'D' AND EXISTS (
    SELECT 1 FROM activities_staleday s WHERE s.is_taken AND s.owner_id = activities_effort.owner_id
    AND s.day = activities_effort.day)"""
_FORGET_MONTHS = """DELETE FROM activities_effort WHERE grain = 'M' AND EXISTS (
    SELECT 1 FROM activities_staleday s WHERE s.is_taken AND s.owner_id = activities_effort.owner_id
    AND s.month = activities_effort.month)"""
_ADD_DAYS = """INSERT INTO activities_effort ({columns})
    SELECT 'D', day, month, owner_id, kind_id, purpose_id, stage, COUNT(*), SUM(minutes) FROM (
        SELECT s.day, s.month, a.owner_id, a.kind_id, a.purpose_id, {stage} AS stage,
            COALESCE(a.minutes, 0) AS minutes
        FROM {taken} JOIN activities_activity a ON a.owner_id = s.owner_id
        AND a.occurred_at >= s.starts_at AND a.occurred_at < s.ends_at) found
    GROUP BY day, month, owner_id, kind_id, purpose_id, stage"""
_ADD_MONTHS = """INSERT INTO activities_effort ({columns})
    SELECT 'M', e.month, e.month, e.owner_id, kind_id, purpose_id, stage, SUM(count), SUM(minutes)
    FROM (SELECT DISTINCT owner_id, month FROM activities_staleday WHERE is_taken) s
    JOIN activities_effort e ON e.owner_id = s.owner_id AND e.month = s.month AND e.grain = 'D'
    GROUP BY e.month, e.owner_id, kind_id, purpose_id, stage"""


def refresh_efforts() -> int:
    """Add up some of the days that changed; returns how many notes of them were worked off.

    Safe to run at any time, also beside itself: notes are held before anything is counted, so a
    change that is committed meanwhile leaves a note for the next run.
    """
    with atomic():
        ids = list(
            StaleDay.objects.order_by("owner", "day").values_list("pk", flat=True)[:TOGETHER]
        )
        if not ids or not StaleDay.objects.filter(pk__in=ids).update(is_taken=True):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_FORGET_DAYS)
            cursor.execute(
                _ADD_DAYS.format(columns=_COLUMNS, stage=stage_source().sql, taken=_TAKEN)
            )
            cursor.execute(_FORGET_MONTHS)
            cursor.execute(_ADD_MONTHS.format(columns=_COLUMNS))
        StaleDay.objects.filter(is_taken=True).delete()
    return len(ids)


def recount(customers: "QuerySet[Any]") -> None:
    """Count the days of what was done with these customers (their ids) anew; reports at once.

    For what changes the stage of activities behind their back, as deals of a past that come by a
    file.
    """
    ids, params = customers.query.sql_with_params()
    triggers.note(connection, f"customer_id IN ({ids})", params)


@atomic
def rebuild_efforts() -> None:
    """Throw all totals away and note every day anew, as when another source of stages counts."""
    Effort.objects.all().delete()
    StaleDay.objects.all().delete()
    triggers.note_all(connection)
