"""Days on which the office differs from the calendar of the law."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpecialDay(models.Model):
    """One day an administrator set: 임시공휴일, a day off of the company, or a day of work."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("임시공휴일")
        OFF = "off", _("회사 휴무")
        WORK = "work", _("근무일")

    on = models.DateField(_("날짜"), unique=True)
    kind = models.CharField(_("종류"), max_length=6, choices=Kind)
    name = models.CharField(_("이름"), max_length=60)

    class Meta:
        verbose_name = _("휴일")

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
