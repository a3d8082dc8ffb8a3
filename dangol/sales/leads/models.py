"""People who may become customers: where they came from, who takes care, what became of them."""

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record


class LeadForm(Record):
    """A form strangers fill in on our web site; `key` is its public address."""

    name = models.CharField(_("이름"), max_length=100, unique=True)
    key = models.CharField(max_length=32, unique=True, editable=False)
    intro = models.CharField(_("안내 문구"), max_length=300, blank=True)
    thanks = models.CharField(_("보낸 뒤 문구"), max_length=300, blank=True)
    privacy = models.TextField(
        _("개인정보 수집·이용 안내"),
        help_text=_("항목, 목적, 보유 기간을 적습니다(개인정보 보호법 제15조)."),
    )
    source = code_field("source", _("유입 경로"))
    asks_email_consent = models.BooleanField(_("이메일 광고 수신 동의도 묻기"), default=False)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("웹 양식")

    def __str__(self) -> str:
        return self.name


class LeadMailbox(Record):
    """A shared mail account whose first mails from strangers become leads."""

    account = models.OneToOneField(
        "messaging.MailAccount", models.CASCADE, related_name="+", verbose_name=_("메일 계정")
    )
    source = code_field("source", _("유입 경로"), db_index=False)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("가망고객 메일함")

    def __str__(self) -> str:
        return str(self.account)


