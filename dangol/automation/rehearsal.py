"""A dry run: whom a rule would touch now and what would happen, with everything taken back."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.automation.engine import act
from dangol.automation.models import Rule
from dangol.automation.queries import candidates, problems_of, rounds_on
from dangol.automation.registry import triggers
from dangol.automation.triggers import DATE
from dangol.customers.models import Customer
from dangol.kit.lists.paging import Total, total_of

SAMPLE, AHEAD = 20, 7


class Rehearsal(NamedTuple):
    """What a dry run found; `refused` are reasons with the number of customers of the sample."""

    total: Total
    people: list[Customer]
    done: int
    skipped: int
    refused: dict[str, int]
    ahead: list[tuple[date, int]]
    problem: str = ""


def rehearse(rule: Rule, *, at: datetime) -> Rehearsal:
    """Let the actions run for the first twenty customers and take all of it back.

    A rule of events is tried on those its condition holds for now.
    """
    if problems := problems_of(rule):
        return Rehearsal(Total(0), [], 0, 0, {}, [], " ".join(problems))
    today = timezone.localdate(at)
    rows = _meant(rule, today, today)
    people = list(rows.order_by("-pk")[:SAMPLE])
    done = skipped = 0
    refused: dict[str, int] = {}
    problem = ""
    try:
        with transaction.atomic():
            outcome = act(rule, sorted(row.pk for row in people), source=f"try:{at}", path=())
            done, skipped = outcome.done, outcome.skipped
            refused = {reason: len(set(ids)) for reason, ids in outcome.refused.items()}
            transaction.set_rollback(True)
    except Exception as error:  # what an action of another app raises is what one wants to see
        problem = _("할 일이 실패합니다: %(error)s") % {"error": error}
    return Rehearsal(total_of(rows), people, done, skipped, refused, _ahead(rule, today), problem)


def _meant(rule: Rule, today: date, day: date) -> "QuerySet[Customer]":
    rows = candidates(rule, today=today)
    if triggers[rule.trigger].event or rule.trigger != DATE:
        return rows
    parts = [found.q for found in rounds_on(rule, str(day))]
    return rows.filter(Q(*parts, _connector=Q.OR)) if parts else rows.none()


def _ahead(rule: Rule, today: date) -> list[tuple[date, int]]:
    """How many the next days would touch, for rules that follow dates."""
    if rule.trigger != DATE:
        return []
    days = [today + timedelta(n) for n in range(AHEAD)]
    return [(day, _meant(rule, today, day).count()) for day in days]
