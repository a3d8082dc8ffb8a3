"""Sales in progress: pipelines and their stages, deals, who decides and who competes."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import Code, code_field
from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field


class Pipeline(Record):
    """One way of selling, with stages of its own."""

    name = models.CharField(_("파이프라인"), max_length=100, unique=True)
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("파이프라인")

    def __str__(self) -> str:
        return self.name


class Stage(Record):
    """One step of a pipeline (영업단계). Exactly one is the won one and one the lost one."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("진행")
        WON = "won", _("수주")
        LOST = "lost", _("실주")

    pipeline = models.ForeignKey(Pipeline, models.CASCADE, related_name="stages")
    name = models.CharField(_("단계"), max_length=100)
    outcome = models.CharField(
        _("구분"), max_length=4, choices=Outcome, default=Outcome.OPEN, editable=False
    )
    order = models.PositiveIntegerField(_("순서"), default=0)
    percent = models.PositiveSmallIntegerField(
        _("확률(%)"), default=0, validators=[MaxValueValidator(100)]
    )
    stuck_days = models.PositiveIntegerField(
        _("정체 기준(일)"), default=30, help_text=_("이 날수를 넘게 머물면 정체로 봅니다.")
    )
    color = models.CharField(_("색"), max_length=10, choices=Code.Color, default=Code.Color.SLATE)
    buyer_action = models.CharField(_("구매 측 행동"), max_length=300, blank=True)
    seller_action = models.CharField(_("판매 측 행동"), max_length=300, blank=True)
    exit_criteria = models.CharField(_("다음 단계로 가는 조건"), max_length=300, blank=True)
    is_active = models.BooleanField(_("사용"), default=True, editable=False)

    class Meta:
        verbose_name = _("영업단계")
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "name"],
                name="stage_once",
                violation_error_message=_("같은 이름의 단계가 이미 있습니다."),
            ),
            models.UniqueConstraint(
                fields=["pipeline", "outcome"],
                condition=~Q(outcome="open"),
                name="stage_one_end_each",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Deal(Record):
    """One sale in progress with one customer (거래); `amount` is won without tax.

    `percent` is the chance of winning when somebody has set one; without it the stage's counts.
    """

    Status = Stage.Outcome

    class Kind(models.TextChoices):
        NEW = "new", _("신규")
        MORE = "more", _("추가")
        CROSS = "cross", _("크로스셀")
        UPSELL = "upsell", _("업셀")
        RENEWAL = "renewal", _("갱신")
        WIN_BACK = "win_back", _("윈백")

    class Forecast(models.TextChoices):
        """예측 구분 (F49): what the rep says of it."""

        PIPELINE = "pipeline", _("파이프라인")
        BEST = "best", _("기대")
        COMMIT = "commit", _("확약")
        OMIT = "omit", _("제외")

    number = models.CharField(_("거래번호"), max_length=30, unique=True)
    title = models.CharField(_("거래명"), max_length=200)
    customer = models.ForeignKey(
        "customers.Customer",
        models.PROTECT,
        related_name="deals",
        db_index=False,
        verbose_name=_("고객"),
    )
    kind = models.CharField(_("구분"), max_length=8, choices=Kind, default=Kind.NEW)
    pipeline = models.ForeignKey(
        Pipeline,
        models.PROTECT,
        related_name="deals",
        db_index=False,
        verbose_name=_("파이프라인"),
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, related_name="deals", db_index=False, verbose_name=_("단계")
    )
    status = models.CharField(
        _("상태"), max_length=4, choices=Stage.Outcome, default=Stage.Outcome.OPEN
    )
    amount = money_field(_("예상 금액"), default=0)
    percent = models.PositiveSmallIntegerField(
        _("확률(%)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    forecast = models.CharField(
        _("예측 구분"), max_length=8, choices=Forecast, default=Forecast.PIPELINE
    )
    expected_on = models.DateField(_("마감 예정일"), null=True, blank=True)
    opened_on = models.DateField(_("시작일"), default=timezone.localdate, editable=False)
    closed_on = models.DateField(_("종료일"), null=True, blank=True)
    cycle_days = models.PositiveIntegerField(
        _("걸린 날"), null=True, blank=True, editable=False, help_text=_("시작일부터 종료일까지")
    )
    stage_since = models.DateTimeField(_("단계 시작"), default=timezone.now)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="deals",
        db_index=False,
        verbose_name=_("담당"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    source = code_field("source", _("유입 경로"), db_index=False)
    lost_reason = code_field("lost_reason", _("실주 사유"), db_index=False)
    lost_note = models.CharField(_("실주 설명"), max_length=500, blank=True)
    lost_to = models.ForeignKey(
        "customers.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("이긴 경쟁사"),
    )
    text = models.TextField(_("설명"), blank=True)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("거래")
        constraints = [
            models.CheckConstraint(
                name="deal_closed_has_day",
                condition=Q(status="open", closed_on=None)
                | ~Q(status="open") & Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="deal_amount_range",
                condition=Q(amount__gte=0, amount__lte=10**14),
                violation_error_message=_("예상 금액: 0원에서 100조 원 사이로 적어 주세요."),
            ),
        ]
        indexes = [
            # a column of the board in its order
            models.Index(
                fields=["stage", "expected_on", "-id", "owner", "amount", "percent", "status"],
                name="deal_board",
                condition=Q(status="open"),
            ),
            # what may still be sold, by person
            models.Index(
                fields=["owner", "stage", "forecast", "percent", "expected_on", "amount", "status"],
                name="deal_forecast",
                condition=Q(status="open"),
            ),
            models.Index(fields=["customer", "-id"], name="deal_customer"),
            models.Index(fields=["owner", "status", "-id"], name="deal_owner"),
            models.Index(fields=["-amount", "-id", "owner", "status"], name="deal_amount"),
            models.Index(fields=["expected_on", "-id", "owner", "status"], name="deal_expected"),
            models.Index(
                fields=["status", "closed_on", "owner", "amount", "cycle_days"],
                name="deal_closed",
                condition=Q(closed_on__isnull=False),
            ),
            models.Index(
                fields=["owner", "status", "closed_on", "amount", "cycle_days"],
                name="deal_closed_by",
                condition=Q(closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sales:deal_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def chance(self) -> int:
        """The chance of winning in percent: its own, else its stage's."""
        return self.stage.percent if self.percent is None else self.percent

    @property
    def weighted(self) -> int:
        """Amount × chance in whole won, cut."""
        return self.amount * self.chance // 100

    def days_in_stage(self, now: Any) -> int:
        """Whole days since it came into its stage."""
        return max(0, (now - self.stage_since).days)


class DealState(models.Model):
    """How a deal stood from a moment until the next: what reports as of a past day read.

    Nothing in it changes but `until`, which the next state sets. One that begins a stay in a stage
    is `entered`; if the deal came out of another, that is `came_from`, after `stayed` seconds.
    `furthest` is the highest stage the deal had reached by then (won above all, lost below all),
    `begun_on` its first day: both are here so that reports read this table alone.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="states", db_index=False)
    at = models.DateTimeField(_("일시"))
    until = models.DateTimeField(null=True)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(_("단계 시작"), default=timezone.now)
    entered = models.BooleanField(default=True)
    came_from = models.ForeignKey(
        Stage, models.PROTECT, null=True, related_name="+", db_index=False
    )
    stayed = models.BigIntegerField(null=True)
    furthest = models.ForeignKey(Stage, models.PROTECT, related_name="+", db_index=False)
    begun_on = models.DateField(_("시작일"))
    status = models.CharField(_("상태"), max_length=4, choices=Stage.Outcome)
    amount = money_field(_("금액"))
    percent = models.PositiveSmallIntegerField(_("확률(%)"))
    expected_on = models.DateField(_("마감 예정일"), null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["deal", "-at", "-id", "until", "stage", "owner"], name="deal_state"
            ),
            # The funnel reports read these alone, without the rows; SQLite asks for what their
            # conditions say among the columns, too. Open on a day:
            models.Index(
                fields=["until", "owner", "stage", "at", "since", "amount", "percent", "status"],
                name="deal_state_open",
                condition=Q(status="open"),
            ),
            # how far deals had come by a day
            models.Index(
                fields=["until", "owner", "furthest", "begun_on", "at"], name="deal_state_far"
            ),
            # whether any deal has changed since a day; `until` is for SQLite, which else reads all
            models.Index(
                fields=["until", "at"], name="deal_state_latest", condition=Q(until__isnull=True)
            ),
            # won until a day
            models.Index(
                fields=["stage", "owner", "since", "at", "until", "amount", "status"],
                name="deal_state_won",
                condition=Q(status="won"),
            ),
            # what moved, and what came into a stage or began there
            models.Index(
                fields=["came_from", "stage", "at", "owner", "entered", "stayed"],
                name="deal_state_moves",
                condition=Q(came_from__isnull=False),
            ),
            models.Index(
                fields=["stage", "came_from", "at", "entered", "owner"], name="deal_state_came"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.stage_id} {self.at:%Y-%m-%d}"


class DealLine(Record):
    """A product of a deal; the lines' sum is the deal's amount."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, related_name="+", verbose_name=_("상품")
    )
    quantity = models.DecimalField(_("수량"), max_digits=12, decimal_places=2, default=Decimal(1))
    unit_price = models.DecimalField(_("단가"), max_digits=17, decimal_places=2)
    discount = models.DecimalField(
        _("할인율(%)"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    amount = money_field(_("금액"), editable=False)

    class Meta:
        verbose_name = _("거래 상품")

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"


class DealPerson(Record):
    """키맨: a person of the buying centre, how much they weigh and where they stand (F11)."""

    class Role(models.TextChoices):
        DECIDER = "decider", _("결정권자")
        INFLUENCER = "influencer", _("영향자")
        USER = "user", _("실무")
        GATEKEEPER = "gatekeeper", _("구매·문지기")
        CHAMPION = "champion", _("우리 편")

    class Stance(models.TextChoices):
        FOR = "for", _("찬성")
        NEUTRAL = "neutral", _("중립")
        AGAINST = "against", _("반대")
        UNKNOWN = "unknown", _("모름")

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="people")
    person = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", verbose_name=_("사람")
    )
    role = models.CharField(_("역할"), max_length=10, choices=Role, default=Role.INFLUENCER)
    influence = models.PositiveSmallIntegerField(
        _("영향력"), default=3, validators=[MaxValueValidator(5)], help_text=_("0–5")
    )
    stance = models.CharField(_("입장"), max_length=7, choices=Stance, default=Stance.UNKNOWN)
    note = models.CharField(_("메모"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("키맨")
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "person"],
                name="deal_person_once",
                violation_error_message=_("이미 들어 있는 사람입니다."),
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class DealRival(Record):
    """A competitor in this deal: what they are good at, what they ask (F15)."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="rivals")
    competitor = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", verbose_name=_("경쟁사")
    )
    strength = models.CharField(_("강점·약점"), max_length=500, blank=True)
    price_note = models.CharField(_("가격 정보"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("경쟁사")
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "competitor"],
                name="deal_rival_once",
                violation_error_message=_("이미 적어 둔 경쟁사입니다."),
            )
        ]

    def __str__(self) -> str:
        return str(self.competitor)
