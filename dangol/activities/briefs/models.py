"""Reports of a day or a week of work."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record


class BriefQuerySet(ScopedQuerySet):
    owner_field = "writer"

    def visible_to(self, user: Any, verb: str = "view") -> "BriefQuerySet":
        """As far as the role reaches, and what one was handed; drafts are their writer's alone."""
        reached = super().visible_to(user, verb) | self.filter(leader=user)
        return reached.filter(Q(writer=user) | ~Q(status="draft"))  # type: ignore[return-value]


class Brief(Record):
    """One person's report of a day, or of the week that begins on a Monday.

    `figures` are what was counted when it was handed in.
    """

    class Kind(models.TextChoices):
        DAY = "day", _("일일")
        WEEK = "week", _("주간")

    class Status(models.TextChoices):
        DRAFT = "draft", _("작성 중")
        SUBMITTED = "submitted", _("제출")
        RETURNED = "returned", _("반려")
        CONFIRMED = "confirmed", _("확인")

    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("쓴 사람"),
    )
    kind = models.CharField(_("구분"), max_length=4, choices=Kind)
    first = models.DateField(_("시작일"))
    last = models.DateField(_("종료일"))
    done = models.TextField(_("한 일"), max_length=20_000, blank=True)
    plan = models.TextField(_("할 일"), max_length=20_000, blank=True)
    remarks = models.TextField(_("특이사항"), max_length=20_000, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("받는 사람"),
    )
    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.DRAFT)
    submitted_at = models.DateTimeField(_("제출한 때"), null=True, blank=True)
    answer = models.CharField(_("답"), max_length=500, blank=True)

    objects = BriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("업무보고")
        constraints = [
            models.UniqueConstraint(fields=["writer", "kind", "first"], name="brief_once")
        ]
        indexes = [
            models.Index(fields=["kind", "first", "writer"], name="brief_of_day"),
            models.Index(fields=["leader", "-first"], name="brief_of_leader"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.first:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("activities:brief", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether its writer may still change it."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)
