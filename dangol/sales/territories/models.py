"""Territories: whose customers these are by where they sit and what they do (F47, F50)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.kit.models import Record


class Territory(Record):
    """권역: a rule over customers and the people who share them; the first that fits counts.

    `regions` are 시·도 or `시·도 시·군·구`, `industries` words of the 업태; every condition that is
    given must hold, and a segment says whatever else matters, such as the size.
    """

    name = models.CharField(_("권역"), max_length=100, unique=True)
    order = models.PositiveIntegerField(_("순서"), default=0)
    regions = models.JSONField(_("지역"), default=list, blank=True)
    industries = models.JSONField(_("업태"), default=list, blank=True)
    company_type = code_field("company_type", _("거래처 구분"), db_index=False)
    segment = models.ForeignKey(
        "segments.Segment", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("세그먼트"),
    )  # fmt: skip
    people: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("맡는 사람")
    )
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("권역")

    def __str__(self) -> str:
        return self.name


class CustomerTerritory(models.Model):
    """The territory a customer is in, kept by jobs: the rules themselves ask too much of a list."""

    customer = models.OneToOneField(
        "customers.Customer", models.CASCADE, primary_key=True, related_name="territory_place"
    )
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="places")

    class Meta:
        verbose_name = _("고객의 권역")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.territory_id}"
