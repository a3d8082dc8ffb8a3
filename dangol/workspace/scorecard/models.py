"""Monthly figures and the thresholds they are held against."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Threshold(models.Model):
    """What earns 100 on one measure, from a month on."""

    measure = models.CharField(max_length=50)
    value = models.PositiveIntegerField(_("달성기준"))
    starts_on = models.DateField(_("적용하는 달"))

    class Meta:
        verbose_name = _("달성기준")
        constraints = [
            models.UniqueConstraint(fields=["measure", "starts_on"], name="threshold_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.starts_on:%Y-%m} {self.value}"


class MonthFigure(models.Model):
    """What one person reached on one measure in a month; counted by a job."""

    measure = models.CharField(max_length=50)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    month = models.DateField()
    value = models.PositiveBigIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "measure", "person"], name="month_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month:%Y-%m} {self.person_id}: {self.value}"
