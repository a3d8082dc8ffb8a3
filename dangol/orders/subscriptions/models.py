"""What contracts did: how their monthly revenue moved, and what was used of metered lines."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import money_field


class ContractQuerySet(ScopedQuerySet):
    """Rows that are seen by whoever sees contracts."""

    noun = "contract"


class Movement(models.Model):
    """A day a contract's MRR changed by `amount`, in won a month; never rewritten.

    The kind is how the customer as a whole moved: the first contract is 신규, a second one 확장.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("신규")
        EXPANSION = "expansion", _("확장")
        CONTRACTION = "contraction", _("축소")
        CHURNED = "churned", _("이탈")
        REACTIVATION = "reactivation", _("재개")

    contract = models.ForeignKey(
        "orders.Contract", models.CASCADE, related_name="movements", verbose_name=_("계약")
    )
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("고객"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip
    on = models.DateField(_("날짜"))
    kind = models.CharField(_("구분"), max_length=12, choices=Kind)
    amount = money_field(_("MRR 변동"))
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("구독 변동")
        indexes = [
            models.Index(fields=["-on", "-id", "owner"], name="movement_day"),
            models.Index(fields=["on", "kind", "owner", "amount"], name="movement_sum"),
            models.Index(fields=["customer", "on"], name="movement_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("orders:movement_detail", args=[self.pk])


class Usage(models.Model):
    """사용량: so much of a metered line was used on a day; `bill` once it was charged.

    The same `external_id` of a contract is one row, however often it is sent.
    """

    line = models.ForeignKey(
        "orders.ContractLine", models.PROTECT, related_name="usage", verbose_name=_("계약 품목")
    )
    on = models.DateField(_("사용일"))
    quantity = models.DecimalField(_("수량"), max_digits=14, decimal_places=3, default=Decimal(1))
    external_id = models.CharField(_("외부 번호"), max_length=100, blank=True)
    note = models.CharField(_("적요"), max_length=200, blank=True)
    bill = models.ForeignKey(
        "orders.Bill", models.SET_NULL, null=True, blank=True, related_name="usage"
    )
    created_at = models.DateTimeField(auto_now_add=True, editable=False)

    class Meta:
        verbose_name = _("사용량")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "external_id"], condition=~Q(external_id=""), name="usage_once"
            ),
        ]
        indexes = [
            models.Index(fields=["line", "on"], name="usage_open", condition=Q(bill=None)),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.quantity}"
