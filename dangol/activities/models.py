"""The timeline: everything that happened with a customer, newest first."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One event on a customer's timeline; written when it happens, never joined together later."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="entries", db_index=False
    )
    kind = models.CharField(_("종류"), max_length=60)
    at = models.DateTimeField(_("일시"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    text = models.TextField(_("내용"), blank=True)

    class Meta:
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="entry_timeline")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
