"""What people are to sell, what they think they will, and what they earn by it."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Scope, ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.sales.models import Territory
from dangol.targets.commission import Terms, in_words, read_tiers

USER = settings.AUTH_USER_MODEL
MOST = 10**14


def _person(**options: Any) -> Any:
    return models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("담당"), **options
    )


class QuotaQuerySet(ScopedQuerySet):
    """Quotas of people, and of the teams and territories the user's people belong to."""

    def visible_to(self, user: Any, verb: str = "view") -> "QuotaQuerySet":
        rows = super().visible_to(user, verb)
        scope = user.scope_of(f"targets.{verb}_quota")
        if scope in (None, Scope.ALL) or (verb != "view" and scope == Scope.OWN):
            return rows  # type: ignore[return-value]  # the stubs forget the kind of queryset
        people = [user.pk] if scope == Scope.OWN else user.colleague_ids(scope)
        teams = get_user_model().objects.filter(pk__in=people).values("department")
        areas = Territory.people.through.objects.filter(user__in=people).values("territory")
        theirs = Q(department__in=teams) | Q(territory__in=areas)
        return rows | self.filter(theirs)  # type: ignore[return-value]  # the stubs forget the kind of queryset


def _once(whose: str) -> list[models.UniqueConstraint]:
    return [
        models.UniqueConstraint(
            fields=[whose, "month"], condition=Q(product=None),
            name="quota_month_once" if whose == "owner" else f"quota_{whose}_once",
        ),
        models.UniqueConstraint(
            fields=[whose, "month", "product"],
            name="quota_product_once" if whose == "owner" else f"quota_{whose}_product_once",
        ),
    ]  # fmt: skip


class Quota(Record):
    """할당: what a person, a team or a territory is to sell in one month, of all or one product."""

    owner = _person(null=True, blank=True, db_index=False)
    department = models.ForeignKey(
        "accounts.Department", models.CASCADE, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("부서"),
    )  # fmt: skip
    territory = models.ForeignKey(
        Territory, models.CASCADE, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("권역"),
    )  # fmt: skip
    month = models.DateField(_("달"), help_text=_("달의 첫날"))
    product = models.ForeignKey(
        "catalog.Product", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("상품"),
    )  # fmt: skip
    amount = money_field(_("할당 금액"), validators=[MinValueValidator(0), MaxValueValidator(MOST)])
    custom = models.JSONField(default=dict, blank=True)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("할당")
        constraints = [
            models.CheckConstraint(
                name="quota_of_one",
                condition=Q(owner__isnull=False, department=None, territory=None)
                | Q(owner=None, department__isnull=False, territory=None)
                | Q(owner=None, department=None, territory__isnull=False),
                violation_error_message=_("직원, 부서, 권역 가운데 하나만 골라 주세요."),
            ),
            *_once("owner"), *_once("department"), *_once("territory"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["month", "owner", "amount"], name="quota_month")]

    def __str__(self) -> str:
        return f"{self.owner_id or self.department_id or self.territory_id} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("targets:quota_edit", args=[self.pk])

    @property
    def whose(self) -> Any:
        """The person, the department or the territory it is of."""
        return self.owner or self.department or self.territory


class ForecastCall(Record):
    """What a person says they will sell in a month (부른 예측)."""

    owner = _person(db_index=False)
    month = models.DateField(_("달"))
    amount = money_field(_("금액"), validators=[MinValueValidator(0), MaxValueValidator(MOST)])
    note = models.CharField(_("근거"), max_length=300, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("부른 예측")
        constraints = [models.UniqueConstraint(fields=["owner", "month"], name="call_once")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.month:%Y-%m}"


class ForecastShot(models.Model):
    """How the forecast of a month stood on one Monday; never changed."""

    on = models.DateField(_("찍은 날"))
    month = models.DateField(_("달"))
    owner = _person(db_index=False)
    won = money_field(_("수주"))
    weighted = money_field(_("가중"))
    commit = money_field(_("확약"))
    best = money_field(_("기대"))
    history = money_field(_("과거 수주율"))
    called = money_field(_("부른 예측"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "on", "owner"], name="forecast_shot_once")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.month:%Y-%m}"


class Plan(Record):
    """A commission plan; `tiers` are lines of `100: 5` (targets.commission)."""

    name = models.CharField(_("이름"), max_length=100, unique=True)
    tiers = models.TextField(_("구간"))
    is_retroactive = models.BooleanField(
        _("소급"), default=False, help_text=_("도달한 구간의 비율을 전체 금액에 적용합니다.")
    )
    cap = money_field(_("한도(원)"), null=True, blank=True, validators=[MinValueValidator(0)])
    people: Any = models.ManyToManyField(USER, related_name="+", verbose_name=_("적용할 사람"))
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("커미션 규칙")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("targets:plan_edit", args=[self.pk])

    @property
    def terms(self) -> Terms:
        return Terms(read_tiers(self.tiers), self.is_retroactive, self.cap)

    @property
    def steps(self) -> list[str]:
        """The tiers in words."""
        return in_words(read_tiers(self.tiers))


class DealShare(Record):
    """How much of a deal counts for one person; the shares of a deal sum to 100 %."""

    deal = models.ForeignKey("sales.Deal", models.CASCADE, related_name="shares")
    person = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("사람"))
    percent = models.DecimalField(_("비율(%)"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("거래 나눔")
        constraints = [
            models.UniqueConstraint(fields=["deal", "person"], name="deal_share_once"),
            models.CheckConstraint(
                name="deal_share_range", condition=Q(percent__gt=0, percent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.person_id} {self.percent}%"


class Statement(Record):
    """커미션 명세: one person's commission of one month, with every line of its calculation."""

    owner = _person(db_index=False)
    month = models.DateField(_("달"))
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+", verbose_name=_("규칙"))
    sold = money_field(_("수주"))
    quota = money_field(_("할당"))
    earned = money_field(_("이 달의 커미션"))
    adjusted = money_field(_("지난 달 조정"), default=0)
    lines = models.JSONField(default=list, blank=True)
    approved_at = models.DateTimeField(_("승인 일시"), null=True, blank=True)
    approved_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("승인")
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("커미션 명세")
        constraints = [
            models.UniqueConstraint(fields=["owner", "month"], name="statement_once"),
            models.CheckConstraint(
                name="statement_approval",
                condition=Q(approved_at=None, approved_by=None) | Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("targets:statement", args=[self.pk])

    @property
    def total(self) -> int:
        return self.earned + self.adjusted

    @property
    def percent(self) -> int | None:
        """How much of the quota was sold, cut; None without one."""
        return 100 * self.sold // self.quota if self.quota else None


class StageRate(models.Model):
    """Of the deals that ended in the year before a day, the share won of those that stood in a
    stage; written every night.
    """

    on = models.DateField()
    stage = models.ForeignKey("sales.Stage", models.CASCADE, related_name="+", db_index=False)
    rate = models.DecimalField(max_digits=7, decimal_places=6)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "stage"], name="stage_rate_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.stage_id} {self.rate}"


class Hidden(models.Model):
    """Somebody who does not want to stand on the leaderboard."""

    person = models.OneToOneField(USER, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return str(self.person_id)
