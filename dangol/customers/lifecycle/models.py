"""고객유도 → 잠재고객 → 고객: the ladder, grades and recency, their rules and their history."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.customers.parties.models import Customer


class StageRule(models.Model):
    """When a fact moves a customer up the ladder by itself (F1)."""

    fact = models.CharField(_("사실"), max_length=50, unique=True)
    label = models.CharField(_("이름"), max_length=100)
    stage = models.CharField(_("단계"), max_length=8, choices=Customer.Stage)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("단계 규칙")

    def __str__(self) -> str:
        return self.label


class StageChange(models.Model):
    """One move on the ladder: by a rule, or by a person with a reason."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="stage_changes")
    before = models.CharField(_("이전 단계"), max_length=8, choices=Customer.Stage, blank=True)
    after = models.CharField(_("단계"), max_length=8, choices=Customer.Stage)
    rule = models.ForeignKey(StageRule, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(_("일시"), default=timezone.now)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class GradeChange(models.Model):
    """A grade and the day it counts from (F17)."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="grade_changes")
    grade = code_field("customer_grade", _("등급"), db_index=False)
    starts_on = models.DateField(_("적용일"))
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    is_applied = models.BooleanField(default=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(_("등록일시"), auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["starts_on"],
                name="grade_change_waits",
                condition=models.Q(is_applied=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.starts_on}"


class RecencyRule(models.Model):
    """Days without contact, purchase or visit after which the state changes (F5).

    An empty stage or grade means every one; the narrowest rule wins, a grade before a stage.
    """

    class Since(models.TextChoices):
        ANY = "any", _("접촉·구매·방문 중 마지막")
        CONTACT = "contact", _("마지막 접촉")
        PURCHASE = "purchase", _("마지막 구매")
        VISIT = "visit", _("마지막 방문")

    since = models.CharField(_("기준"), max_length=8, choices=Since, default=Since.ANY)
    stage = models.CharField(_("단계"), max_length=8, choices=Customer.Stage, blank=True)
    grade = code_field("customer_grade", _("등급"), db_index=False)
    watch_days = models.PositiveIntegerField(_("주의까지 일수"))
    dormant_days = models.PositiveIntegerField(_("휴면까지 일수"))
    left_days = models.PositiveIntegerField(_("이탈까지 일수"))

    class Meta:
        verbose_name = _("최근성 규칙")
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "grade"],
                name="recency_rule_once",
                violation_error_message=_("같은 단계와 등급의 규칙이 이미 있습니다."),
            ),
            models.UniqueConstraint(
                fields=["stage"],
                condition=models.Q(grade=None),
                name="recency_rule_of_all_grades",
                violation_error_message=_("같은 단계와 등급의 규칙이 이미 있습니다."),
            ),
            models.CheckConstraint(
                name="recency_days_grow",
                condition=models.Q(watch_days__lt=models.F("dormant_days"))
                & models.Q(dormant_days__lt=models.F("left_days")),
                violation_error_message=_("주의 < 휴면 < 이탈 순서로 일수를 적어 주세요."),
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

    class Meta:
        verbose_name = _("단계별 할 일")

    def __str__(self) -> str:
        return self.title
