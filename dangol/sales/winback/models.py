"""윈백: customers we lost a deal with, and the tries to win them back (F4)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record


class WinBack(Record):
    """One customer to be won back after one lost deal; it rests until `rests_until`."""

    class Status(models.TextChoices):
        OPEN = "open", _("진행")
        WON = "won", _("되찾음")
        LOST = "lost", _("포기")

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="win_backs", verbose_name=_("고객")
    )
    deal = models.OneToOneField(
        "sales.Deal", models.CASCADE, related_name="win_back", verbose_name=_("놓친 거래")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="win_backs", db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip
    status = models.CharField(_("결과"), max_length=4, choices=Status, default=Status.OPEN)
    rests_until = models.DateField(_("쉬는 날까지"))
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    note = models.CharField(_("마지막 시도"), max_length=300, blank=True)
    new_deal = models.ForeignKey(
        "sales.Deal", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("다시 연 거래"),
    )  # fmt: skip
    ended_on = models.DateField(_("끝난 날"), null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("윈백")
        constraints = [
            models.CheckConstraint(
                name="win_back_ended_has_day",
                condition=Q(status="open", ended_on=None)
                | ~Q(status="open") & Q(ended_on__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["owner", "status", "rests_until"], name="win_back_owner")]

    def __str__(self) -> str:
        return str(self.customer)

    def get_absolute_url(self) -> str:
        return reverse("sales:win_back_open", args=[self.pk])

    def is_ripe(self, today: Any) -> bool:
        """Whether it has rested long enough to try again."""
        return self.status == self.Status.OPEN and self.rests_until <= today
