"""Dealers (PRM, F12): who sells for us, the deals they register, and whom customers went to."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record, money_field
from dangol.sales.pipeline.models import Deal

USER = settings.AUTH_USER_MODEL


class Dealer(Record):
    """대리점: a company that sells for us; its people are those of its department."""

    name = models.CharField(_("대리점"), max_length=100, unique=True)
    department = models.OneToOneField(
        "accounts.Department", models.PROTECT, related_name="dealer", verbose_name=_("부서")
    )
    protection_days = models.PositiveSmallIntegerField(
        _("보호 기간(일)"), default=90, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("대리점")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sales:dealer_edit", args=[self.pk])


class DealRegistration(Record):
    """거래 등록: a dealer says which sale they work on; approved, it is theirs for a while."""

    class Status(models.TextChoices):
        ASKED = "asked", _("승인 대기")
        APPROVED = "approved", _("승인")
        REFUSED = "refused", _("반려")

    dealer = models.ForeignKey(
        Dealer, models.PROTECT, related_name="registrations", verbose_name=_("대리점")
    )
    owner = models.ForeignKey(
        USER, models.PROTECT, related_name="+", db_index=False, verbose_name=_("등록한 사람")
    )
    customer_name = models.CharField(_("고객"), max_length=200)
    business_number = models.CharField(_("사업자등록번호"), max_length=10, blank=True)
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    title = models.CharField(_("거래명"), max_length=200)
    amount = money_field(_("예상 금액"), default=0)
    expected_on = models.DateField(_("마감 예정일"), null=True, blank=True)
    note = models.CharField(_("설명"), max_length=500, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    status = models.CharField(
        _("상태"), max_length=8, choices=Status, default=Status.ASKED, editable=False
    )
    asked_at = models.DateTimeField(_("등록 일시"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("결정 일시"), null=True, editable=False)
    decided_by = models.ForeignKey(
        USER, models.PROTECT, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("결정한 사람"),
    )  # fmt: skip
    reason = models.CharField(_("사유"), max_length=300, blank=True, editable=False)
    protected_until = models.DateField(_("보호 기한"), null=True, editable=False)
    deal = models.OneToOneField(
        Deal, models.SET_NULL, null=True, editable=False, related_name="registration",
        verbose_name=_("거래"),
    )  # fmt: skip

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("거래 등록")
        constraints = [
            models.CheckConstraint(
                name="registration_amount",
                condition=Q(amount__gte=0, amount__lte=10**14),
                violation_error_message=_("예상 금액: 0원에서 100조 원 사이로 적어 주세요."),
            ),
            models.CheckConstraint(
                name="registration_approved_is_protected",
                condition=~Q(status="approved") | Q(protected_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id", "owner"], name="registration_status"),
            models.Index(fields=["owner", "-id"], name="registration_owner"),
            models.Index(
                fields=["protected_until"], name="registration_protected",
                condition=Q(status="approved"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("sales:registration_detail", args=[self.pk])


class DealerTransfer(models.Model):
    """A customer that went from one dealer to another, or between one and us; never changed."""

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="+")
    before = models.ForeignKey(
        Dealer, models.PROTECT, null=True, related_name="+", verbose_name=_("어느 대리점에서")
    )
    after = models.ForeignKey(
        Dealer, models.PROTECT, null=True, related_name="+", verbose_name=_("어느 대리점으로")
    )
    at = models.DateTimeField(_("일시"))
    actor = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("한 사람")
    )

    class Meta:
        verbose_name = _("대리점 이관")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.before_id} → {self.after_id}"
