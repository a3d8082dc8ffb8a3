"""Quotes (견적): what is offered to a customer at which price, version by version."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.catalog.pricing import LARGEST_AMOUNT
from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field


class Cycle(models.TextChoices):
    """How often a line is paid: once, or again and again from the order on."""

    ONCE = "once", _("1회")
    MONTHLY = "monthly", _("매월")
    QUARTERLY = "quarterly", _("분기")
    YEARLY = "yearly", _("매년")


class TaxKind(models.TextChoices):
    TAXED = "taxed", _("과세")
    ZERO = "zero", _("영세율")
    EXEMPT = "exempt", _("면세")


class VatMode(models.TextChoices):
    """별도 and 포함 say what unit prices are; 영세 and 면세 hold for every line."""

    EXCLUDED = "excluded", _("별도 (10%)")
    INCLUDED = "included", _("포함")
    ZERO = "zero", _("영세율")
    EXEMPT = "exempt", _("면세")


class TaxOn(models.TextChoices):
    LINE = "line", _("줄마다")
    TOTAL = "total", _("합계에서")


class Rounding(models.TextChoices):
    DOWN = "down", _("절사")
    HALF_UP = "half_up", _("반올림")
    UP = "up", _("올림")


class Cut(models.IntegerChoices):
    NONE = 0, _("하지 않음")
    TEN = 10, _("10원 단위")
    HUNDRED = 100, _("100원 단위")
    THOUSAND = 1_000, _("1,000원 단위")


class Quote(Record):
    """One version (판) of a quote; versions share the number, the newest one is `is_newest`.

    Sums are whole won: `supply` 공급가액, `tax` 세액, both with the 절사 line (`cut_supply`,
    `cut_tax`, never above 0) in them. `discount_percent` is the deepest discount of a line
    against the price list, which decides whether somebody must approve.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("작성 중")
        ASKED = "asked", _("승인 대기")
        APPROVED = "approved", _("승인됨")
        SENT = "sent", _("보냄")
        ACCEPTED = "accepted", _("수락")
        DECLINED = "declined", _("거절")
        EXPIRED = "expired", _("만료")
        REPLACED = "replaced", _("지난 판")

    OPEN = (Status.DRAFT, Status.ASKED, Status.APPROVED, Status.SENT)

    number = models.CharField(_("견적번호"), max_length=30)
    edition = models.PositiveSmallIntegerField(_("판"), default=1)
    is_newest = models.BooleanField(_("최신 판"), default=True, editable=False)
    title = models.CharField(_("견적명"), max_length=200)
    status = models.CharField(
        _("상태"), max_length=8, choices=Status, default=Status.DRAFT, editable=False
    )
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="quotes", db_index=False,
        verbose_name=_("고객"),
    )  # fmt: skip
    deal = models.ForeignKey(
        "sales.Deal", models.SET_NULL, null=True, blank=True, related_name="quotes",
        verbose_name=_("거래"),
    )  # fmt: skip
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="quotes", db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", db_index=False,
    )  # fmt: skip
    quoted_on = models.DateField(_("견적일"))
    valid_until = models.DateField(_("유효기간"))
    attention = models.CharField(_("받는 분"), max_length=100, blank=True)
    payment = models.CharField(_("결제 조건"), max_length=200, blank=True)
    delivery = models.CharField(_("납기"), max_length=200, blank=True)
    place = models.CharField(_("납품 장소"), max_length=200, blank=True)
    text = models.TextField(_("고객에게 보일 말"), blank=True)
    vat_mode = models.CharField(
        _("부가세"), max_length=8, choices=VatMode, default=VatMode.EXCLUDED
    )
    tax_on = models.CharField(_("세액 계산"), max_length=5, choices=TaxOn, default=TaxOn.LINE)
    rounding = models.CharField(
        _("세액 끝수"), max_length=7, choices=Rounding, default=Rounding.DOWN
    )
    cut = models.PositiveSmallIntegerField(_("단수 절사"), choices=Cut, default=Cut.NONE)
    cut_supply = money_field(_("절사 공급가액"), default=0, editable=False)
    cut_tax = money_field(_("절사 세액"), default=0, editable=False)
    supply = money_field(_("공급가액"), default=0, editable=False)
    tax = money_field(_("세액"), default=0, editable=False)
    total = money_field(_("합계"), default=0, editable=False)
    cost = money_field(_("원가"), default=0, editable=False)
    discount_percent = models.DecimalField(
        _("최대 할인율"), max_digits=5, decimal_places=2, default=Decimal(0), editable=False
    )
    sent_at = models.DateTimeField(_("보낸 일시"), null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(_("처음 열람"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("답한 일시"), null=True, blank=True, editable=False)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("견적")
        constraints = [
            models.UniqueConstraint(fields=["number", "edition"], name="quote_edition_once"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(is_newest=True), name="quote_one_newest"
            ),
            models.CheckConstraint(
                name="quote_valid_period",
                condition=Q(valid_until__gte=models.F("quoted_on")),
                violation_error_message=_("유효기간은 견적일과 같거나 뒤여야 합니다."),
            ),
            models.CheckConstraint(
                name="quote_total_range",
                condition=Q(total=models.F("supply") + models.F("tax"))
                & Q(total__gte=0, total__lte=LARGEST_AMOUNT),
                violation_error_message=_("합계 금액은 0원에서 100조 원 사이여야 합니다."),
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="quote_customer"),
            models.Index(fields=["owner", "status", "-id"], name="quote_owner"),
            models.Index(fields=["-total", "-id", "owner", "status"], name="quote_total"),
            models.Index(fields=["valid_until", "-id", "owner", "status"], name="quote_valid"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("orders:quote_detail", args=[self.pk])

    @property
    def label(self) -> str:
        """The number with its version, as papers show it."""
        return f"{self.number} (v{self.edition})"

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def profit(self) -> int:
        """공급가액 less what the goods cost, in won."""
        return self.supply - self.cost

    def is_over(self, today: date) -> bool:
        """Whether an offer nobody answered has run out."""
        return self.status in self.OPEN and self.valid_until < today


class QuoteLine(Record):
    """One line (품목); name and price stay as offered when the product changes or goes.

    `list_price` is the price list's for this customer and quantity, on the basis of the quote's
    unit prices (with tax if they include it). `choice` holds the options of a configured product.
    """

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines", db_index=False)
    place = models.PositiveIntegerField(_("순서"), default=0, editable=False)
    product = models.ForeignKey(
        "catalog.Product", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("상품"),
    )  # fmt: skip
    code = models.CharField(_("상품코드"), max_length=50, blank=True, editable=False)
    name = models.CharField(_("품목"), max_length=200)
    spec = models.CharField(_("규격"), max_length=200, blank=True)
    unit = models.CharField(_("단위"), max_length=20, blank=True)
    quantity = models.DecimalField(_("수량"), max_digits=12, decimal_places=2, default=Decimal(1))
    unit_price = models.DecimalField(_("단가"), max_digits=17, decimal_places=2)
    discount = models.DecimalField(
        _("할인율(%)"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    list_price = models.DecimalField(
        _("정가"), max_digits=17, decimal_places=2, default=Decimal(0), editable=False
    )
    cost = models.DecimalField(
        _("원가"), max_digits=17, decimal_places=2, default=Decimal(0), editable=False
    )
    tax_kind = models.CharField(
        _("과세 구분"), max_length=6, choices=TaxKind, default=TaxKind.TAXED
    )
    cycle = models.CharField(_("청구 주기"), max_length=9, choices=Cycle, default=Cycle.ONCE)
    choice = models.JSONField(_("구성"), default=dict, blank=True, editable=False)
    note = models.CharField(_("비고"), max_length=200, blank=True)
    supply = money_field(_("공급가액"), default=0, editable=False)
    tax = money_field(_("세액"), default=0, editable=False)

    class Meta:
        verbose_name = _("견적 품목")
        constraints = [
            models.CheckConstraint(
                name="quote_line_quantity",
                condition=Q(quantity__gt=0, quantity__lte=10**9),
                violation_error_message=_("수량: 0보다 크고 10억 이하인 숫자를 적어 주세요."),
            ),
            models.CheckConstraint(
                name="quote_line_price",
                condition=Q(unit_price__gte=0, unit_price__lte=LARGEST_AMOUNT),
                violation_error_message=_("단가: 0원에서 100조 원 사이로 적어 주세요."),
            ),
            models.CheckConstraint(
                name="quote_line_discount",
                condition=Q(discount__gte=0, discount__lte=100),
                violation_error_message=_("할인율: 0에서 100 사이의 숫자를 적어 주세요."),
            ),
        ]
        indexes = [models.Index(fields=["quote", "place", "id"], name="quote_line_place")]

    def __str__(self) -> str:
        return f"{self.name} × {self.quantity}"

    @property
    def is_gone(self) -> bool:
        """Whether the product it was made from is no longer in the catalogue or on sale."""
        return bool(self.code) and (self.product is None or not self.product.is_on_sale)

    @property
    def gross(self) -> int:
        return self.supply + self.tax


class QuoteStep(models.Model):
    """What happened to a quote, never changed: approval, sending, the customer's answers.

    `text` is a reason or a question; `name` and `address` are who answered the link, and from
    which network address.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("승인 요청")
        APPROVED = "approved", _("승인")
        RETURNED = "returned", _("반려")
        REOPENED = "reopened", _("다시 작성")
        SENT = "sent", _("보냄")
        SEEN = "seen", _("열람")
        QUESTION = "question", _("문의")
        ACCEPTED = "accepted", _("수락")
        DECLINED = "declined", _("거절")

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="steps")
    kind = models.CharField(_("일"), max_length=8, choices=Kind)
    at = models.DateTimeField(_("일시"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    name = models.CharField(_("이름"), max_length=100, blank=True)
    text = models.TextField(_("내용"), blank=True)
    address = models.CharField(_("접속 주소"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("견적 이력")

    def __str__(self) -> str:
        return f"{self.quote_id} {self.kind}"
