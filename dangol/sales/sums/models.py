"""Sums over deals and their history that triggers keep right (docs/adr/0085).

Every row adds to the sum of its key, or takes away; a key may stand in many rows. They refer to
owners and stages by bare ids, so that nobody waits for anybody else.
"""

from django.db import models


class OpenSum(models.Model):
    """Open deals by person, stage and own chance: how many, and their won."""

    owner = models.BigIntegerField()
    stage = models.BigIntegerField()
    percent = models.PositiveSmallIntegerField(null=True)
    number = models.BigIntegerField()
    amount = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.owner} {self.stage}: {self.number}"


class FlowSum(models.Model):
    """Deals that came into a stage on a day, and out of which, after how many seconds there."""

    day = models.DateField()
    owner = models.BigIntegerField()
    came_from = models.BigIntegerField(null=True)
    stage = models.BigIntegerField()
    number = models.BigIntegerField()
    seconds = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["day", "owner", "came_from", "stage", "number", "seconds"],
                name="flow_sum_report",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.owner}: {self.number}"


class ReachSum(models.Model):
    """Deals by person, first day, and the furthest stage they have come to until now."""

    begun_on = models.DateField()
    owner = models.BigIntegerField()
    furthest = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["begun_on", "owner", "furthest", "number"], name="reach_sum_report"
            )
        ]

    def __str__(self) -> str:
        return f"{self.begun_on} {self.owner}: {self.number}"
