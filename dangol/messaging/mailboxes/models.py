"""Mail accounts the office reads, and how far each of their folders has been read."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class AccountQuerySet(models.QuerySet[Any]):
    """Accounts by who may read what is in them."""

    def visible_to(self, user: Any, verb: str = "view") -> "AccountQuerySet":
        """One's own, and the shared ones of one's department or of nobody in particular."""
        if user.scope_of(f"messaging.{verb}_mail") is None:
            return self.none()
        open_to = Q(departments=None) | Q(departments=user.department_id or 0)
        kept = self.filter(removed_at=None)
        return kept.filter(Q(owner=user) | Q(owner=None) & open_to).distinct()


class MailAccount(Record):
    """One mailbox on an IMAP server. With an owner it is personal, without one shared.

    With `removed_at` nobody sees it any more, and a job deletes what was read from it.
    """

    class Security(models.TextChoices):
        SSL = "ssl", _("SSL/TLS (993)")
        STARTTLS = "starttls", _("STARTTLS (143)")
        NONE = "none", _("암호화 없음")

    class Status(models.TextChoices):
        NEW = "new", _("아직 읽지 않음")
        OK = "ok", _("정상")
        ERROR = "error", _("오류")

    name = models.CharField(_("이름"), max_length=60)
    email = models.EmailField(_("메일 주소"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="mail_accounts",
        verbose_name=_("주인"),
    )
    departments = models.ManyToManyField(
        "accounts.Department", blank=True, related_name="+", verbose_name=_("볼 수 있는 부서")
    )
    shares_with_team = models.BooleanField(_("팀에 보이기"), default=False)
    provider = models.CharField(max_length=20, blank=True)
    host = models.CharField(_("IMAP 서버"), max_length=200)
    port = models.PositiveIntegerField(_("포트"), default=993)
    security = models.CharField(
        _("보안 연결"), max_length=8, choices=Security, default=Security.SSL
    )
    username = models.CharField(_("아이디"), max_length=200)
    secret = models.TextField(default="", blank=True, editable=False)
    since_on = models.DateField(_("이날 온 메일부터"))
    takes_copies = models.BooleanField(_("숨은참조 주소로 쓰기"), default=False)
    is_active = models.BooleanField(_("읽기"), default=True)
    status = models.CharField(
        _("상태"), max_length=5, choices=Status, default=Status.NEW, editable=False
    )
    problem = models.CharField(max_length=300, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("메일 계정")
        constraints = [
            models.UniqueConstraint(
                fields=["host", "username"],
                condition=Q(removed_at=None),
                name="mail_account_once",
                violation_error_message=_("이미 등록한 메일 계정입니다."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("messaging:account_detail", args=[self.pk])

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None


class MailFolder(models.Model):
    """One folder of an account and the last mail read in it (RFC 3501 §2.3.1.1)."""

    account = models.ForeignKey(MailAccount, models.CASCADE, related_name="folders")
    name = models.CharField(_("폴더"), max_length=300)
    is_sent = models.BooleanField(_("보낸 메일"), default=False)
    is_chosen = models.BooleanField(_("읽기"), default=False)
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="mail_folder_once")]

    def __str__(self) -> str:
        return self.name
