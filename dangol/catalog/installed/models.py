"""설치·보유 제품: which piece of which product a customer has (F16)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.catalog.products.models import Product
from dangol.kit.models import Record


class InstalledQuerySet(models.QuerySet[Any]):
    """Pieces are seen by whoever sees their customer."""

    def visible_to(self, user: Any, verb: str = "view") -> "InstalledQuerySet":
        """Pieces of the customers this user may see."""
        customers = self.model._meta.get_field("customer").related_model
        seen = customers.objects.visible_to(user)
        return self.filter(customer__in=seen.values("pk"))


class Installed(Record):
    """One piece at a customer's; a serial number names one piece of its product."""

    class Status(models.TextChoices):
        IN_USE = "in_use", _("사용 중")
        REPAIR = "repair", _("수리 중")
        RETURNED = "returned", _("반납·반품")
        DISCARDED = "discarded", _("폐기")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="installed")
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="installed", verbose_name=_("상품")
    )
    serial = models.CharField(_("일련번호"), max_length=100, blank=True)
    quantity = models.PositiveIntegerField(_("수량"), default=1)
    purchased_on = models.DateField(_("구매일"), null=True, blank=True)
    warranty_until = models.DateField(_("보증 만료일"), null=True, blank=True)
    place = models.CharField(_("설치 장소"), max_length=200, blank=True)
    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.IN_USE)
    note = models.CharField(_("비고"), max_length=500, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = InstalledQuerySet.as_manager()

    class Meta:
        verbose_name = _("보유 제품")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "serial"],
                condition=~Q(serial=""),
                name="installed_serial_once",
                violation_error_message=_("같은 상품의 일련번호가 이미 등록되어 있습니다."),
            ),
            models.CheckConstraint(
                name="installed_warranty_after",
                condition=Q(purchased_on=None)
                | Q(warranty_until=None)
                | Q(warranty_until__gte=models.F("purchased_on")),
                violation_error_message=_("보증 만료일은 구매일과 같거나 뒤여야 합니다."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["warranty_until"],
                name="installed_warranty",
                condition=Q(warranty_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.serial}".strip()

    def get_absolute_url(self) -> str:
        return reverse("catalog:installed_detail", args=[self.pk])
