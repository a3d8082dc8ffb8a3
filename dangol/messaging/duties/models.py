"""What the law wants told to customers by a day, and whether it was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Duty(models.Model):
    """One notice that is due: the result of an answer (§50⑦), or asking again (§50⑧)."""

    class Kind(models.TextChoices):
        RESULT = "result", _("처리 결과 통지(14일)")
        RECONFIRM = "reconfirm", _("2년마다 동의 확인")

    class Status(models.TextChoices):
        OPEN = "open", _("보낼 차례")
        SENDING = "sending", _("보내는 중")
        DONE = "done", _("알렸음")
        UNREACHABLE = "unreachable", _("연락처 없음")
        FAILED = "failed", _("닿지 않음")

    OPEN = (Status.OPEN, Status.SENDING, Status.UNREACHABLE, Status.FAILED)

    kind = models.CharField(_("의무"), max_length=9, choices=Kind)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="duties", verbose_name=_("고객")
    )
    consent = models.ForeignKey("customers.Consent", models.CASCADE, related_name="+")
    purpose = models.CharField(_("항목"), max_length=11)
    due_on = models.DateField(_("기한"))
    status = models.CharField(_("상태"), max_length=11, choices=Status, default=Status.OPEN)
    message = models.ForeignKey(
        "messaging.Message", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(_("알린 시각"), null=True, blank=True)

    class Meta:
        verbose_name = _("통지 의무")
        constraints = [
            models.UniqueConstraint(fields=["kind", "consent", "due_on"], name="duty_once")
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="duty_open", condition=~Q(status="done"))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"
