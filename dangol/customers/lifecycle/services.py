"""Acts on where customers stand: the ladder, grades, levels, contact."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.codes.models import Code
from dangol.customers.events import GradeChanged, StageMoved, publish_many
from dangol.customers.lifecycle.models import (
    GradeChange,
    PlaybookStep,
    RecencyRule,
    StageChange,
    StageRule,
)
from dangol.customers.lifecycle.presets import FACTS, LADDER
from dangol.customers.lifecycle.queries import playbooks
from dangol.customers.lifecycle.recency import refresh_recency
from dangol.customers.parties.checks import refuse_resident_number
from dangol.customers.parties.models import Customer
from dangol.kit.korean.text import clean
from dangol.kit.records import change, change_many, create, remove

_BATCH = 2_000


@atomic
def move_stage(customer: Customer, *, to: str, reason: str, actor: User | None) -> Customer:
    """Move a customer on the ladder by hand, up or down; the reason is required."""
    move_stages(Customer.objects.filter(pk=customer.pk), to=to, reason=reason, actor=actor)
    customer.refresh_from_db()
    return customer


@atomic
def move_stages(
    customers: "QuerySet[Customer]", *, to: str, reason: str, actor: User | None
) -> int:
    """Move many customers by hand for one reason; returns how many stood elsewhere."""
    reason = refuse_resident_number(clean(reason))
    if not reason:
        raise ValidationError({"reason": _("단계를 바꾸는 사유를 적어 주세요.")})
    if to not in LADDER:
        raise ValidationError({"to": _("단계를 골라 주세요.")})
    if len(reason) > 200:
        raise ValidationError({"reason": _("사유는 200자 안으로 적어 주세요.")})
    return _move(customers, to=to, reason=reason, actor=actor)


@atomic
def apply_fact(customer_id: int, fact: str, *, actor: User | None = None) -> bool:
    """Let a fact (first revenue, a quote …) move a customer up by its rule; never down.

    Returns whether it moved. A fact whose rule is switched off moves nobody.
    """
    rule = _rule_of(fact)
    below = LADDER[: LADDER.index(Customer.Stage(rule.stage))] if rule.is_active else []
    row = Customer.objects.select_for_update().filter(pk=customer_id, stage__in=below)
    return bool(_move(row, to=rule.stage, rule=rule, actor=actor))


def _rule_of(fact: str) -> StageRule:
    preset = FACTS.get(fact)
    defaults = {"label": str(preset.label), "stage": preset.stage} if preset else None
    if defaults is None:
        return StageRule.objects.get(fact=fact)
    return StageRule.objects.get_or_create(fact=fact, defaults=defaults)[0]


def _move(
    customers: "QuerySet[Customer]",
    *,
    to: str,
    actor: User | None,
    reason: str = "",
    rule: StageRule | None = None,
) -> int:
    by_stage = _grouped(customers.exclude(stage=to).values_list("stage", "pk"))
    told: dict[str, Any] = {"after": str(to), "reason": reason, "rule": rule.fact if rule else ""}
    for before, ids in by_stage:
        change_many(Customer.objects.filter(pk__in=ids), actor=actor, stage=to)
        StageChange.objects.bulk_create(
            StageChange(
                customer_id=pk, before=before, after=to, rule=rule, reason=reason, actor=actor
            )
            for pk in ids
        )
        publish_many(StageMoved, ids, actor=actor, before=before, **told)
    return sum(len(ids) for _before, ids in by_stage)


def _grouped(rows: Iterable[tuple[Any, int]]) -> list[tuple[Any, list[int]]]:
    """Ids by what they have in common, in batches small enough for one short write."""
    found: dict[Any, list[int]] = {}
    for key, pk in rows:
        found.setdefault(key, []).append(pk)
    return [
        (key, ids[start : start + _BATCH])
        for key, ids in found.items()
        for start in range(0, len(ids), _BATCH)
    ]


@atomic
def set_grade(
    customer: Customer,
    grade: Code | None,
    *,
    starts_on: date,
    today: date,
    actor: User | None,
    reason: str = "",
) -> Customer:
    """Give a customer a grade from a day on; a day to come waits for the nightly pass (F17)."""
    set_grades(
        Customer.objects.filter(pk=customer.pk),
        grade,
        starts_on=starts_on,
        today=today,
        reason=reason,
        actor=actor,
    )
    customer.refresh_from_db()
    return customer


@atomic
def set_grades(
    customers: "QuerySet[Customer]",
    grade: Code | None,
    *,
    starts_on: date,
    today: date,
    actor: User | None,
    reason: str = "",
) -> int:
    """Give many customers a grade from a day on; returns how many.

    A day in the past that a later grade has overtaken is written down but changes nothing.
    """
    reason = refuse_resident_number(clean(reason))[:200]
    ids = list(customers.values_list("pk", flat=True))
    GradeChange.objects.bulk_create(
        (
            GradeChange(
                customer_id=pk, grade=grade, starts_on=starts_on, reason=reason, actor=actor
            )
            for pk in ids
        ),
        batch_size=_BATCH,
    )
    if starts_on <= today:
        apply_grades(today=today)
    return len(ids)


@atomic
def apply_grades(*, today: date) -> int:
    """Let the grades whose day has come count; returns how many customers changed grade."""
    waiting = GradeChange.objects.filter(is_applied=False, starts_on__lte=today)
    newest: dict[int, GradeChange] = {}
    for row in waiting.select_related("actor").order_by("starts_on", "pk"):
        newest[row.customer_id] = row
    overtaken = _overtaken(newest)
    changed = 0
    moves: dict[tuple[int | None, int | None, str, User | None], list[int]] = {}
    now = dict(Customer.objects.filter(pk__in=newest).values_list("pk", "grade_id"))
    for pk, row in newest.items():
        if pk not in overtaken and now[pk] != row.grade_id:
            moves.setdefault((now[pk], row.grade_id, row.reason, row.actor), []).append(pk)
    for (before, after, reason, actor), ids in moves.items():
        grade = Code.objects.get(pk=after) if after else None
        change_many(Customer.objects.filter(pk__in=ids), actor=actor, grade=grade)
        told: dict[str, Any] = {"before": before or 0, "after": after or 0, "reason": reason}
        publish_many(GradeChanged, ids, actor=actor, **told)
        changed += len(ids)
    waiting.update(is_applied=True)
    return changed


def _overtaken(newest: dict[int, GradeChange]) -> set[int]:
    """Customers who already have a grade with a later day than the waiting one."""
    applied = GradeChange.objects.filter(customer_id__in=newest, is_applied=True)
    return {
        pk
        for pk, starts_on in applied.values_list("customer_id", "starts_on")
        if starts_on > newest[pk].starts_on
    }


@atomic
def mark_contact(customer_id: int, *, at: datetime, what: str = "contact") -> None:
    """Note that we were in contact (or `purchase`, `visit`); an older moment changes nothing.

    The customer's recency follows at once.
    """
    field = f"last_{what}_at"
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    latest = getattr(customer, field)
    if latest is None or latest < at:
        Customer.objects.filter(pk=customer_id).update(**{field: at})
        refresh_recency(customer_id, today=timezone.localdate(at))


@atomic
def mark_purchases(latest: Mapping[int, datetime]) -> None:
    """Note of many customers when they last bought; their recency follows in the nightly pass."""
    rows = Customer.objects.filter(pk__in=latest).only("last_purchase_at")
    later = [
        row for row in rows if not row.last_purchase_at or row.last_purchase_at < latest[row.pk]
    ]
    for row in later:
        row.last_purchase_at = latest[row.pk]
    Customer.objects.bulk_update(later, ["last_purchase_at"], batch_size=500)


@atomic
def write_stage_rule(fact: str, *, stage: str, is_active: bool, actor: User | None) -> StageRule:
    """Change which stage a fact leads to, or switch it off."""
    return change(_rule_of(fact), actor=actor, stage=stage, is_active=is_active)


@atomic
def write_recency_rules(rules: Iterable[dict[str, Any]], *, actor: User | None) -> None:
    """Replace the recency rules by these; they count from the next nightly pass."""
    for old in RecencyRule.objects.all():
        remove(old, actor=actor)
    for rule in rules:
        create(RecencyRule, actor=actor, **rule)


@atomic
def write_playbook(stage: str, *, steps: Iterable[tuple[str, str]], actor: User | None) -> None:
    """Replace the playbook of a stage; without a step the preset is shown again."""
    for old in PlaybookStep.objects.filter(stage=stage):
        remove(old, actor=actor)
    for order, (title, text) in enumerate(steps):
        create(PlaybookStep, actor=actor, stage=stage, order=order, title=title, text=text)
    playbooks.forget()
