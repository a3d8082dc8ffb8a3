"""고객유도 → 잠재고객 → 고객: the ladder, grades and recency, their rules and their history."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.customers.parties.models import Customer


class StageRule(models.Model):
    """When a fact moves a customer up the ladder by itself (F1)."""

    fact = models.CharField(_("사실"), max_length=50, unique=True)
    label = models.CharField(_("이름"), max_length=100)
    stage = models.CharField(_("단계"), max_length=8, choices=Customer.Stage)
    is_active = models.BooleanField(_("사용"), default=True)

    def __str__(self) -> str:
        return self.label


class StageChange(models.Model):
    """One move on the ladder: by a rule, or by a person with a reason."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="stage_changes")
    before = models.CharField(_("이전 단계"), max_length=8, choices=Customer.Stage, blank=True)
    after = models.CharField(_("단계"), max_length=8, choices=Customer.Stage)
    rule = models.ForeignKey(StageRule, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("일시"), auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class GradeChange(models.Model):
    """A grade and the day it counts from (F17)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="grade_changes")
    grade = code_field("customer_grade", _("등급"), db_index=False)
    starts_on = models.DateField(_("적용일"))
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.grade} {self.starts_on}"


class RecencyRule(models.Model):
    """Days without contact, purchase or visit after which the state changes (F5).

    An empty stage or grade means every one; the narrowest rule wins.
    """

    stage = models.CharField(_("단계"), max_length=8, choices=Customer.Stage, blank=True)
    grade = code_field("customer_grade", _("등급"), db_index=False)
    watch_days = models.PositiveIntegerField(_("주의까지 일수"))
    dormant_days = models.PositiveIntegerField(_("휴면까지 일수"))
    left_days = models.PositiveIntegerField(_("이탈까지 일수"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "grade"], name="recency_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="recency_days_grow",
                condition=models.Q(watch_days__lt=models.F("dormant_days"))
                & models.Q(dormant_days__lt=models.F("left_days")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watch_days}/{self.dormant_days}/{self.left_days}"


class RecencyChange(models.Model):
    """A customer whose recency moved in the nightly pass."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="recency_changes")
    before = models.CharField(_("이전"), max_length=8, choices=Customer.Recency)
    after = models.CharField(_("이후"), max_length=8, choices=Customer.Recency)
    on = models.DateField(_("날짜"), db_index=True)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class PlaybookStep(models.Model):
    """What to do with a customer of this stage: suggested activity and why (F6)."""

    stage = models.CharField(_("단계"), max_length=8, choices=Customer.Stage)
    order = models.PositiveIntegerField(_("순서"), default=0)
    title = models.CharField(_("할 일"), max_length=100)
    text = models.CharField(_("설명"), max_length=500, blank=True)

    def __str__(self) -> str:
        return self.title
