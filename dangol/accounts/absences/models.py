"""Who is away, and who acts for them meanwhile."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record


class AbsenceQuerySet(ScopedQuerySet):
    owner_field = "person"


class Absence(Record):
    """Days somebody is not at work (휴가, 출장, 교육), both ends included."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("직원")
    )
    starts_on = models.DateField(_("시작하는 날"))
    ends_on = models.DateField(_("끝나는 날"))
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("대신할 직원"),
    )

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("부재")
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("끝나는 날은 시작하는 날과 같거나 늦어야 합니다."),
            ),
            models.CheckConstraint(
                name="absence_substitute_is_another",
                condition=~Q(substitute=F("person")),
                violation_error_message=_("대신할 직원은 다른 사람이어야 합니다."),
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], name="absence_ends")]

    def __str__(self) -> str:
        return f"{self.person}: {self.starts_on}–{self.ends_on}"
