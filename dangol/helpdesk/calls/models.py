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

    `line` is the telephone system that told of it. `is_unheard` calls ended while nobody listened:
    when is not known, and how long they lasted only at most. Its events are kept beside it and the
    row is what they say together, sorted by their moments: in whatever order and however often they
    come, the row says the same.
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
        FAILED = "failed", _("걸지 못함")

    key = models.CharField(max_length=100, unique=True)
    line = models.ForeignKey(
        "helpdesk.PhoneSystem", models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, editable=False, verbose_name=_("교환기"),
    )  # fmt: skip
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
    hold_seconds = models.PositiveIntegerField(_("보류(초)"), default=0)
    after_seconds = models.PositiveIntegerField(_("후처리(초)"), default=0)
    transferred_to = models.CharField(_("돌려 준 곳"), max_length=50, blank=True)
    recording_url = models.URLField(_("녹음"), max_length=500, blank=True)
    is_unheard = models.BooleanField(_("끝을 듣지 못함"), default=False, editable=False)
    problem = models.CharField(_("걸지 못한 까닭"), max_length=200, blank=True)
    note = models.TextField(_("메모"), blank=True, max_length=5_000)
    answers = models.JSONField(_("대본의 답"), default=dict, blank=True)
    is_told = models.BooleanField(default=False, editable=False)
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
            models.Index(
                fields=["line", "key"],
                condition=Q(outcome__in=["ringing", "talking"]),
                name="call_unended",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.key

    def get_absolute_url(self) -> str:
        return reverse("helpdesk:call_detail", args=[self.pk])


class CallEvent(models.Model):
    """One thing the telephone system told about a call; `mark` lets the same come only once."""

    class Kind(models.TextChoices):
        RING = "ring", _("울림")
        ANSWER = "answer", _("받음")
        HOLD = "hold", _("보류")
        RESUME = "resume", _("다시 통화")
        TRANSFER = "transfer", _("돌려 줌")
        HANGUP = "hangup", _("끊음")
        RECORDING = "recording", _("녹음")

    call = models.ForeignKey(Call, models.CASCADE, related_name="events", db_index=False)
    kind = models.CharField(_("사건"), max_length=9, choices=Kind)
    at = models.DateTimeField(_("일시"))
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    text = models.CharField(max_length=500, blank=True)
    mark = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("통화 사건")
        constraints = [models.UniqueConstraint(fields=["call", "mark"], name="call_event_once")]
        indexes = [models.Index(fields=["agent", "-at"], name="call_event_agent")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind} {self.at:%H:%M:%S}"