class Lead(Record):
    """Somebody who asked or was named to us, until they become a customer or are let go."""

    class Status(models.TextChoices):
        NEW = "new", _("접수")
        GIVEN = "given", _("배정")
        ACCEPTED = "accepted", _("수락")
        RETURNED = "returned", _("반려")
        CONVERTED = "converted", _("전환")
        DROPPED = "dropped", _("종료")

    class Way(models.TextChoices):
        WEB = "web", _("웹 양식")
        CALL = "call", _("콜센터")
        REFERRAL = "referral", _("소개")
        MAIL = "mail", _("메일")
        IMPORT = "import", _("가져오기")
        PARTNER = "partner", _("제휴")
        HAND = "hand", _("직접 등록")

    name = models.CharField(_("이름"), max_length=100)
    company = models.CharField(_("회사"), max_length=200, blank=True)
    phone = models.CharField(_("전화"), max_length=30, blank=True)
    email = models.EmailField(_("이메일"), blank=True)
    region = models.CharField(_("지역"), max_length=40, blank=True)
    text = models.TextField(_("문의 내용"), blank=True)
    way = models.CharField(_("접수 방법"), max_length=8, choices=Way, default=Way.HAND)
    source = code_field("source", _("유입 경로"), db_index=False)
    form = models.ForeignKey(
        LeadForm, models.PROTECT, null=True, blank=True, related_name="leads", db_index=False
    )
    thread = models.OneToOneField(
        "messaging.MailThread", models.SET_NULL, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("메일"),
    )  # fmt: skip
    partner = models.CharField(_("제휴처"), max_length=100, blank=True)
    referrer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("소개한 고객"),
    )  # fmt: skip
    utm = models.JSONField(_("광고 꼬리표"), default=dict, blank=True)
    agreed = models.JSONField(default=dict, blank=True, editable=False)

    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="leads",
        db_index=False, verbose_name=_("담당"),
    )  # fmt: skip
    brief = models.CharField(_("전달 사항"), max_length=500, blank=True)
    reason = models.CharField(_("반려·종료 사유"), max_length=300, blank=True)
    received_at = models.DateTimeField(_("접수 일시"), default=timezone.now)
    given_at = models.DateTimeField(_("배정 일시"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("첫 수락"), null=True, blank=True)
    touched_at = models.DateTimeField(_("첫 응대"), null=True, blank=True)
    ended_at = models.DateTimeField(_("끝난 일시"), null=True, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="leads",
        verbose_name=_("고객"),
    )  # fmt: skip
    deal = models.ForeignKey(
        "sales.Deal", models.SET_NULL, null=True, blank=True, related_name="leads",
        verbose_name=_("거래"),
    )  # fmt: skip
    score = models.PositiveSmallIntegerField(_("점수"), null=True, blank=True)
    learned = models.CharField(max_length=4, blank=True, editable=False)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("가망고객")
        indexes = [
            models.Index(fields=["status", "-received_at"], name="lead_status"),
            models.Index(fields=["owner", "status", "-id"], name="lead_owner"),
            models.Index(fields=["-received_at", "-id"], name="lead_received"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.company})" if self.company else self.name

    def get_absolute_url(self) -> str:
        return reverse("sales:lead_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status not in (self.Status.CONVERTED, self.Status.DROPPED)

    def waited(self, now: Any) -> int:
        """Minutes from receipt to the first touch, or until now."""
        return int(((self.touched_at or now) - self.received_at).total_seconds()) // 60


class HandoffQuerySet(ScopedQuerySet):
    """Hand-offs, narrowed by who the lead was handed to."""

    noun = "lead"


class LeadHandoff(Record):
    """One time a lead was handed to somebody, and what they answered (F40).

    Who accepted may still send it back: both moments are kept. What was answered before this was
    kept may lack its moment.
    """

    class Answer(models.TextChoices):
        WAITING = "waiting", _("기다림")
        ACCEPTED = "accepted", _("수락")
        RETURNED = "returned", _("반려")
        MOVED = "moved", _("다시 배정")
        ENDED = "ended", _("답 없이 종료")

    lead = models.ForeignKey(
        Lead, models.CASCADE, related_name="handoffs", verbose_name=_("가망고객")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False,
        verbose_name=_("받은 사람"),
    )  # fmt: skip
    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("배정한 사람"),
    )  # fmt: skip
    given_at = models.DateTimeField(_("배정 일시"))
    answer = models.CharField(_("답"), max_length=8, choices=Answer, default=Answer.WAITING)
    accepted_at = models.DateTimeField(_("수락 일시"), null=True, blank=True)
    returned_at = models.DateTimeField(_("반려 일시"), null=True, blank=True)
    reason = models.CharField(_("반려 사유"), max_length=300, blank=True)

    objects = HandoffQuerySet.as_manager()

    class Meta:
        verbose_name = _("가망고객 배정")
        constraints = [
            models.CheckConstraint(
                name="lead_handoff_waits",
                condition=~Q(answer="waiting") | Q(accepted_at=None, returned_at=None),
            )
        ]
        indexes = [
            models.Index(fields=["-given_at", "-id", "owner", "answer"], name="lead_handoff_day"),
            models.Index(fields=["owner", "-given_at", "-id"], name="lead_handoff_owner"),
        ]

    def __str__(self) -> str:
        return str(self.lead)

    def get_absolute_url(self) -> str:
        return reverse("sales:handoff_open", args=[self.pk])

    def minutes(self, now: Any) -> int | None:
        """Whole minutes from hand-off to its acceptance, or until now while it waits."""
        until = now if self.answer == self.Answer.WAITING else self.accepted_at
        if until is None:
            return None
        return max(0, int((until - self.given_at).total_seconds()) // 60)


class LeadRule(Record):
    """Who gets leads like these: the first rule that fits and has somebody with room."""

    name = models.CharField(_("이름"), max_length=100, unique=True)
    order = models.PositiveIntegerField(_("순서"), default=0)
    region = models.CharField(
        _("지역"), max_length=40, blank=True, help_text=_("예: 부산. 비우면 어디든.")
    )
    way = models.CharField(_("접수 방법"), max_length=8, choices=Lead.Way, blank=True)
    source = code_field("source", _("유입 경로"))
    least_score = models.PositiveSmallIntegerField(_("최소 점수"), null=True, blank=True)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name=_("받는 사람")
    )
    by_territory = models.BooleanField(
        _("권역대로"), default=False, help_text=_("가망고객의 지역을 맡은 권역의 사람이 받습니다.")
    )
    most_open = models.PositiveIntegerField(
        _("한 사람이 쥘 수 있는 수"), default=20, validators=[MinValueValidator(1)],
        help_text=_("이만큼 열린 가망고객을 쥔 사람은 건너뜁니다."),
    )  # fmt: skip
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("배정 규칙")

    def __str__(self) -> str:
        return self.name


class LeadTally(models.Model):
    """How many won and lost leads had one feature: what the score has learned (naive Bayes)."""

    feature = models.CharField(max_length=120, unique=True)
    won = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lead_tally_counts", condition=Q(won__gte=0) & Q(lost__gte=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.feature}: {self.won}/{self.lost}"
