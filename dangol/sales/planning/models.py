"""영업기획: what a customer may buy next, when, and for how much (F44)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.sales.pipeline.models import Deal


class PlannedSale(Record):
    """A sale to come with one customer; on its day it opens one deal, once."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("예정")
        OPENED = "opened", _("거래 열림")
        DROPPED = "dropped", _("취소")

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="planned_sales", db_index=False,
        verbose_name=_("고객"),
    )  # fmt: skip
    title = models.CharField(_("무엇을"), max_length=200)
    product = models.ForeignKey(
        "catalog.Product", models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("상품"),
    )  # fmt: skip
    kind = models.CharField(_("구분"), max_length=8, choices=Deal.Kind, default=Deal.Kind.MORE)
    amount = money_field(_("예상 금액"), default=0)
    due_on = models.DateField(_("거래를 열 날"))
    note = models.CharField(_("메모"), max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="planned_sales", db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip
    custom = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        _("상태"), max_length=7, choices=Status, default=Status.PLANNED, editable=False
    )
    deal = models.OneToOneField(
        Deal, models.SET_NULL, null=True, blank=True, editable=False,
        related_name="planned_sale", verbose_name=_("연 거래"),
    )  # fmt: skip

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("영업기획")
        constraints = [
            models.CheckConstraint(
                name="planned_sale_amount",
                condition=Q(amount__gte=0, amount__lte=10**14),
                violation_error_message=_("예상 금액: 0원에서 100조 원 사이로 적어 주세요."),
            )
        ]
        indexes = [
            models.Index(fields=["status", "due_on", "-id", "owner"], name="planned_sale_due"),
            models.Index(fields=["due_on", "-id", "owner", "status"], name="planned_sale_day"),
            models.Index(fields=["customer", "status", "due_on"], name="planned_sale_customer"),
            models.Index(fields=["owner", "status", "-id"], name="planned_sale_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sales:planned_sale_detail", args=[self.pk])

    @property
    def is_planned(self) -> bool:
        return self.status == self.Status.PLANNED
