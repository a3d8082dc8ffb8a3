"""The timeline: everything that happened with a customer, newest first."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.activities.acts.models import Activity, ActivityFile, KindRule, Series, Settled, Timer
from dangol.activities.alerts.models import AlertResult, AlertRule, AlertRun, AlertShare
from dangol.activities.briefs.models import Brief
from dangol.activities.calendar.models import (
    CalendarFeed,
    CalendarPreference,
    CalendarUpload,
    ImportedEvent,
)
from dangol.activities.reports.models import Effort, StaleDay
from dangol.kit.models import Record

__all__ = [
    "Activity",
    "ActivityFile",
    "AlertResult",
    "AlertRule",
    "AlertRun",
    "AlertShare",
    "Brief",
    "CalendarFeed",
    "CalendarPreference",
    "CalendarUpload",
    "Effort",
    "Entry",
    "ImportedEvent",
    "KindRule",
    "Series",
    "Settled",
    "StaleDay",
    "Timer",
    "TouchPoint",
]


class TouchPoint(Record):
    """One way we meet customers (접점): in which phase, how often, by whom (F8)."""

    class Phase(models.TextChoices):
        BEFORE = "before", _("고객화 이전")
        DURING = "during", _("고객화 단계")
        AFTER = "after", _("고객화 이후")

    name = models.CharField(_("접점"), max_length=100)
    phase = models.CharField(_("단계"), max_length=6, choices=Phase)
    monthly_target = models.PositiveIntegerField(_("한 달 목표 횟수"), default=0)
    staff = models.CharField(_("접점 직원"), max_length=100, blank=True)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("접점")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="touch_point_once",
                violation_error_message=_("같은 이름의 접점이 이미 있습니다."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One event on a customer's timeline; written when it happens, never joined together later."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="entries", db_index=False
    )
    kind = models.CharField(_("종류"), max_length=60)
    at = models.DateTimeField(_("일시"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    touch_point = models.ForeignKey(
        TouchPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("접점"),
    )
    # What is done stands on the timelines of the customer and of the counterpart, once each.
    activity = models.ForeignKey(
        "activities.Activity",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="entries",
        db_index=False,
    )
    data = models.JSONField(default=dict, blank=True)
    text = models.TextField(_("내용"), blank=True)

    class Meta:
        verbose_name = _("타임라인")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "customer"],
                condition=models.Q(activity__isnull=False),
                name="entry_activity_once",
            )
        ]
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="entry_timeline"),
            # customers that changed hands lately (인수인계서)
            models.Index(
                fields=["-at", "customer"],
                name="entry_owner_changed",
                condition=models.Q(kind="customers.owner_changed"),
            ),
            models.Index(
                fields=["touch_point", "at"],
                name="entry_touch_point",
                condition=models.Q(touch_point__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
