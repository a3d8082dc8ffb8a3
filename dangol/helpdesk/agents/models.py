"""What people at the telephone do just now, and did before (F85)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field


class AgentState(models.Model):
    """What an agent at the telephone does just now; `call` is what they talk or write about."""

    class State(models.TextChoices):
        READY = "ready", _("대기")
        TALK = "talk", _("통화")
        AFTER = "after", _("후처리")
        BREAK = "break", _("휴식")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("상담원")
    )
    extension = models.CharField(_("내선"), max_length=20, blank=True)
    state = models.CharField(_("상태"), max_length=5, choices=State, default=State.BREAK)
    reason = code_field("break_reason", _("사유"))
    since = models.DateTimeField()
    call = models.ForeignKey(
        "helpdesk.Call", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("상담원 상태")
        constraints = [
            models.UniqueConstraint(
                fields=["extension"],
                condition=~models.Q(extension=""),
                name="agent_extension_once",
                violation_error_message=_("다른 상담원이 쓰는 내선입니다."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"


class AgentSpan(models.Model):
    """One stay of an agent in a state; `until` is written when it ends, nothing else ever."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    state = models.CharField(max_length=5, choices=AgentState.State)
    reason = code_field("break_reason", _("사유"), db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["since", "user"], name="agent_span_since")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state} {self.since:%Y-%m-%d %H:%M}"
