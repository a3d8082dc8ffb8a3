"""Base classes and fields every app's models share."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Record(models.Model):
    """A row people edit. `version` lets the later of two editors be told (kit.records)."""

    created_at = models.DateTimeField(_("등록일시"), auto_now_add=True, editable=False)
    updated_at = models.DateTimeField(_("수정일시"), auto_now=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def money_field(verbose_name: Any, **options: Any) -> models.BigIntegerField[int, int]:
    """Make a column for whole won; migrations stay plain Django."""
    return models.BigIntegerField(verbose_name, **options)
