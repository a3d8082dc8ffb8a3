"""Mails, their threads, their files, and what the office notes beside them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Scope
from dangol.kit.models import Record
from dangol.messaging.mailboxes.models import MailAccount


class ThreadQuerySet(models.QuerySet[Any]):
    """Threads by who may read them."""

    def visible_to(self, user: Any, verb: str = "view") -> "ThreadQuerySet":
        """Of one's accounts, given to one, or shown to the team by a colleague in reach."""
        scope = user.scope_of(f"messaging.{verb}_mail")
        if scope is None:
            return self.none()
        accounts = list(MailAccount.objects.visible_to(user, verb).values_list("pk", flat=True))
        seen = Q(account__in=accounts) | Q(assignee=user) | Q(owner=user)
        shown = Q(is_shown=True)
        if scope == Scope.ALL:
            seen |= shown
        elif scope != Scope.OWN:
            seen |= shown & Q(owner__in=user.colleague_ids(scope))
        return self.filter(seen)


class MailThread(models.Model):
    """Mails that answer each other, as one conversation in one account.

    `owner` is whose personal mail it is, None in a shared account; `is_shown` lets colleagues see
    a personal one. What can be counted is kept here, so that a list reads one row per thread.
    """

    account = models.ForeignKey(MailAccount, models.CASCADE, related_name="threads", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    is_shown = models.BooleanField(_("팀에 보이기"), default=False)
    subject = models.CharField(_("제목"), max_length=500, blank=True)
    subject_key = models.CharField(max_length=200, blank=True)
    person = models.CharField(_("상대"), max_length=200, blank=True)
    email = models.CharField(_("상대 주소"), max_length=254, blank=True)
    snippet = models.CharField(max_length=200, blank=True)
    customer = models.ForeignKey(
        "customers.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("고객"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("맡은 사람"),
    )
    mail_count = models.PositiveIntegerField(default=0)
    has_files = models.BooleanField(default=False)
    is_unread = models.BooleanField(_("안 읽음"), default=True)
    is_archived = models.BooleanField(default=False)
    is_answered = models.BooleanField(default=False)
    last_at = models.DateTimeField()

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("메일 대화")
        indexes = [
            models.Index(
                fields=["account", "is_archived", "-last_at", "-id"], name="thread_newest"
            ),
            models.Index(fields=["is_archived", "-last_at", "-id"], name="thread_all_newest"),
            models.Index(
                fields=["account", "-last_at"],
                condition=Q(is_unread=True, is_archived=False),
                name="thread_unread",
            ),
            models.Index(
                fields=["assignee", "-last_at"],
                condition=Q(assignee__isnull=False),
                name="thread_assigned",
            ),
            models.Index(fields=["owner", "-last_at"], name="thread_owner"),
            models.Index(fields=["account", "subject_key", "-last_at"], name="thread_subject"),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("messaging:thread_detail", args=[self.pk])


class ThreadCustomer(models.Model):
    """A customer a thread belongs to; the customer page lists threads by it."""

    thread = models.ForeignKey(MailThread, models.CASCADE, related_name="links", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="mail_links", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "customer"], name="thread_customer_once")
        ]
        indexes = [models.Index(fields=["customer", "-thread"], name="thread_customer")]

    def __str__(self) -> str:
        return f"{self.thread_id}-{self.customer_id}"


class ThreadIdentifier(models.Model):
    """The identifier of a mail of the thread or of one it answers; who names it, joins."""

    account = models.ForeignKey(MailAccount, models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(MailThread, models.CASCADE, related_name="identifiers")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="thread_identifier_once")
        ]

    def __str__(self) -> str:
        return self.key


class StoredFile(models.Model):
    """The bytes of a file, kept once however often it came; named by their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=120)
    file = models.FileField(upload_to="mail/%Y/%m/", max_length=200)

    def __str__(self) -> str:
        return self.sha256


class Mail(models.Model):
    """One mail of a thread, as it is shown: resident numbers are masked in `text` (PI-05)."""

    class Direction(models.TextChoices):
        IN = "in", _("받음")
        OUT = "out", _("보냄")

    class Kind(models.TextChoices):
        LETTER = "letter", _("메일")
        AUTOMATIC = "automatic", _("자동 회신")
        BOUNCE = "bounce", _("반송 알림")
        DELAY = "delay", _("배달 지연 알림")
        RECEIPT = "receipt", _("수신 확인")
        COMPLAINT = "complaint", _("스팸 신고")
        COPY = "copy", _("숨은참조")

    account = models.ForeignKey(MailAccount, models.CASCADE, related_name="mails", db_index=False)
    thread = models.ForeignKey(MailThread, models.CASCADE, related_name="mails", db_index=False)
    direction = models.CharField(max_length=3, choices=Direction)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.LETTER)
    fingerprint = models.CharField(max_length=64)
    identifier = models.CharField(max_length=900, blank=True)
    references = models.JSONField(default=list, blank=True)
    message = models.ForeignKey(
        "messaging.Message", models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sender_name = models.CharField(max_length=200, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    to = models.JSONField(default=list, blank=True)
    cc = models.JSONField(default=list, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    page = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    raw = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    shows_page = models.BooleanField(default=False)
    remote_images = models.PositiveSmallIntegerField(default=0)
    large_files = models.JSONField(default=list, blank=True)
    forwarded = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True)
    has_resident_number = models.BooleanField(default=False)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    class Meta:
        verbose_name = _("메일")
        constraints = [models.UniqueConstraint(fields=["account", "fingerprint"], name="mail_once")]
        indexes = [
            models.Index(fields=["thread", "at", "id"], name="mail_thread"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def sender(self) -> str:
        return self.sender_name or self.sender_email

    @property
    def is_mine(self) -> bool:
        return self.direction == self.Direction.OUT


class MailFile(models.Model):
    """One file of one mail."""

    mail = models.ForeignKey(Mail, models.CASCADE, related_name="files")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="uses")
    name = models.CharField(max_length=150)
    content_id = models.CharField(max_length=300, blank=True)
    is_inline = models.BooleanField(default=False)
    is_risky = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class MailNote(Record):
    """What staff write to each other beside a thread; never sent."""

    thread = models.ForeignKey(MailThread, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("메모"), max_length=5_000)

    class Meta:
        verbose_name = _("내부 메모")

    def __str__(self) -> str:
        return self.text[:50]


class MailDraft(models.Model):
    """What somebody is writing and has not sent; one for each thread and person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    thread = models.ForeignKey(MailThread, models.CASCADE, null=True, related_name="drafts")
    mode = models.CharField(max_length=7, default="reply")
    to = models.TextField(blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "thread"], name="draft_once"),
            models.UniqueConstraint(
                fields=["user"], condition=Q(thread=None), name="draft_new_once"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
