"""What every paper of the company carries."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class Seal(Record):
    """The company's seal (직인) on papers: one PNG or JPEG picture; a single row."""

    image = models.BinaryField(_("직인"))

    objects = models.Manager["Seal"]()

    class Meta:
        verbose_name = _("직인")

    def __str__(self) -> str:
        return str(_("직인"))
