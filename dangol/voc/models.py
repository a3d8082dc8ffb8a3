"""VOC: what customers said of their own accord, and what the company did about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.helpdesk.models import Ticket
from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record

USER = settings.AUTH_USER_MODEL


class Channel(models.TextChoices):
    """Where it was said: the channels of tickets, and answers to surveys."""

    PHONE = "phone", _("전화")
    EMAIL = "email", _("메일")
    CHAT = "chat", _("채팅")
    WEB = "web", _("웹 양식")
    SMS = "sms", _("문자")
    SNS = "sns", _("SNS")
    VISIT = "visit", _("방문")
    FAX = "fax", _("팩스")
    POST = "post", _("우편")
    SURVEY = "survey", _("설문")


class Improvement(Record):
    """개선과제: what the company changes because of what was said, until those who spoke know."""

    class State(models.TextChoices):
        PLANNED = "planned", _("계획")
        DOING = "doing", _("진행")
        DONE = "done", _("완료")
        DROPPED = "dropped", _("하지 않음")

    title = models.CharField(_("과제"), max_length=200)
    text = models.TextField(_("무엇을 어떻게"), blank=True, max_length=5_000)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("담당"))
    due_on = models.DateField(_("기한"), null=True, blank=True)
    state = models.CharField(_("상태"), max_length=7, choices=State, default=State.PLANNED)
    result = models.TextField(_("결과"), blank=True, max_length=5_000)
    done_at = models.DateTimeField(_("완료일시"), null=True, blank=True, editable=False)
    told_on = models.DateField(null=True, blank=True, editable=False)
    dispatch = models.ForeignKey(
        "messaging.Dispatch", models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("개선과제")
        constraints = [
            models.CheckConstraint(
                name="improvement_done_has_moment", condition=~Q(state="done", done_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_on", "-id"], name="improvement_due"),
            models.Index(fields=["owner", "-id"], name="improvement_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("voc:improvement_detail", args=[self.pk])


class Voice(Record):
    """One thing one customer said; `guess` and `confidence` are what we took it for at first.

    Jobs propose voices; only accepted ones are counted. `learned` and `learned_cause` are what the
    classifier was told about it, so that a correction takes that back. Somebody without an owner's
    rights on it does not see it; one nobody owns is for those who see all.
    """

    class Kind(models.TextChoices):
        INQUIRY = "inquiry", _("문의")
        COMPLAINT = "complaint", _("불만")
        PRAISE = "praise", _("칭찬")
        PROPOSAL = "proposal", _("제안")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("확인 전")
        ACCEPTED = "accepted", _("등록")
        DISMISSED = "dismissed", _("제외")

    kind = models.CharField(_("구분"), max_length=9, choices=Kind)
    state = models.CharField(_("상태"), max_length=9, choices=State, default=State.ACCEPTED)
    text = models.TextField(_("말씀"), max_length=5_000)
    product = models.ForeignKey(
        "catalog.Product", models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("상품"),
    )  # fmt: skip
    cause = code_field("voc_cause", _("원인"), db_index=False)
    severity = models.PositiveSmallIntegerField(
        _("심각도"), choices=Ticket.Severity, default=Ticket.Severity.NONE
    )
    channel = models.CharField(_("채널"), max_length=6, choices=Channel, default=Channel.PHONE)
    customer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="voices",
        db_index=False, verbose_name=_("고객"),
    )  # fmt: skip
    writer = models.CharField(_("말한 사람"), max_length=200, blank=True)
    occurred_at = models.DateTimeField(_("말한 때"), default=timezone.now)
    owner = models.ForeignKey(
        USER, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip
    guess = models.CharField(max_length=9, choices=Kind, blank=True, editable=False)
    confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    learned = models.CharField(max_length=9, blank=True, editable=False)
    learned_cause = models.BigIntegerField(null=True, editable=False)
    keywords = models.JSONField(_("키워드"), default=list, blank=True, editable=False)
    read_by = models.CharField(max_length=5, default="plain", editable=False)
    has_reach = models.BooleanField(_("영향력"), default=False)
    priority = models.PositiveSmallIntegerField(_("먼저 볼 차례"), default=0, editable=False)
    improvement = models.ForeignKey(
        Improvement, models.SET_NULL, null=True, blank=True, related_name="voices",
        verbose_name=_("개선과제"),
    )  # fmt: skip
    source = models.CharField(max_length=60, null=True, blank=True, unique=True, editable=False)
    search = models.TextField(default="", blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("VOC")
        indexes = [
            models.Index(
                fields=["-priority", "occurred_at", "id"],
                condition=Q(state="proposed"),
                name="voice_triage",
            ),
            # holds what the trend counts, so that it reads no text
            models.Index(
                fields=[
                    "-occurred_at",
                    "-id",
                    "owner",
                    "state",
                    "kind",
                    "has_reach",
                    "cause",
                    "product",
                    "channel",
                    "severity",
                ],
                name="voice_newest",
            ),
            models.Index(fields=["owner", "state", "-occurred_at", "-id"], name="voice_owner"),
            models.Index(fields=["customer", "-id"], name="voice_customer"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return reverse("voc:voice_detail", args=[self.pk])

    @property
    def who(self) -> str:
        """Who said it, as far as one knows."""
        return self.customer.name if self.customer else self.writer


class VoiceWord(models.Model):
    """A word a voice is about, once; rising words are counted by it."""

    voice = models.ForeignKey(Voice, models.CASCADE, related_name="words", db_index=False)
    word = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voice", "word"], name="voice_word_once")]
        indexes = [
            models.Index(fields=["word", "voice"], name="voice_word_voices"),
        ]

    def __str__(self) -> str:
        return self.word


class MonthSum(models.Model):
    """How many accepted voices of a kind a month had, by one value of one way to divide them.

    `key` is the value as text, "" for none; a word is a way too. Only voices of everybody are
    summed up: who sees less has fewer to count.
    """

    month = models.DateField()
    way = models.CharField(max_length=10)
    key = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=9, choices=Voice.Kind)
    count = models.PositiveIntegerField()
    reach = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["way", "month", "key", "kind"], name="voice_sum_once")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.way} {self.key} {self.kind} {self.count}"


class CountedMonth(models.Model):
    """A month whose sums stand; a second row of it (`is_stale`) says that they no longer do."""

    month = models.DateField(db_index=True)
    is_stale = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.month)


class Sign(models.Model):
    """In how many texts of a label (`kind:praise`, `cause:7`) a feature stood."""

    feature = models.CharField(max_length=40)
    label = models.CharField(max_length=30)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feature", "label"], name="sign_once")]

    def __str__(self) -> str:
        return f"{self.feature} {self.label} {self.count}"


class LabelTotal(models.Model):
    """How many texts of a label were learned, and how many features they had together."""

    label = models.CharField(max_length=30, unique=True)
    texts = models.IntegerField(default=0)
    features = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.label} {self.texts}"


class IgnoredWord(models.Model):
    """A word nobody wants to count."""

    word = models.CharField(max_length=30, unique=True)

    class Meta:
        verbose_name = _("세지 않는 낱말")

    def __str__(self) -> str:
        return self.word
