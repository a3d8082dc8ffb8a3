from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class Rule(Record):
    """What sets it off, whom it concerns, what it does; it acts with the rights of its owner."""

    name = models.CharField(_("이름"), max_length=100, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="rules", verbose_name=_("주인")
    )
    is_on = models.BooleanField(_("켜짐"), default=False)
    switched_at = models.DateTimeField(_("켜거나 끈 때"), null=True, editable=False)
    trigger = models.CharField(_("계기"), max_length=50)
    trigger_values = models.JSONField(default=dict, blank=True)
    condition = models.JSONField(_("조건"), default=dict, blank=True)
    # [{"action": "stage", "values": {…}}], done in this order
    actions = models.JSONField(_("할 일"), default=list, blank=True)
    is_once = models.BooleanField(_("고객마다 한 번만"), default=False)
    only_open = models.BooleanField(_("운영 시간에만"), default=False)
    skips_holidays = models.BooleanField(_("쉬는 날은 다음 근무일에"), default=False)
    problem = models.CharField(_("멈춘 까닭"), max_length=300, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("자동화 규칙")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("automation:rule_detail", args=[self.pk])


class RuleRun(models.Model):
    """One round of a rule: a day of events, a day of dates, a slot of a schedule.

    `position` is the last customer that is done, so that a round goes on where it was killed.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("대기")
        RUNNING = "running", _("진행 중")
        DONE = "done", _("마침")
        STOPPED = "stopped", _("멈춤")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="runs", db_index=False)
    key = models.CharField(max_length=32)
    status = models.CharField(_("상태"), max_length=7, choices=Status, default=Status.WAITING)
    position = models.BigIntegerField(default=0)
    touched = models.PositiveIntegerField(_("고객"), default=0)
    done = models.PositiveIntegerField(_("함"), default=0)
    refused = models.PositiveIntegerField(_("거절"), default=0)
    skipped = models.PositiveIntegerField(_("할 것 없음"), default=0)
    failed = models.PositiveIntegerField(_("오류"), default=0)
    stopped = models.PositiveIntegerField(_("돌림 방지"), default=0)
    started_at = models.DateTimeField(_("시작"), default=timezone.now)
    finished_at = models.DateTimeField(_("끝"), null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="rule_run_once")]
        indexes = [
            models.Index(fields=["rule", "-id"], name="rule_run_newest"),
            models.Index(
                fields=["id"], name="rule_run_open", condition=Q(status__in=["waiting", "running"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.key}"


class Touch(models.Model):
    """A rule and one customer, once per cycle: the row that makes sure it is done only once.

    `path` names the rules that led here, so that a chain of them ends.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("대기")
        DONE = "done", _("함")
        REFUSED = "refused", _("거절")
        FAILED = "failed", _("오류")
        STOPPED = "stopped", _("돌림 방지")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="touches", db_index=False)
    run = models.ForeignKey(
        RuleRun, models.CASCADE, null=True, related_name="touches", db_index=False
    )
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", db_index=False
    )
    cycle = models.CharField(max_length=32)
    state = models.CharField(_("결과"), max_length=7, choices=State, default=State.WAITING)
    path = models.CharField(max_length=100, blank=True)
    reason = models.CharField(_("까닭"), max_length=300, blank=True)
    at = models.DateTimeField(_("때"), default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "rule", "cycle"], name="touch_once"),
            models.UniqueConstraint(
                fields=["customer", "rule"], name="touch_waits_once", condition=Q(state="waiting")
            ),
        ]
        indexes = [
            models.Index(fields=["rule", "id"], name="touch_waiting", condition=Q(state="waiting")),
            models.Index(fields=["run", "state", "id"], name="touch_of_run"),
            models.Index(fields=["at"], name="touch_at"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.customer_id} {self.cycle}"


class Effect(models.Model):
    """Something that leaves the database was done under this key, and is not done again."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.key


def note(row: models.Model, **values: Any) -> None:
    """Write down how a row of the log stands; nothing is announced."""
    for name, value in values.items():
        setattr(row, name, value)
    type(row)._base_manager.filter(pk=row.pk).update(**values)
