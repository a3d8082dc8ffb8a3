"""What is measured; apps above add theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from dangol.kit.registry import Registry
from dangol.workspace.reports.asks import Days

Text = str | Promise


@dataclass(frozen=True)
class Score:
    """One 지표: `count(days)` is the figure of each person of one month, in one query.

    `threshold` is what earns 100 until an administrator sets another; with `lower`, less is
    better. With `averages` the figures are averages: who has none that month is not judged, and the
    team's is their mean, not their sum. `permission` says whom it is expected of: people who hold
    it. `behind(viewer, person, days)` is the address of what was counted, "" where the viewer may
    not open it.
    """

    section: Text
    label: Text
    threshold: int
    count: Callable[[Days], Mapping[int, int]]
    unit: Text = ""
    help: Text = ""
    lower: bool = False
    averages: bool = False
    permission: str = ""
    behind: Callable[[Any, int, Days], str] = lambda viewer, person, days: ""
    order: int = 50


scores: Registry[Score] = Registry()


def month_of(day: date) -> Days:
    """The month a day is in."""
    first = day.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Days(first, date.fromordinal(after.toordinal() - 1))
