"""The outbox: one row for each act of sending, each message, each reaction."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet
from dangol.messaging.content import Content
from dangol.messaging.senders.models import Channel, Medium, Processor, SenderProfile


class Kind(models.TextChoices):
    """What the law takes a message for (정보통신망법 §50)."""

    AD = "ad", _("광고성")
    INFO = "info", _("정보성")
    TRANSACTION = "transaction", _("거래")


class Reason(models.TextChoices):
    """Why a message did not leave, or did not arrive."""

    NO_CONSENT = "no_consent", _("광고 수신 동의 없음")
    OPTED_OUT = "opted_out", _("수신 거부")
    TRADE_OVER = "trade_over", _("거래 종료 6개월 지남")
    RECONFIRM = "reconfirm", _("2년 재확인 안내 안 함")
    CHILD = "child", _("14세 미만, 법정대리인 확인 없음")
    DO_NOT_CALL = "do_not_call", _("두낫콜 등록")
    OVERSEAS = "overseas", _("국외 이전 동의 없음")
    NO_ADDRESS = "no_address", _("연락처 없음")
    BAD_ADDRESS = "bad_address", _("보낼 수 없는 연락처")
    CLOSED = "closed", _("반송된 연락처")
    COMPLAINED = "complained", _("스팸으로 신고한 연락처")
    TWICE = "twice", _("같은 연락처에 이미 보냄")
    HOUSEHOLD = "household", _("같은 세대에 이미 보냄")
    MISSING_FIELD = "missing_field", _("끼워 넣을 값 없음")
    TOO_LONG = "too_long", _("글자 수 넘침")
    UNENCODABLE = "unencodable", _("문자로 보낼 수 없는 글자")
    NIGHT = "night", _("밤 시간이라 08시를 기다림")
    WINDOW = "window", _("보내는 시간을 기다림")
    BUSY = "busy", _("잠시 뒤 다시 보냄")
    REJECTED = "rejected", _("상대 서버가 받지 않음")
    EXHAUSTED = "exhausted", _("여러 번 시도했으나 실패")
    BOUNCED = "bounced", _("반송")
    NO_KAKAO = "no_kakao", _("카카오톡으로 닿지 않음")
    NO_ANSWER = "no_answer", _("부재중")
    DECLINED = "declined", _("통화 거절")
    DOUBT = "doubt", _("보냈는지 알 수 없음")


class Outgoing(ScopedQuerySet):
    """Narrowed by who sent; what rules and notices sent is seen by those who see everything."""

    owner_field = "actor"
    noun = "message"


class Dispatch(models.Model):
    """One act of sending: the words, in whose name, to however many people.

    `source` names what it came from; the same source is one dispatch, however often it is sent.
    """

    class Status(models.TextChoices):
        RUNNING = "running", _("보내는 중")
        PAUSED = "paused", _("멈춤")
        DONE = "done", _("끝남")
        CANCELLED = "cancelled", _("취소")

    class Once(models.TextChoices):
        NONE = "", _("고객마다")
        ADDRESS = "address", _("같은 연락처에 한 번")
        HOUSEHOLD = "household", _("한 세대에 한 번")

    kind = models.CharField(_("성격"), max_length=11, choices=Kind)
    medium = models.CharField(_("매체"), max_length=5, choices=Medium)
    sender = models.ForeignKey(
        SenderProfile, models.PROTECT, related_name="dispatches", verbose_name=_("발신")
    )
    title = models.CharField(_("제목"), max_length=200)
    purpose = models.CharField(_("목적"), max_length=30, blank=True)
    content = models.JSONField(default=dict)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("보낸 사람"),
    )
    source = models.CharField(max_length=150, null=True, blank=True, unique=True)
    one_to_one = models.BooleanField(_("한 사람에게"), default=False)
    once = models.CharField(max_length=9, choices=Once, blank=True, default=Once.NONE)
    same_goods = models.BooleanField(_("거래한 것과 같은 종류의 상품"), default=False)
    track_opens = models.BooleanField(_("열람 기록"), default=False)
    track_clicks = models.BooleanField(_("클릭 기록"), default=False)
    words = models.JSONField(default=list, blank=True)
    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.RUNNING)
    pause_reason = models.CharField(max_length=300, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    not_before = models.DateTimeField(_("보낼 시각"), null=True, blank=True)
    created_at = models.DateTimeField(_("등록일시"))
    finished_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    objects = Outgoing.as_manager()

    class Meta:
        verbose_name = _("발송")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="dispatch_newest"),
            models.Index(
                fields=["sender", "id"], name="dispatch_open", condition=Q(status="running")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("messaging:dispatch_detail", args=[self.pk])

    @property
    def words_of(self) -> Content:
        """What it says."""
        return Content.read(self.content)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Message(models.Model):
    """One message to one recipient on one medium; a refused one stays, with its reason.

    `due_at` is when a worker may take it. `claim` names the batch that has taken it.
    """

    class Status(models.TextChoices):
        HELD = "held", _("보류")
        QUEUED = "queued", _("대기")
        SENDING = "sending", _("보내는 중")
        SENT = "sent", _("보냄")
        DELIVERED = "delivered", _("도착")
        FAILED = "failed", _("실패")
        REFUSED = "refused", _("막힘")
        UNCERTAIN = "uncertain", _("확인 필요")
        CANCELLED = "cancelled", _("취소")

    WAITING = (Status.HELD, Status.QUEUED)
    GONE = (Status.SENT, Status.DELIVERED)

    dispatch = models.ForeignKey(
        Dispatch, models.CASCADE, related_name="messages", db_index=False, verbose_name=_("발송")
    )
    customer = models.ForeignKey(
        "customers.Customer",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        db_index=False,
        verbose_name=_("고객"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("보낸 사람"),
    )
    medium = models.CharField(_("매체"), max_length=5, choices=Medium)
    address = models.CharField(_("받는 곳"), max_length=300, blank=True)
    status = models.CharField(_("상태"), max_length=9, choices=Status)
    reason = models.CharField(_("사유"), max_length=13, choices=Reason, blank=True)
    detail = models.CharField(_("자세한 내용"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("보낼 시각"))
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    size = models.CharField(_("요금 구분"), max_length=3, blank=True)
    values = models.JSONField(default=dict, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    processor = models.ForeignKey(
        Processor, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    sent_at = models.DateTimeField(_("보낸 시각"), null=True, blank=True)
    opened_at = models.DateTimeField(_("처음 연 시각"), null=True, blank=True)
    clicked_at = models.DateTimeField(_("처음 누른 시각"), null=True, blank=True)

    objects = Outgoing.as_manager()

    class Meta:
        verbose_name = _("메시지")
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "customer", "medium"],
                condition=Q(customer__isnull=False),
                name="message_once",
            ),
            models.UniqueConstraint(
                fields=["dispatch", "address", "medium"],
                condition=Q(customer__isnull=True),
                name="message_address_once",
            ),
        ]
        indexes = [
            models.Index(fields=["dispatch", "status"], name="message_status"),
            models.Index(
                fields=["dispatch", "due_at", "id"],
                condition=Q(status__in=["held", "queued"]),
                name="message_due",
            ),
            models.Index(fields=["customer", "-id"], name="message_customer"),
            models.Index(fields=["address", "dispatch"], name="message_address"),
            models.Index(
                fields=["provider_id"], name="message_provider", condition=~Q(provider_id="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_medium_display()} {self.get_status_display()}"

    def get_absolute_url(self) -> str:
        return reverse("messaging:message_detail", args=[self.pk])


class Batch(models.Model):
    """Messages a worker has taken; gone once their results are written.

    One that is left tells of a worker that died: its journal says how far it came.
    """

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="batches")
    journal = models.CharField(max_length=60)
    host = models.CharField(max_length=100)
    ids = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.journal


class Kept(models.Model):
    """What a local fake kept instead of letting it out."""

    message = models.OneToOneField(Message, models.CASCADE, related_name="kept")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:50]


class Link(models.Model):
    """One web address in a dispatch that is counted when followed."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="links", db_index=False)
    number = models.PositiveSmallIntegerField()
    url = models.CharField(max_length=2000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dispatch", "number"], name="link_once")]

    def __str__(self) -> str:
        return self.url


class Reaction(models.Model):
    """What came back on a message; `robot` marks what no person did."""

    class Kind(models.TextChoices):
        OPEN = "open", _("열람")
        CLICK = "click", _("클릭")
        REPLY = "reply", _("답장")
        BOUNCE = "bounce", _("반송")
        COMPLAINT = "complaint", _("스팸 신고")
        UNSUBSCRIBE = "unsubscribe", _("수신 거부")

    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions", db_index=False)
    kind = models.CharField(_("반응"), max_length=11, choices=Kind)
    at = models.DateTimeField(_("일시"))
    robot = models.BooleanField(_("기계"), default=False)
    link_number = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("반응")
        indexes = [
            models.Index(fields=["message", "kind"], name="reaction_message"),
            models.Index(
                fields=["kind", "at", "message"], name="reaction_at", condition=Q(robot=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
