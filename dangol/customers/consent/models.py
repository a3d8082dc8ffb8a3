"""The consent ledger: who allowed what, when, in which words; append-only (정보통신망법 §50)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.customers.parties.models import Customer


class ConsentWording(models.Model):
    """The text people agreed to; a changed text is a new version."""

    purpose = models.CharField(_("동의 항목"), max_length=20)
    version = models.PositiveIntegerField(_("버전"))
    text = models.TextField(_("문구"))
    created_at = models.DateTimeField(_("등록일시"), auto_now_add=True)

    class Meta:
        verbose_name = _("동의 문구")
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="consent_wording_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"


class Ledger(models.QuerySet["Consent"]):
    """Entries are added, never changed or taken out; the database refuses changes too."""

    def update(self, **values: Any) -> int:
        raise TypeError("The consent ledger is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("The consent ledger is append-only.")


class Consent(models.Model):
    """One entry of the ledger; the newest of a customer and purpose is what holds now."""

    class Purpose(models.TextChoices):
        EMAIL = "email", _("이메일 광고 수신")
        SMS = "sms", _("문자 광고 수신")
        KAKAO = "kakao", _("카카오톡 광고 수신")
        VOICE = "voice", _("전화 권유")
        POST = "post", _("우편 수신")
        FAX = "fax", _("팩스 광고 수신")
        REQUIRED = "required", _("필수 수집·이용")
        OPTIONAL = "optional", _("선택 수집·이용")
        MARKETING = "marketing", _("홍보·판매 권유")
        THIRD_PARTY = "third_party", _("제3자 제공")
        SENSITIVE = "sensitive", _("민감정보")
        UNIQUE_ID = "unique_id", _("고유식별정보")
        OVERSEAS = "overseas", _("국외 이전")

    class Act(models.TextChoices):
        GIVE = "give", _("동의")
        CONFIRM = "confirm", _("재확인")
        REFUSE = "refuse", _("거부")
        WITHDRAW = "withdraw", _("철회")

    class Basis(models.TextChoices):
        CONSENT = "consent", _("동의")
        CONTRACT = "contract", _("계약 이행")
        TRADE = "trade", _("거래 관계(6개월)")
        LAW = "law", _("법령")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents", db_index=False)
    purpose = models.CharField(_("항목"), max_length=11, choices=Purpose)
    act = models.CharField(_("내용"), max_length=8, choices=Act)
    permit = models.PositiveSmallIntegerField(
        _("허용 범위"), choices=Customer.Permit, default=Customer.Permit.DAY
    )
    basis = models.CharField(_("근거"), max_length=8, choices=Basis, default=Basis.CONSENT)
    at = models.DateTimeField(_("일시"))
    wording = models.ForeignKey(
        ConsentWording, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    source = models.CharField(_("받은 곳"), max_length=200)
    evidence = models.CharField(_("증빙"), max_length=500, blank=True)
    file = models.FileField(_("증빙 파일"), upload_to="consents/%Y/%m/", blank=True)
    recorded_at = models.DateTimeField(_("기록일시"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    import_id = models.BigIntegerField(null=True, blank=True, editable=False)

    objects = Ledger.as_manager()

    class Meta:
        verbose_name = _("동의")
        indexes = [
            models.Index(fields=["customer", "purpose", "-at"], name="consent_current"),
            models.Index(
                fields=["import_id"],
                name="consent_import",
                condition=models.Q(import_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.get_act_display()}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert only."""
        if self.pk:
            raise TypeError("The consent ledger is append-only.")
        super().save(*args, **options)
