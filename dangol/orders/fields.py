"""Columns that orders, contracts, bills and receipts share."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def customer_field(name: str) -> "models.ForeignKey[Any, Any]":
    """Whose it is; each model has its own index that begins with it."""
    return models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name=name, db_index=False,
        verbose_name=_("고객"),
    )  # fmt: skip


def owner_field(name: str) -> "models.ForeignKey[Any, Any]":
    """Who looks after it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=name, db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip


def once_outside(name: str) -> models.UniqueConstraint:
    """The number a record has in another system is one record here."""
    return models.UniqueConstraint(
        fields=["external_id"], condition=~Q(external_id=""), name=name,
        violation_error_message=_("이 외부 번호는 이미 들어와 있습니다."),
    )  # fmt: skip
