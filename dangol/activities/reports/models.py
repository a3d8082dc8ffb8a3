"""Totals of what was done, kept in step with the activities (docs/adr/0060)."""

from django.conf import settings
from django.db import models


class Effort(models.Model):
    """How often and how long one person did one thing on a day, or in a month.

    `stage` is where the customer stood at that moment. The rows of a month add up those of its
    days, always: both are written in one transaction.
    """

    class Grain(models.TextChoices):
        DAY = "D"
        MONTH = "M"

    grain = models.CharField(max_length=1, choices=Grain)
    day = models.DateField()
    month = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    kind = models.ForeignKey("codes.Code", models.CASCADE, related_name="+", db_index=False)
    purpose = models.ForeignKey(
        "codes.Code", models.CASCADE, null=True, related_name="+", db_index=False
    )
    stage = models.CharField(max_length=20, blank=True)
    count = models.PositiveIntegerField()
    minutes = models.PositiveBigIntegerField()

    class Meta:
        indexes = [
            # a report reads nothing but this
            models.Index(
                fields=["grain", "day", "owner", "kind", "purpose", "stage", "count", "minutes"],
                name="effort_report",
            ),
            models.Index(fields=["owner", "month", "grain"], name="effort_owner_month"),
        ]

    def __str__(self) -> str:
        return f"{self.grain} {self.day} {self.owner_id}: {self.count}"


class StaleDay(models.Model):
    """A day of one person whose activities changed since it was added up; written by triggers.

    `starts_at` and `ends_at` are its midnights in Seoul. The same day may stand here twice.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    day = models.DateField()
    month = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_taken = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["owner", "day"], name="stale_day")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.day}"
