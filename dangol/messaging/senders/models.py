"""In whose name messages leave, over which channels, and who carries them for us."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class Medium(models.TextChoices):
    """How a message travels; consent is given for each by itself (정보통신망법 §50①)."""

    EMAIL = "email", _("이메일")
    SMS = "sms", _("문자")
    KAKAO = "kakao", _("카카오 알림톡")
    POST = "post", _("우편(DM)")
    FAX = "fax", _("팩스")
    VOICE = "voice", _("전화(TM)")


class Processor(Record):
    """Who carries messages for us (수탁자): published under §26, with its country under §28의8."""

    class Basis(models.TextChoices):
        DISCLOSURE = "disclosure", _("처리방침에 공개(계약 이행에 필요한 위탁)")
        CONSENT = "consent", _("고객마다 국외 이전 동의")

    name = models.CharField(_("수탁자"), max_length=100)
    task = models.CharField(_("맡긴 일"), max_length=200)
    country = models.CharField(_("나라"), max_length=2, default="KR")
    recipient = models.CharField(_("이전받는 자의 연락처"), max_length=200, blank=True)
    items = models.CharField(_("이전하는 항목"), max_length=200, blank=True)
    period = models.CharField(_("보유·이용 기간"), max_length=100, blank=True)
    basis = models.CharField(
        _("국외 이전 근거"), max_length=10, choices=Basis, default=Basis.DISCLOSURE
    )
    certificate = models.CharField(_("전송자격인증 번호"), max_length=50, blank=True)
    published_on = models.DateField(_("처리방침 공개일"), null=True, blank=True)

    class Meta:
        verbose_name = _("수탁자")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="processor_once",
                violation_error_message=_("이미 적은 수탁자입니다."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_abroad(self) -> bool:
        return self.country != "KR"


class SenderProfile(Record):
    """Who a message is from: everything the law wants said in an advertisement (§50④)."""

    name = models.CharField(
        _("전송자 명칭"), max_length=60, help_text=_("광고 첫머리에 나오는 이름입니다.")
    )
    phone = models.CharField(_("연락처"), max_length=20, help_text=_("발신번호로도 쓰입니다."))
    optout_number = models.CharField(
        _("무료수신거부 번호"), max_length=20, blank=True, help_text=_("080으로 시작하는 번호")
    )
    email = models.EmailField(_("보내는 이메일"), blank=True)
    address = models.CharField(_("주소"), max_length=200, blank=True)
    is_active = models.BooleanField(_("사용"), default=True)
    is_default = models.BooleanField(_("기본"), default=False, editable=False)

    class Meta:
        verbose_name = _("발신 프로필")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="sender_one_default",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("messaging:sender_detail", args=[self.pk])


class Channel(Record):
    """How one sender reaches people on one medium: the adapter, its settings and its pace."""

    sender = models.ForeignKey(SenderProfile, models.PROTECT, related_name="channels")
    medium = models.CharField(_("매체"), max_length=5, choices=Medium)
    adapter = models.CharField(_("연결 방식"), max_length=20, default="fake")
    settings = models.JSONField(default=dict, blank=True)
    secret = models.TextField(default="", blank=True, editable=False)
    processor = models.ForeignKey(
        Processor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="channels",
        verbose_name=_("수탁자"),
    )
    per_minute = models.PositiveIntegerField(_("분당 최대 건수"), default=0)
    opens_at = models.TimeField(_("보내기 시작"), null=True, blank=True)
    closes_at = models.TimeField(_("보내기 끝"), null=True, blank=True)
    is_paused = models.BooleanField(_("멈춤"), default=False, editable=False)
    pause_reason = models.CharField(max_length=300, blank=True, editable=False)
    troubles = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("채널")
        constraints = [
            models.UniqueConstraint(fields=["sender", "medium"], name="channel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.get_medium_display()}"

    @property
    def is_live(self) -> bool:
        """Whether anything really leaves the house."""
        return self.adapter != "fake"


class ClosedAddress(models.Model):
    """An address nothing is sent to any more: it bounced, complained, refused or is 두낫콜.

    `is_total` ones take nothing at all, the others no advertisements.
    """

    class Why(models.TextChoices):
        BOUNCED = "bounced", _("반송")
        COMPLAINED = "complained", _("스팸 신고")
        UNSUBSCRIBED = "unsubscribed", _("수신 거부")
        DO_NOT_CALL = "do_not_call", _("두낫콜")

    medium = models.CharField(_("매체"), max_length=5, choices=Medium)
    address = models.CharField(_("주소·번호"), max_length=254)
    why = models.CharField(_("사유"), max_length=12, choices=Why)
    is_total = models.BooleanField(default=False)
    note = models.CharField(_("내용"), max_length=300, blank=True)
    at = models.DateTimeField(_("일시"))

    class Meta:
        verbose_name = _("차단한 연락처")
        constraints = [
            models.UniqueConstraint(
                fields=["medium", "address", "why"], name="closed_address_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.get_why_display()}"


class DoNotCallCheck(Record):
    """One comparison of our telephone numbers with 두낫콜 (방문판매법 §42); due every month."""

    checked_on = models.DateField(_("대조한 날"))
    found = models.PositiveIntegerField(_("걸린 번호"), default=0)
    note = models.CharField(_("메모"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("두낫콜 대조")
        indexes = [models.Index(fields=["-checked_on"], name="do_not_call_checked")]

    def __str__(self) -> str:
        return f"{self.checked_on}"
