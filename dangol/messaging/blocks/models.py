"""Pictures of mails, kept once however often they are used."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """An uploaded picture; `hash` (SHA-256 of its bytes) is how mails name it."""

    hash = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("종류"), max_length=4)
    width = models.PositiveIntegerField(_("너비"))
    height = models.PositiveIntegerField(_("높이"))
    size = models.PositiveIntegerField(_("크기"))
    name = models.CharField(_("파일명"), max_length=200)
    file = models.FileField(_("파일"), upload_to="messaging/pictures/")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    added_at = models.DateTimeField(_("올린 시각"), auto_now_add=True)

    class Meta:
        verbose_name = _("메일 그림")

    def __str__(self) -> str:
        return self.name
