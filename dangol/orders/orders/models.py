"""Orders and their lines."""

from decimal import Decimal

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.orders.fields import customer_field, once_outside, owner_field
from dangol.orders.quotes.models import Cycle, TaxKind


class Order(Record):
    """What a customer ordered; sums in won, recurring lines with their first payment."""

    class Status(models.TextChoices):
        OPEN = "open", _("진행")
        DONE = "done", _("완료")
        CANCELLED = "cancelled", _("취소")

    class Kind(models.TextChoices):
        ONCE = "once", _("건별")
        MONTHLY = "monthly", _("월 과금")
        PREPAID = "prepaid", _("선불")
        POSTPAID = "postpaid", _("후불")

    number = models.CharField(_("주문번호"), max_length=30, unique=True)
    title = models.CharField(_("주문명"), max_length=200)
    kind = models.CharField(_("구분"), max_length=8, choices=Kind, default=Kind.ONCE)
    status = models.CharField(
        _("상태"), max_length=9, choices=Status, default=Status.OPEN, editable=False
    )
    customer = customer_field("orders")
    deal = models.ForeignKey(
        "sales.Deal", models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    quote = models.OneToOneField(
        "orders.Quote", models.PROTECT, null=True, blank=True, related_name="order"
    )
    owner = owner_field("orders")
    ordered_on = models.DateField(_("주문일"))
    supply = money_field(_("공급가액"), default=0, editable=False)
    tax = money_field(_("세액"), default=0, editable=False)
    total = money_field(_("합계"), default=0, editable=False)
    text = models.TextField(_("메모"), blank=True)
    external_id = models.CharField(_("외부 번호"), max_length=100, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("주문")
        constraints = [once_outside("order_external_once")]
        indexes = [
            models.Index(fields=["customer", "-id"], name="order_customer"),
            models.Index(fields=["owner", "status", "-id"], name="order_owner"),
            models.Index(fields=["-total", "-id", "owner"], name="order_total"),
            models.Index(fields=["-ordered_on", "-id", "owner"], name="order_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("orders:order_detail", args=[self.pk])


class OrderLine(Record):
    """One line of an order, as it was agreed."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField(_("순서"), default=0)
    product = models.ForeignKey(
        "catalog.Product", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("품목"), max_length=200)
    spec = models.CharField(_("규격"), max_length=200, blank=True)
    unit = models.CharField(_("단위"), max_length=20, blank=True)
    quantity = models.DecimalField(_("수량"), max_digits=12, decimal_places=2, default=Decimal(1))
    unit_price = models.DecimalField(_("단가"), max_digits=17, decimal_places=2)
    tax_kind = models.CharField(max_length=6, choices=TaxKind, default=TaxKind.TAXED)
    cycle = models.CharField(_("청구 주기"), max_length=9, choices=Cycle, default=Cycle.ONCE)
    supply = money_field(_("공급가액"))
    tax = money_field(_("세액"))
    note = models.CharField(_("비고"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("주문 품목")

    def __str__(self) -> str:
        return self.name
