"""How far each role may go below the price list."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class DiscountLimit(Record):
    """What people of a role may let off, in percent: `free` without asking, `approves` for others.

    Empty is the office's setting, and no bound for what they may approve. Of several roles the
    widest counts.
    """

    role = models.OneToOneField("accounts.Role", models.CASCADE, related_name="discount_limit")
    free = models.PositiveSmallIntegerField(
        _("승인 없이 할 수 있는 할인"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    approves = models.PositiveSmallIntegerField(
        _("승인할 수 있는 할인"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    objects = models.Manager["DiscountLimit"]()

    class Meta:
        verbose_name = _("할인 한도")

    def __str__(self) -> str:
        return f"{self.role_id}: {self.free} {self.approves}"
