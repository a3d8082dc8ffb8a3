"""Contracts, how their monthly revenue moved, and what was used of metered lines."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.orders.fields import customer_field, once_outside, owner_field
from dangol.orders.quotes.models import Cycle, TaxKind


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
    customer = customer_field("contracts")
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, null=True, blank=True, related_name="contracts"
    )
    owner = owner_field("contracts")
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
    custom = models.JSONField(default=dict, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("계약")
        constraints = [
            models.CheckConstraint(
                name="contract_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("종료일은 시작일과 같거나 뒤여야 합니다."),
            ),
            once_outside("contract_external_once"),
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
    cycle = models.CharField(_("청구 주기"), max_length=9, choices=Cycle, default=Cycle.MONTHLY)
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
