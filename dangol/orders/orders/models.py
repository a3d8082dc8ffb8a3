"""Orders, contracts that bill by themselves, bills (청구), receipts (수금) and revenue rows."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.catalog.pricing import LARGEST_AMOUNT
from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.orders.quotes.models import Cycle, TaxKind


def _customer(name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name=name, db_index=False,
        verbose_name=_("고객"),
    )  # fmt: skip


def _owner(name: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name=name, db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip


def _once_outside(name: str) -> models.UniqueConstraint:
    """The number a record has in another system is one record here."""
    return models.UniqueConstraint(
        fields=["external_id"], condition=~Q(external_id=""), name=name,
        violation_error_message=_("이 외부 번호는 이미 들어와 있습니다."),
    )  # fmt: skip


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
    customer = _customer("orders")
    deal = models.ForeignKey(
        "sales.Deal", models.SET_NULL, null=True, blank=True, related_name="orders"
    )
    quote = models.OneToOneField(
        "orders.Quote", models.PROTECT, null=True, blank=True, related_name="order"
    )
    owner = _owner("orders")
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
        constraints = [_once_outside("order_external_once")]
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
    cycle = models.CharField(_("청구"), max_length=9, choices=Cycle, default=Cycle.ONCE)
    supply = money_field(_("공급가액"))
    tax = money_field(_("세액"))
    note = models.CharField(_("비고"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("주문 품목")

    def __str__(self) -> str:
        return self.name


class Contract(Record):
    """An agreement that is billed again and again on a day of the month.

    31 means the last day of shorter months. 선불 bills a period on its first day, 후불 on the day
    after its last. `mrr` is what its movements add up to, in won a month without tax; on
    `moves_on` the next one may be due.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("진행")
        PAUSED = "paused", _("멈춤")
        ENDED = "ended", _("종료")

    number = models.CharField(_("계약번호"), max_length=30, unique=True)
    title = models.CharField(_("계약명"), max_length=200)
    status = models.CharField(
        _("상태"), max_length=6, choices=Status, default=Status.ACTIVE, editable=False
    )
    customer = _customer("contracts")
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    owner = _owner("contracts")
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    billing_day = models.PositiveSmallIntegerField(
        _("청구일"), default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    is_postpaid = models.BooleanField(_("후불"), default=False)
    due_days = models.PositiveSmallIntegerField(_("지급 기한(일)"), default=30)
    renewal = models.ForeignKey(
        "sales.Deal", models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("갱신 거래"),
    )  # fmt: skip
    noticed_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    external_id = models.CharField(_("외부 번호"), max_length=100, blank=True)
    mrr = money_field(_("월 매출(MRR)"), default=0, editable=False)
    moves_on = models.DateField(null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("계약")
        constraints = [
            models.CheckConstraint(
                name="contract_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("종료일은 시작일과 같거나 뒤여야 합니다."),
            ),
            _once_outside("contract_external_once"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="contract_customer"),
            models.Index(fields=["owner", "status", "-id"], name="contract_owner"),
            models.Index(fields=["-mrr", "-id", "owner"], name="contract_mrr"),
            models.Index(
                fields=["moves_on", "id"], name="contract_moves",
                condition=Q(moves_on__isnull=False),
            ),
            models.Index(
                fields=["ends_on", "id"], name="contract_ends",
                condition=Q(ends_on__isnull=False, status="active"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("orders:contract_detail", args=[self.pk])


class ContractLine(Record):
    """What is billed each cycle: `period_on` begins the next period, billed on `next_on`.

    Both are empty once nothing is left to bill. It holds from `starts_on` to `ends_on`; full
    periods are counted from the month of `anchor_on`, and of a part of one only its days are
    billed. A metered line has no amount of its own: its usage × `unit_price` is billed after
    each period. `replaced` is the line a plan change ended for this one.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        "catalog.Product", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("품목"), max_length=200)
    quantity = models.DecimalField(_("수량"), max_digits=12, decimal_places=2, default=Decimal(1))
    unit_price = models.DecimalField(
        _("단가"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    tax_kind = models.CharField(
        _("과세 구분"), max_length=6, choices=TaxKind, default=TaxKind.TAXED
    )
    cycle = models.CharField(_("청구"), max_length=9, choices=Cycle, default=Cycle.MONTHLY)
    is_metered = models.BooleanField(_("사용량"), default=False)
    supply = money_field(_("공급가액"))
    tax = money_field(_("세액"))
    starts_on = models.DateField(_("시작일"))
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    anchor_on = models.DateField(editable=False)
    period_on = models.DateField(null=True, editable=False)
    next_on = models.DateField(_("다음 청구일"), null=True, editable=False)
    replaced = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="successor"
    )

    class Meta:
        verbose_name = _("계약 품목")
        indexes = [
            models.Index(
                fields=["next_on", "id"], name="contract_line_due",
                condition=Q(next_on__isnull=False),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def total(self) -> int:
        return self.supply + self.tax

    @property
    def price(self) -> Decimal:
        """The unit price without tax; of older lines what it comes to."""
        if self.unit_price is not None:
            return self.unit_price
        return (self.supply / self.quantity).quantize(Decimal("0.01"))


class Bill(Record):
    """청구: what a customer owes from a day on; below 0 it is a credit (환입). Won."""

    class Status(models.TextChoices):
        OPEN = "open", _("미수")
        PART = "part", _("일부 수금")
        PAID = "paid", _("수금 완료")
        VOID = "void", _("취소")

    UNPAID = (Status.OPEN, Status.PART)

    customer = _customer("bills")
    owner = _owner("bills")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="bills")
    contract_line = models.ForeignKey(
        ContractLine, models.PROTECT, null=True, blank=True, related_name="bills", db_index=False
    )
    credited = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credits"
    )
    title = models.CharField(_("내용"), max_length=200)
    status = models.CharField(
        _("상태"), max_length=4, choices=Status, default=Status.OPEN, editable=False
    )
    period_on = models.DateField(_("기간 시작"), null=True, blank=True)
    period_until = models.DateField(_("기간 끝"), null=True, blank=True)
    billed_on = models.DateField(_("청구일"))
    due_on = models.DateField(_("지급 기한"))
    supply = money_field(_("공급가액"))
    tax = money_field(_("세액"))
    total = money_field(_("합계"))
    paid = money_field(_("수금액"), default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("청구")
        constraints = [
            models.UniqueConstraint(
                fields=["contract_line", "period_on"],
                condition=Q(contract_line__isnull=False),
                name="bill_once_a_period",
            ),
            models.CheckConstraint(
                name="bill_adds_up",
                condition=Q(total=F("supply") + F("tax"))
                & Q(total__gte=-LARGEST_AMOUNT, total__lte=LARGEST_AMOUNT),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-billed_on", "-id"], name="bill_customer"),
            models.Index(
                fields=["due_on", "id", "owner"], name="bill_unpaid",
                condition=Q(status__in=["open", "part"]),
            ),
            models.Index(fields=["-billed_on", "-id", "owner"], name="bill_day"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("orders:bill_detail", args=[self.pk])

    @property
    def left(self) -> int:
        return 0 if self.status == self.Status.VOID else self.total - self.paid

    def days_late(self, today: date) -> int:
        """Days since it was due; 0 when paid or not due yet."""
        return max(0, (today - self.due_on).days) if self.status in self.UNPAID else 0


class Receipt(Record):
    """수금: money that came in; what is not `matched` to bills is the customer's to use later."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("계좌 이체")
        CARD = "card", _("카드")
        CASH = "cash", _("현금")
        CMS = "cms", _("자동 이체")
        OTHER = "other", _("기타")

    customer = _customer("receipts")
    owner = _owner("receipts")
    received_on = models.DateField(_("수금일"))
    amount = money_field(_("금액"))
    matched = money_field(_("맞춘 금액"), default=0, editable=False)
    method = models.CharField(_("방법"), max_length=8, choices=Method, default=Method.TRANSFER)
    note = models.CharField(_("적요"), max_length=200, blank=True)
    external_id = models.CharField(_("외부 번호"), max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("수금")
        constraints = [
            models.CheckConstraint(
                name="receipt_amount",
                condition=Q(amount__gt=0, amount__lte=LARGEST_AMOUNT, matched__gte=0)
                & Q(matched__lte=F("amount")),
                violation_error_message=_("금액: 1원에서 100조 원 사이로 적어 주세요."),
            ),
            _once_outside("receipt_external_once"),
        ]
        indexes = [
            models.Index(fields=["customer", "-received_on", "-id"], name="receipt_customer"),
            models.Index(fields=["-received_on", "-id", "owner"], name="receipt_day"),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("orders:receipt_detail", args=[self.pk])

    @property
    def left(self) -> int:
        return self.amount - self.matched


class ReceiptMatch(models.Model):
    """How much of a receipt went to which bill."""

    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="matches")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="matches")
    amount = money_field(_("금액"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "bill"], name="receipt_match_once")
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.bill_id}"


class Revenue(models.Model):
    """거래이력 (F53): one sale, or one return below 0, by customer, product and source; won.

    The same `external_id` of the same `source` is one row, however often it is brought in.
    """

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="revenue", db_index=False
    )
    product = models.ForeignKey(
        "catalog.Product", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(_("출처"), max_length=50)
    external_id = models.CharField(_("외부 번호"), max_length=100)
    on = models.DateField(_("매출일"))
    name = models.CharField(_("품목"), max_length=200, blank=True)
    quantity = models.DecimalField(_("수량"), max_digits=12, decimal_places=2, default=Decimal(1))
    supply = money_field(_("공급가액"))
    tax = money_field(_("세액"), default=0)

    class Meta:
        verbose_name = _("매출")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="revenue_once")
        ]
        indexes = [
            models.Index(fields=["customer", "-on"], name="revenue_customer"),
            models.Index(fields=["on", "supply"], name="revenue_day"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
