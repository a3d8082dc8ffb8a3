"""Reading where customers stand and what to do next."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.codes.memory import remembered
from dangol.customers.lifecycle.models import (
    GradeChange,
    PlaybookStep,
    RecencyChange,
    RecencyRule,
    StageChange,
    StageRule,
)
from dangol.customers.lifecycle.presets import FACTS, LADDER, PLAYBOOK, RECENCY, suggested_stage
from dangol.customers.parties.models import Customer
from dangol.kit.db.prepared import prepared


class Rung(NamedTuple):
    """One stage of a customer's ladder and since when."""

    stage: str
    label: str | Promise
    at: datetime | None
    done: bool
    current: bool


class Step(NamedTuple):
    """One step of the playbook."""

    title: str | Promise
    text: str | Promise


class Moved(NamedTuple):
    """How many of somebody's customers came to a recency state."""

    after: str
    customers: int


def ladder_of(customer: Customer, changes: Sequence[StageChange]) -> list[Rung]:
    """The three stages with the day each was reached, up to the present one.

    The first is that of registration; a stage the customer came down from shows no day.
    """
    here = LADDER.index(Customer.Stage(customer.stage))
    reached: dict[str, datetime] = {change.after: change.at for change in changes}
    began = min([customer.created_at, *(change.at for change in changes)])
    reached.setdefault(changes[0].before if changes else customer.stage, began)
    return [
        Rung(
            stage,
            stage.label,
            reached.get(stage) if place <= here else None,
            place < here,
            place == here,
        )
        for place, stage in enumerate(LADDER)
    ]


def stage_changes_of(customer: Customer) -> list[StageChange]:
    """Moves on the ladder, oldest first, without their reasons."""
    return _stage_changes(customer.pk)


@prepared
def _stage_changes(customer_id: int) -> QuerySet[StageChange]:
    rows = StageChange.objects.filter(customer=customer_id)
    return rows.only("customer_id", "before", "after", "at").order_by("at", "pk")


def coming_grades_of(customer: Customer, *, today: date) -> list[GradeChange]:
    """The grades that begin after this day, the last one first."""
    return [change for change in _grade_changes(customer.pk) if change.starts_on > today]


@prepared
def _grade_changes(customer_id: int) -> QuerySet[GradeChange]:
    return GradeChange.objects.filter(customer=customer_id).order_by("-starts_on", "-pk")


def suggestion_for(customer: Customer) -> str | None:
    """The stage the levels speak for when it differs from where the customer stands (F2)."""
    stage = suggested_stage(customer.interest, customer.loyalty, customer.contact)
    return stage if stage and stage != customer.stage else None


def stage_rules() -> list[StageRule]:
    """Every rule of the ladder: the office's own, and the presets nobody touched (unsaved)."""
    rows = {rule.fact: rule for rule in StageRule.objects.all()}
    presets = [
        StageRule(fact=fact, label=str(preset.label), stage=preset.stage)
        for fact, preset in FACTS.items()
        if fact not in rows
    ]
    return sorted(
        [*rows.values(), *presets],
        key=lambda rule: (LADDER.index(Customer.Stage(rule.stage)), rule.fact),
    )


def recency_rules() -> list[RecencyRule]:
    """The rules, narrowest first; the presets (unsaved) while the office has none."""
    rows = list(RecencyRule.objects.select_related("grade"))
    rows = rows or [RecencyRule(**preset._asdict()) for preset in RECENCY]
    return sorted(rows, key=lambda rule: (rule.grade_id is None, rule.stage == "", rule.stage))


def playbook_of(stage: str) -> list[Step]:
    """What to do with a customer of this stage; the preset while the office wrote nothing."""
    return playbooks().get(stage) or [Step(*preset) for preset in PLAYBOOK[stage]]


@remembered
def playbooks() -> dict[str, list[Step]]:
    """The office's own steps by stage; kept in the process."""
    found: dict[str, list[Step]] = {}
    for row in PlaybookStep.objects.order_by("order", "pk"):
        found.setdefault(row.stage, []).append(Step(row.title, row.text))
    return found


def recency_moves(user: User, *, since: date) -> list[Moved]:
    """What the nightly passes since that day found among the customers this person looks after."""
    rows = RecencyChange.objects.filter(on__gte=since, customer__owner=user)
    counted = rows.values_list("after").annotate(n=Count("pk")).order_by("after")
    return [Moved(after, n) for after, n in counted]
