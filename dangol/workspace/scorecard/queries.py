"""Figures, thresholds and scores."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Max

from dangol.accounts.models import User
from dangol.codes import preferences
from dangol.workspace.models import MonthFigure, Threshold
from dangol.workspace.scorecard.preferences import ScorePreferences
from dangol.workspace.scorecard.registry import Score, month_of, scores

MONTHS = 12


class Standing(NamedTuple):
    """One person's figure of a month, the threshold then, and the score."""

    value: int
    threshold: int
    score: float


def measures() -> list[tuple[str, Score]]:
    """All measures in their order."""
    return sorted(scores, key=lambda pair: pair[1].order)


def score_of(value: int, threshold: int, *, cap: int, lower: bool = False) -> float:
    """100 at the threshold, proportional below it, never over the cap; one decimal.

    Where less is better the threshold earns 100 and twice as much 50.
    """
    if lower:
        found = 100.0 if value <= threshold else threshold * 100 / value
    else:
        found = value * 100 / threshold if threshold else 100.0
    return round(min(found, cap), 1)


def months_until(month: date, count: int = MONTHS) -> list[date]:
    """The first days of this many months, this one last."""
    found = [month.replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


class Thresholds:
    """All thresholds, read once: what counts in a month is the latest that has begun."""

    def __init__(self) -> None:
        self._rows = list(
            Threshold.objects.order_by("-starts_on").values_list("measure", "starts_on", "value")
        )

    def at(self, measure: str, month: date) -> int:
        """The threshold of a month; the measure's own before the first was set."""
        for name, starts_on, value in self._rows:
            if name == measure and starts_on <= month:
                return int(value)
        return scores[measure].threshold


def expected_of(score: Score) -> list[int]:
    """Ids of the people a measure is expected of: at work, and holding its permission."""
    people = User.objects.filter(is_active=True)
    if score.permission:
        people = people.filter(roles__grants__permission=score.permission)
    return list(people.distinct().order_by("pk").values_list("pk", flat=True))


def measure(user: User, month: date, *, today: date) -> dict[str, Standing]:
    """One person's standings on the measures of a month, by name; the running month counts now.

    For home and wall boards: two queries, and one per measure while the month runs.
    """
    days = month_of(month)
    kept = dict(
        MonthFigure.objects.filter(month=days.first, person=user).values_list("measure", "value")
    )
    thresholds, cap = Thresholds(), preferences.get(ScorePreferences).cap
    is_open = days.last >= today
    found = {}
    for name, score in measures():
        value = score.count(days).get(user.pk) if is_open else kept.get(name)
        if value is None and score.averages:
            continue
        value = value or 0
        threshold = thresholds.at(name, days.first)
        earned = score_of(value, threshold, cap=cap, lower=score.lower)
        found[name] = Standing(value, threshold, earned)
    return found


Figures = dict[tuple[str, int, date], int]


def figures_of(months: Sequence[date], people: Iterable[int] | None) -> Figures:
    """What was counted of these months by measure, person and month; one query."""
    rows = MonthFigure.objects.filter(month__gte=months[0], month__lte=months[-1])
    if people is not None:
        rows = rows.filter(person__in=people)
    return {
        (name, person, month): value
        for name, person, month, value in rows.values_list("measure", "person", "month", "value")
    }


def last_counted() -> dict[date, datetime]:
    """When each month was counted last."""
    rows = MonthFigure.objects.values_list("month").annotate(at=Max("counted_at")).order_by()
    return dict(rows)
