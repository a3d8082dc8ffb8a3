"""Bills (청구), receipts (수금), refunds (환불) and revenue rows (매출)."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.catalog.pricing import LARGEST_AMOUNT
from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.orders.fields import customer_field, once_outside, owner_field
from dangol.orders.quotes.models import TaxKind


class Bill(Record):
    """청구: what a customer owes from a day on; below 0 it is a credit (환입). Won.

    A bill has one tax kind, since 과세·영세율 go on a 세금계산서 and 면세 on a 계산서 (부가가치세법
    §32, 소득세법 §163): what is ordered together with several is several bills.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("미수")
        PART = "part", _("일부 수금")
        PAID = "paid", _("수금 완료")
        VOID = "void", _("취소")

    UNPAID = (Status.OPEN, Status.PART)

    customer = customer_field("bills")
    owner = owner_field("bills")
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="bills"
    )
    contract_line = models.ForeignKey(
        "orders.ContractLine",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bills",
        db_index=False,
    )
    credited = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credits"
    )
    title = models.CharField(_("내용"), max_length=200)
    tax_kind = models.CharField(
        _("과세 구분"), max_length=6, choices=TaxKind, default=TaxKind.TAXED
    )
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
    external_id = models.CharField(_("외부 번호"), max_length=100, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("청구")
        constraints = [
            models.UniqueConstraint(
                fields=["contract_line", "period_on"],
                condition=Q(contract_line__isnull=False),
                name="bill_once_a_period",
            ),
            models.UniqueConstraint(  # one number outside is a bill for each tax kind
                fields=["external_id", "tax_kind"],
                condition=~Q(external_id=""),
                name="bill_external_once",
                violation_error_message=_("이 외부 번호는 이미 들어와 있습니다."),
            ),
            models.CheckConstraint(
                name="bill_taxed_alone", condition=Q(tax=0) | Q(tax_kind=TaxKind.TAXED)
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

    @property
    def is_credit_left(self) -> bool:
        """Whether it gives money back that nothing has used up yet."""
        return self.total < 0 and self.status in self.UNPAID

    def days_late(self, today: date) -> int:
        """Days since it was due; 0 when paid, not due yet, or a credit."""
        is_owed = self.status in self.UNPAID and self.total > 0
        return max(0, (today - self.due_on).days) if is_owed else 0


class Receipt(Record):
    """수금: money that came in; what is not `matched` to bills is the customer's to use later.

    Below 0 it is money that went back (see Refund), matched as a whole to what it gave back.
    """

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("계좌 이체")
        CARD = "card", _("카드")
        CASH = "cash", _("현금")
        CMS = "cms", _("자동 이체")
        OTHER = "other", _("기타")

    customer = customer_field("receipts")
    owner = owner_field("receipts")
    received_on = models.DateField(_("수금일"))
    amount = money_field(_("금액"))
    matched = money_field(_("맞춘 금액"), default=0, editable=False)
    method = models.CharField(_("방법"), max_length=8, choices=Method, default=Method.TRANSFER)
    note = models.CharField(_("적요"), max_length=200, blank=True)
    external_id = models.CharField(_("외부 번호"), max_length=100, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("수금")
        constraints = [
            models.CheckConstraint(
                name="receipt_amount",
                condition=Q(
                    amount__gt=0,
                    amount__lte=LARGEST_AMOUNT,
                    matched__gte=0,
                    matched__lte=F("amount"),
                )
                | Q(amount__lt=0, amount__gte=-LARGEST_AMOUNT, matched__lte=0),
                violation_error_message=_("금액: 1원에서 100조 원 사이로 적어 주세요."),
            ),
            once_outside("receipt_external_once"),
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
    """How much of a receipt went to which bill.

    Of a refund, below 0: which credit or, as `source`, which receipt it gave back.
    """

    receipt = models.ForeignKey(Receipt, models.CASCADE, related_name="matches")
    bill = models.ForeignKey(Bill, models.PROTECT, null=True, blank=True, related_name="matches")
    source = models.ForeignKey(
        Receipt, models.PROTECT, null=True, blank=True, related_name="given_back"
    )
    amount = money_field(_("금액"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "bill"], name="receipt_match_once"),
            models.UniqueConstraint(fields=["receipt", "source"], name="receipt_source_once"),
            models.CheckConstraint(
                name="receipt_match_of_one",
                condition=Q(bill=None, source__isnull=False) | Q(bill__isnull=False, source=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.bill_id}"


class Refund(Record):
    """환불: money the customer had too much with us and gets back, won.

    Up to the office's limit it is paid at once, above it when somebody else approved it. Paid,
    it is a `receipt` below 0; taken back, a second receipt stands against that one.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("승인 대기")
        PAID = "paid", _("환불함")
        RETURNED = "returned", _("반려")
        UNDONE = "undone", _("환불 취소")

    customer = customer_field("refunds")
    owner = owner_field("refunds")
    status = models.CharField(
        _("상태"), max_length=8, choices=Status, default=Status.ASKED, editable=False
    )
    amount = money_field(_("금액"))
    on = models.DateField(_("환불일"))
    method = models.CharField(_("방법"), max_length=8, choices=Receipt.Method)
    reason = models.CharField(_("이유"), max_length=150)
    bill = models.ForeignKey(
        Bill, models.PROTECT, null=True, blank=True, related_name="refunds",
        verbose_name=_("돌려줄 환입"),
    )  # fmt: skip
    receipt = models.OneToOneField(
        Receipt, models.PROTECT, null=True, blank=True, editable=False, related_name="refund"
    )
    undoing = models.OneToOneField(
        Receipt, models.PROTECT, null=True, blank=True, editable=False, related_name="undone"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False,
        related_name="+",
    )  # fmt: skip
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    decision = models.CharField(_("결재 의견"), max_length=200, blank=True, editable=False)
    external_id = models.CharField(_("외부 번호"), max_length=100, blank=True)
    custom = models.JSONField(default=dict, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("환불")
        constraints = [
            models.CheckConstraint(
                name="refund_amount",
                condition=Q(amount__gt=0, amount__lte=LARGEST_AMOUNT),
                violation_error_message=_("금액: 1원에서 100조 원 사이로 적어 주세요."),
            ),
            once_outside("refund_external_once"),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="refund_customer"),
            models.Index(fields=["-on", "-id", "owner"], name="refund_day"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"

    def get_absolute_url(self) -> str:
        return reverse("orders:refund_detail", args=[self.pk])


class RevenueQuerySet(ScopedQuerySet):
    """Rows that are seen by whoever sees bills, of the customers they look after."""

    owner_field, noun = "customer__owner", "bill"


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

    objects = RevenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("매출")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="revenue_once")
        ]
        indexes = [
            models.Index(fields=["customer", "-on"], name="revenue_customer"),
            models.Index(fields=["on", "supply"], name="revenue_day"),
            models.Index(fields=["-on", "-id"], name="revenue_list"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"

    def get_absolute_url(self) -> str:
        return reverse("orders:revenue_detail", args=[self.pk])
