"""자동영업알림 (F22, F23): after how long a customer is left alone, and what was done about it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.customers.models import Customer
from dangol.kit.models import Record

STAGES = [(stage.value, stage.label) for stage in (Customer.Stage.TARGET, Customer.Stage.PROSPECT)]


class AlertRule(Record):
    """One line of 신규 (a stage, no activity at all) or one cell of 유지 (grade × kind).

    After `days` without, the owner gets a to-do of this kind.
    """

    stage = models.CharField(_("단계"), max_length=8, choices=STAGES, blank=True)
    grade = code_field("customer_grade", _("등급"), db_index=False)
    kind = models.ForeignKey(
        "codes.Code",
        models.PROTECT,
        related_name="+",
        limit_choices_to={"group": "activity_kind"},
        verbose_name=_("할 일의 종류"),
    )
    days = models.PositiveIntegerField(
        _("일수"), validators=[MinValueValidator(1), MaxValueValidator(1_000)]
    )
    is_active = models.BooleanField(_("켬"), default=False)

    class Meta:
        verbose_name = _("자동영업알림 규칙")
        constraints = [
            models.CheckConstraint(
                name="alert_rule_stage_or_grade",
                condition=(Q(stage="") & Q(grade__isnull=False))
                | (~Q(stage="") & Q(grade__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["stage"], condition=~Q(stage=""), name="alert_rule_of_stage"
            ),
            models.UniqueConstraint(
                fields=["grade", "kind"],
                condition=Q(grade__isnull=False),
                name="alert_rule_of_grade",
            ),
        ]

    def __str__(self) -> str:
        who = self.get_stage_display() if self.stage else str(self.grade)
        return _t("%(who)s · %(days)s일 · %(kind)s") % {
            "who": who,
            "days": self.days,
            "kind": self.kind,
        }

    @property
    def key(self) -> str:
        """What stands in `made_by_rule` of the to-dos it made."""
        return f"alert:{self.pk}"


class AlertRun(models.Model):
    """One pass of all rules that are on: nightly, or asked for by somebody."""

    job_id = models.BigIntegerField(null=True, unique=True, editable=False)
    at = models.DateTimeField(_("시작"))
    finished_at = models.DateTimeField(_("끝"), null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("자동영업알림 실행")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    is_stopped = False  # of one without an end, whether its job is over; set by `queries.runs`

    @property
    def made(self) -> int:
        return sum(result.made for result in self.results.all())

    @property
    def seconds(self) -> float | None:
        return (self.finished_at - self.at).total_seconds() if self.finished_at else None


class AlertResult(models.Model):
    """What one rule did in one run; the rule is kept in words, as it may change."""

    run = models.ForeignKey(AlertRun, models.CASCADE, related_name="results")
    rule = models.ForeignKey(AlertRule, models.SET_NULL, null=True, related_name="+")
    text = models.CharField(_("규칙"), max_length=200)
    made = models.PositiveIntegerField(_("만든 할 일"), default=0)
    nobody = models.PositiveIntegerField(_("담당 없음"), default=0)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "rule"], name="alert_result_once")]

    def __str__(self) -> str:
        return f"{self.text}: {self.made}"


class AlertShare(models.Model):
    """How many of a person's customers of one grade were met in time, counted in the last run."""

    rule = models.ForeignKey(AlertRule, models.CASCADE, related_name="shares")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    customers = models.PositiveIntegerField(_("고객"))
    in_time = models.PositiveIntegerField(_("주기 안"))
    counted_at = models.DateTimeField(_("센 때"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "owner"], name="alert_share_once")]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.in_time}/{self.customers}"

    @property
    def percent(self) -> int:
        return self.in_time * 100 // self.customers if self.customers else 0
