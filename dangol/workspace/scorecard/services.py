"""Counting months and setting thresholds."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.kit.records import change, create
from dangol.workspace.models import MonthFigure, Threshold
from dangol.workspace.scorecard.queries import expected_of, last_counted, measures, months_until
from dangol.workspace.scorecard.registry import month_of

LATE_DAYS = 7


@atomic
def count_month(month: date, *, at: datetime) -> int:
    """Count every measure of a month for everybody it is expected of or who did something.

    Safe to repeat: the last count stands. Returns how many figures were written.
    What averages is expected of nobody: no ticket was solved in no time.
    """
    days = month_of(month)
    rows = []
    for name, score in measures():
        found = dict(score.count(days))
        if score.averages:
            kept = MonthFigure.objects.filter(month=days.first, measure=name)
            kept.exclude(person__in=found).delete()
        else:
            found = dict.fromkeys(expected_of(score), 0) | found
        rows += [
            MonthFigure(
                measure=name, person_id=person, month=days.first, value=value, counted_at=at
            )
            for person, value in found.items()
        ]
    MonthFigure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["month", "measure", "person"],
        update_fields=["value", "counted_at"],
        batch_size=1_000,
    )
    return len(rows)


def open_months(today: date) -> list[date]:
    """Months to count now: this one, the last within a week of its end, and those never counted.

    What is written late into an older month no longer changes its figures.
    """
    months = months_until(today)
    known = last_counted()
    return [
        month
        for n, month in enumerate(reversed(months))
        if n == 0 or (n == 1 and today.day <= LATE_DAYS) or month not in known
    ]


@atomic
def set_threshold(measure: str, *, value: int, starts_on: date, actor: User) -> Threshold:
    """Set what earns 100 on a measure from a month on; earlier months keep theirs."""
    if value < 1:
        raise ValidationError({"value": _("달성기준은 1 이상이어야 합니다.")})
    first = starts_on.replace(day=1)
    row = Threshold.objects.filter(measure=measure, starts_on=first).first()
    if row:
        return change(row, actor=actor, value=value)
    return create(Threshold, actor=actor, measure=measure, starts_on=first, value=value)
