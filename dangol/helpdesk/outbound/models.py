"""Outbound calls (F96): scripts, lists of whom to call, and every try."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.customers.models import Customer
from dangol.helpdesk.setup.models import Member
from dangol.kit.access import Scope
from dangol.kit.models import Record

USER = settings.AUTH_USER_MODEL


class Script(Record):
    """What is said on the telephone, step by step (outbound.scripting reads the text).

    With a `queue`, whoever answers a call of that queue has it before them.
    """

    name = models.CharField(_("대본"), max_length=100, unique=True)
    text = models.TextField(_("내용"), max_length=20_000)
    queue = models.CharField(
        _("받는 대기열"), max_length=50, blank=True,
        help_text=_("적으면 이 대기열의 전화를 받을 때 보입니다."),
    )  # fmt: skip
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("콜 대본")

    def __str__(self) -> str:
        return self.name


class DialListQuerySet(models.QuerySet[Any]):
    """Lists of whom to call, by who may work with them."""

    def visible_to(self, user: Any, verb: str = "view") -> "DialListQuerySet":
        """One's own and those of one's teams or of no team; wider scopes add colleagues' ones."""
        scope = user.scope_of(f"helpdesk.{verb}_diallist")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        seen = Q(owner=user)
        if scope != Scope.OWN:
            seen |= Q(owner__in=user.colleague_ids(scope))
        if verb == "view":
            mine = Member.objects.filter(user=user).values("team")
            seen |= Q(team=None) | Q(team__in=mine)
        return self.filter(seen)


class DialList(Record):
    """콜 명단: whom a team calls, what it says, how often it tries, between which hours.

    `kind` ad is a sales call (전화권유): the gate of messaging judges every customer (AD-20).
    """

    class Kind(models.TextChoices):
        AD = "ad", _("광고·권유")
        INFO = "info", _("정보·해피콜·조사")

    class Status(models.TextChoices):
        DRAFT = "draft", _("준비")
        RUNNING = "running", _("진행")
        PAUSED = "paused", _("멈춤")
        DONE = "done", _("끝남")

    name = models.CharField(_("콜 명단"), max_length=100, unique=True)
    kind = models.CharField(_("성격"), max_length=4, choices=Kind, default=Kind.INFO)
    status = models.CharField(_("상태"), max_length=7, choices=Status, default=Status.DRAFT)
    script = models.ForeignKey(
        Script, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("대본")
    )
    segment = models.ForeignKey(
        "segments.Segment", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("세그먼트"),
    )  # fmt: skip
    sender = models.ForeignKey(
        "messaging.SenderProfile", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("발신 프로필"),
    )  # fmt: skip
    team = models.ForeignKey(
        "helpdesk.Team", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("거는 팀"),
    )  # fmt: skip
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("책임자"))
    attempts = models.PositiveSmallIntegerField(
        _("몇 번까지"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    retry_minutes = models.PositiveIntegerField(
        _("부재중이면 다시(분)"), default=180,
        validators=[MinValueValidator(5), MaxValueValidator(20_160)],
    )  # fmt: skip
    opens_at = models.TimeField(_("거는 시간부터"), default="10:00")
    closes_at = models.TimeField(_("거는 시간까지"), default="18:00")
    ends_on = models.DateField(_("마감일"), null=True, blank=True)

    objects = DialListQuerySet.as_manager()

    class Meta:
        verbose_name = _("콜 명단")
        constraints = [
            models.CheckConstraint(
                name="dial_list_hours",
                condition=Q(opens_at__lt=models.F("closes_at")),
                violation_error_message=_("거는 시간: 끝이 시작보다 늦어야 합니다."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("helpdesk:dial_list", args=[self.pk])


class TargetQuerySet(models.QuerySet[Any]):
    """Customers of lists, by who may work with the list and see the customer."""

    def visible_to(self, user: Any, verb: str = "view") -> "TargetQuerySet":
        lists = DialList.objects.visible_to(user, verb)
        rows = self.filter(dial_list__in=lists.values("pk"))
        if user.scope_of("customers.view_customer") == Scope.ALL:
            return rows
        return rows.filter(customer__in=Customer.objects.visible_to(user).values("pk"))


class DialTarget(models.Model):
    """One customer of a list. `due_at` is when they may be called next, `agent` who has them now.

    `reason` says why the gate refused them, or how it ended without a talk.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("기다림")
        HELD = "held", _("거는 중")
        DONE = "done", _("끝남")
        FAILED = "failed", _("닿지 못함")
        REFUSED = "refused", _("걸 수 없음")

    dial_list = models.ForeignKey(DialList, models.CASCADE, related_name="targets", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="+", verbose_name=_("고객")
    )
    status = models.CharField(_("상태"), max_length=7, choices=Status, default=Status.WAITING)
    due_at = models.DateTimeField(_("걸 때"))
    attempts = models.PositiveSmallIntegerField(_("건 횟수"), default=0)
    agent = models.ForeignKey(USER, models.SET_NULL, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    result = code_field("call_result", _("결과"), db_index=False)
    reason = models.CharField(_("사유"), max_length=13, blank=True)
    answers = models.JSONField(_("답"), default=dict, blank=True)
    note = models.TextField(_("메모"), blank=True, max_length=2_000)
    source = models.CharField(max_length=100, null=True, blank=True, unique=True)
    done_at = models.DateTimeField(_("끝낸 때"), null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("콜 대상")
        constraints = [
            models.UniqueConstraint(
                fields=["dial_list", "customer"],
                condition=Q(source=None) | Q(status__in=("waiting", "held")),
                name="dial_target_once",
            )
        ]
        indexes = [
            models.Index(fields=["dial_list", "status", "due_at", "id"], name="dial_target_next"),
            models.Index(fields=["dial_list", "-id"], name="dial_target_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.dial_list_id} {self.customer_id}"


class DialTry(models.Model):
    """One time somebody called a customer of a list, and how it ended."""

    target = models.ForeignKey(DialTarget, models.CASCADE, related_name="tries")
    agent = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    call = models.ForeignKey(
        "helpdesk.Call", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    result = code_field("call_result", _("결과"), db_index=False)
    at = models.DateTimeField(_("일시"))

    class Meta:
        verbose_name = _("콜 시도")
        indexes = [models.Index(fields=["-at", "-id", "agent"], name="dial_try_newest")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.at:%Y-%m-%d %H:%M}"
