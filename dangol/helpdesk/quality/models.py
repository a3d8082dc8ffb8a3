"""상담 품질 (F103): what a good talk is measured by, and how talks were found to be."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Scope
from dangol.kit.models import Record

USER = settings.AUTH_USER_MODEL
BEST = 5  # points of a criterion that was met in full


class Scorecard(Record):
    """평가표: criteria with weights, for calls or for tickets."""

    class Use(models.TextChoices):
        CALL = "call", _("통화")
        TICKET = "ticket", _("티켓")

    name = models.CharField(_("평가표"), max_length=100, unique=True)
    use = models.CharField(_("무엇을 평가"), max_length=6, choices=Use, default=Use.CALL)
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("평가표")

    def __str__(self) -> str:
        return self.name


class Criterion(Record):
    """One line of a scorecard; `weight` is its share beside the others'."""

    card = models.ForeignKey(
        Scorecard, models.CASCADE, related_name="criteria", verbose_name=_("평가표")
    )
    name = models.CharField(_("평가 항목"), max_length=100)
    hint = models.CharField(_("무엇을 보나"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("가중치"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    order = models.PositiveIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("평가 항목")
        constraints = [
            models.UniqueConstraint(
                fields=["card", "name"], name="criterion_once",
                violation_error_message=_("이 평가표에 이미 있는 항목입니다."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ReviewQuerySet(models.QuerySet[Any]):
    """Reviews: an agent sees those of their own talks, a reviewer those they wrote."""

    def visible_to(self, user: Any, verb: str = "view") -> "ReviewQuerySet":
        scope = user.scope_of(f"helpdesk.{verb}_qualityreview")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        seen = Q(agent=user) | Q(reviewer=user)
        if scope != Scope.OWN:
            seen |= Q(agent__in=user.colleague_ids(scope))
        return self.filter(seen)


class QualityReview(Record):
    """One talk or ticket as somebody found it; `lines` are its criteria as they were then.

    Each line is {name, weight, points}; `percent` is their weighted share of full points.
    """

    card = models.ForeignKey(Scorecard, models.PROTECT, related_name="+", verbose_name=_("평가표"))
    call = models.ForeignKey(
        "helpdesk.Call", models.CASCADE, null=True, blank=True, related_name="reviews",
        verbose_name=_("통화"),
    )  # fmt: skip
    ticket = models.ForeignKey(
        "helpdesk.Ticket", models.CASCADE, null=True, blank=True, related_name="reviews",
        verbose_name=_("티켓"),
    )  # fmt: skip
    agent = models.ForeignKey(
        USER, models.PROTECT, related_name="+", db_index=False, verbose_name=_("상담원")
    )
    reviewer = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("평가한 사람")
    )
    lines = models.JSONField(_("점수"), default=list)
    percent = models.DecimalField(_("점수(100점)"), max_digits=4, decimal_places=1)
    coaching = models.TextField(_("코칭"), max_length=3_000, blank=True)
    is_example = models.BooleanField(_("모범 사례"), default=False)
    at = models.DateTimeField(_("평가일시"))
    seen_at = models.DateTimeField(_("확인한 때"), null=True, blank=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("상담 평가")
        constraints = [
            models.CheckConstraint(
                name="review_of_one",
                condition=Q(call=None) & ~Q(ticket=None) | ~Q(call=None) & Q(ticket=None),
                violation_error_message=_("통화나 티켓 하나를 평가합니다."),
            ),
            models.UniqueConstraint(fields=["call", "reviewer"], name="review_call_once"),
            models.UniqueConstraint(fields=["ticket", "reviewer"], name="review_ticket_once"),
        ]
        indexes = [
            models.Index(fields=["-at", "-id", "agent"], name="review_newest"),
            models.Index(fields=["agent", "-at"], name="review_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} {self.percent}"

    def get_absolute_url(self) -> str:
        return reverse("helpdesk:review_detail", args=[self.pk])
