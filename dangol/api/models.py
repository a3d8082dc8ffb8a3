from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class KeptAnswer(models.Model):
    """The answer to a write that came with an `Idempotency-Key`; kept for a day."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    at = models.DateTimeField(_("일시"), auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return self.key


class Webhook(Record):
    """An address of another system that is told what happens here."""

    name = models.CharField(_("이름"), max_length=100)
    url = models.CharField(_("받는 주소"), max_length=500)
    secret = models.CharField(_("서명 키"), max_length=64, editable=False)
    events = models.JSONField(_("알릴 일"), default=list)
    is_active = models.BooleanField(_("사용"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("만든 사람")
    )
    failing_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("웹훅")

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event on its way to one address: ids and a link, never personal data."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("대기")
        DONE = "done", _("성공")
        FAILED = "failed", _("실패")

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", db_index=False)
    event = models.CharField(_("일"), max_length=100)
    payload = models.JSONField()
    created_at = models.DateTimeField(_("일시"), auto_now_add=True, db_index=True)
    status = models.CharField(_("상태"), max_length=7, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    next_at = models.DateTimeField(_("다음 시도"), null=True)
    code = models.PositiveSmallIntegerField(_("응답"), null=True)
    duration_ms = models.PositiveIntegerField(_("걸린 시간"), null=True)
    problem = models.CharField(_("문제"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["webhook", "-id"], name="delivery_of_webhook")]

    def __str__(self) -> str:
        return f"{self.event} {self.status}"
