"""Calls: who rang whom, who answered, how long one waited and talked (F84, F85)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import Scope


class CallQuerySet(models.QuerySet[Any]):
    """Calls by who may see them."""

    def visible_to(self, user: Any, verb: str = "view") -> "CallQuerySet":
        """One's own and those nobody took; a wider scope adds those of colleagues."""
        scope = user.scope_of(f"helpdesk.{verb}_call")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        seen = Q(agent=user) | Q(agent=None)
        if scope != Scope.OWN:
            seen |= Q(agent__in=user.colleague_ids(scope))
        return self.filter(seen)


class Call(models.Model):
    """One call. `key` is the telephone system's own name of it; moments are as far as known.

    Whatever order its events come in, and however often, the row says the same: each event fills
    its own columns, and the outcome follows from which are filled.
    """

    class Direction(models.TextChoices):
        IN = "in", _("수신")
        OUT = "out", _("발신")

    class Outcome(models.TextChoices):
        RINGING = "ringing", _("울림")
        TALKING = "talking", _("통화 중")
        ANSWERED = "answered", _("받음")
        ABANDONED = "abandoned", _("끊음")
        PHANTOM = "phantom", _("잘못 걸림")

    key = models.CharField(max_length=100, unique=True)
    direction = models.CharField(_("방향"), max_length=3, choices=Direction, default=Direction.IN)
    number = models.CharField(_("번호"), max_length=20, blank=True)
    queue = models.CharField(_("대기열"), max_length=50, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("고객"),
    )  # fmt: skip
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("받은 사람"),
    )  # fmt: skip
    server = models.CharField(_("내선"), max_length=50, blank=True)
    outcome = models.CharField(_("결과"), max_length=9, choices=Outcome, default=Outcome.RINGING)
    started_at = models.DateTimeField(_("걸려 온 때"))
    answered_at = models.DateTimeField(_("받은 때"), null=True, blank=True)
    ended_at = models.DateTimeField(_("끝난 때"), null=True, blank=True)
    wait_seconds = models.PositiveIntegerField(_("기다림(초)"), default=0)
    talk_seconds = models.PositiveIntegerField(_("통화(초)"), default=0)
    transferred_to = models.CharField(_("돌려 준 곳"), max_length=50, blank=True)
    recording_url = models.URLField(_("녹음"), max_length=500, blank=True)
    note = models.TextField(_("메모"), blank=True, max_length=5_000)
    ticket = models.ForeignKey(
        "helpdesk.Ticket", models.SET_NULL, null=True, blank=True, related_name="calls"
    )
    search = models.TextField(default="", blank=True, editable=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("통화")
        indexes = [
            models.Index(fields=["-started_at", "-id", "agent"], name="call_newest"),
            models.Index(fields=["customer", "-started_at"], name="call_customer"),
            models.Index(fields=["agent", "-started_at"], name="call_agent"),
            models.Index(fields=["number", "-started_at"], name="call_number"),
        ]

    def __str__(self) -> str:
        return self.number or self.key

    def get_absolute_url(self) -> str:
        return reverse("helpdesk:call_detail", args=[self.pk])


class AgentState(models.Model):
    """What an agent at the telephone does just now."""

    class State(models.TextChoices):
        READY = "ready", _("대기")
        TALK = "talk", _("통화")
        AFTER = "after", _("후처리")
        BREAK = "break", _("휴식")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    state = models.CharField(_("상태"), max_length=5, choices=State, default=State.BREAK)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"
