"""Tickets: what was asked, where it stands, what was said, and how long each step took."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.setup.models import (
    Channel,
    Label,
    Member,
    Priority,
    RequestType,
    Space,
    Step,
    Team,
    Topic,
)
from dangol.helpdesk.sla.models import Policy
from dangol.helpdesk.tickets.trail import (
    TicketFile,
    TicketFollower,
    TicketLink,
    TicketMessage,
    TicketPresence,
    TicketStep,
    TicketTransfer,
)
from dangol.kit.access import Scope
from dangol.kit.models import Record, money_field

__all__ = [
    "Ticket",
    "TicketFile",
    "TicketFollower",
    "TicketLink",
    "TicketMessage",
    "TicketPresence",
    "TicketQuerySet",
    "TicketStep",
    "TicketTransfer",
]
USER = settings.AUTH_USER_MODEL


class TicketQuerySet(models.QuerySet[Any]):
    """Tickets by who may see them."""

    def visible_to(self, user: Any, verb: str = "view") -> "TicketQuerySet":
        """One's own, those followed or asked by oneself, and the pool of unassigned ones (F82).

        A wider scope adds those of colleagues and of one's teams. The pool of a closed team is
        seen by its members only.
        """
        scope = user.scope_of(f"helpdesk.{verb}_ticket")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        mine = Member.objects.filter(user=user).values("team")
        pool = Q(agent=None) & (Q(team=None) | Q(team__is_closed=False) | Q(team__in=mine))
        seen = Q(agent=user) | pool
        if verb == "view":
            followed = TicketFollower.objects.filter(user=user).values("ticket")
            seen |= Q(pk__in=followed) | Q(asker=user)
        if scope != Scope.OWN:
            seen |= Q(agent__in=user.colleague_ids(scope)) | Q(team__in=mine)
        return self.filter(seen)


class Ticket(Record):
    """Something a customer (or a colleague) asked for, until it is done (상담 티켓).

    `sla_from` and the minutes left tell what `first_due_at` and `solve_due_at` were counted from:
    while a step stops the clock both are None and only the minutes stay. `rank_at` is the next
    deadline, or a day far away: desks are sorted by it. `worked_seconds` is what its stays in steps
    of work add up to, as far as they are over.
    """

    class Severity(models.IntegerChoices):
        """How bad a complaint is (F94)."""

        NONE = 0, _("해당 없음")
        MINOR = 1, _("경미")
        MAJOR = 2, _("중대")
        CRITICAL = 3, _("심각")

    number = models.CharField(_("티켓번호"), max_length=30, unique=True)
    space = models.CharField(_("공간"), max_length=8, choices=Space, default=Space.CUSTOMER)
    subject = models.CharField(_("제목"), max_length=300)
    text = models.TextField(_("내용"), blank=True)
    channel = models.CharField(_("채널"), max_length=5, choices=Channel, default=Channel.PHONE)
    customer = models.ForeignKey(
        "customers.Customer",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
        verbose_name=_("고객"),
    )
    person = models.ForeignKey(
        "customers.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("문의한 사람"),
    )
    asker = models.ForeignKey(
        USER,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("요청한 직원"),
    )
    writer_name = models.CharField(_("보낸 사람"), max_length=200, blank=True)
    writer_email = models.CharField(_("회신 주소"), max_length=254, blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("상담유형"),
    )  # fmt: skip
    request_type = models.ForeignKey(
        RequestType, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("요청유형"),
    )  # fmt: skip
    priority = models.PositiveSmallIntegerField(
        _("우선순위"), choices=Priority, default=Priority.NORMAL
    )
    severity = models.PositiveSmallIntegerField(
        _("심각도"), choices=Severity, default=Severity.NONE
    )
    compensation = money_field(_("보상 금액"), default=0)
    compensation_note = models.CharField(_("보상 내용"), max_length=300, blank=True)
    is_repeat = models.BooleanField(_("재발"), default=False)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="tickets", db_index=False,
        verbose_name=_("팀"),
    )  # fmt: skip
    agent = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="tickets", db_index=False,
        verbose_name=_("담당"),
    )  # fmt: skip
    created_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        db_index=False,
    )  # fmt: skip
    step = models.ForeignKey(
        Step, models.PROTECT, related_name="tickets", db_index=False, verbose_name=_("단계")
    )
    is_open = models.BooleanField(_("진행 중"), default=True, editable=False)
    step_since = models.DateTimeField(_("단계 시작"), default=timezone.now, editable=False)
    labels = models.ManyToManyField(Label, blank=True, related_name="tickets")
    installed = models.ForeignKey(
        "catalog.Installed", models.SET_NULL, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("보유 제품"),
    )  # fmt: skip
    product = models.ForeignKey(
        "catalog.Product", models.PROTECT, null=True, blank=True, related_name="+",
        db_index=False, verbose_name=_("상품"),
    )  # fmt: skip
    serial = models.CharField(_("일련번호"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="parts",
        verbose_name=_("위 티켓"),
    )  # fmt: skip
    merged_into = models.ForeignKey(  # without an index of its own: SQLite took it for the desk
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False,
        db_index=False,
    )  # fmt: skip
    thread = models.OneToOneField(
        "messaging.MailThread", models.SET_NULL, null=True, blank=True, related_name="+",
        editable=False,
    )  # fmt: skip
    source = models.CharField(max_length=100, null=True, blank=True, unique=True, editable=False)

    opened_at = models.DateTimeField(_("접수일시"), default=timezone.now)
    last_at = models.DateTimeField(_("마지막 대화"), default=timezone.now, editable=False)
    waits_for_us = models.BooleanField(_("답장 기다림"), default=True, editable=False)
    first_replied_at = models.DateTimeField(_("첫 답장"), null=True, blank=True, editable=False)
    solved_at = models.DateTimeField(_("완료일시"), null=True, blank=True, editable=False)
    message_count = models.PositiveIntegerField(_("대화 수"), default=0, editable=False)
    reply_count = models.PositiveIntegerField(_("답한 수"), default=0, editable=False)
    reopen_count = models.PositiveIntegerField(_("재접수"), default=0, editable=False)
    transfer_count = models.PositiveIntegerField(_("이관"), default=0, editable=False)
    return_count = models.PositiveIntegerField(_("되돌아옴"), default=0, editable=False)

    policy = models.ForeignKey(
        Policy, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        editable=False, verbose_name=_("약속 시간"),
    )  # fmt: skip
    sla_from = models.DateTimeField(null=True, blank=True, editable=False)
    first_left = models.IntegerField(null=True, blank=True, editable=False)
    solve_left = models.IntegerField(null=True, blank=True, editable=False)
    next_from = models.DateTimeField(null=True, blank=True, editable=False)
    first_due_at = models.DateTimeField(_("첫 답장 기한"), null=True, blank=True, editable=False)
    next_due_at = models.DateTimeField(_("다음 답장 기한"), null=True, blank=True, editable=False)
    solve_due_at = models.DateTimeField(_("해결 기한"), null=True, blank=True, editable=False)
    rank_at = models.DateTimeField(default=timezone.now, editable=False)
    alarm_at = models.DateTimeField(null=True, blank=True, editable=False)
    alarmed = models.JSONField(default=list, blank=True, editable=False)
    first_kept = models.BooleanField(_("첫 답장 지킴"), null=True, blank=True, editable=False)
    solve_kept = models.BooleanField(_("해결 지킴"), null=True, blank=True, editable=False)
    next_missed = models.PositiveIntegerField(_("늦은 답장"), default=0, editable=False)
    work_minutes = models.PositiveIntegerField(
        _("처리 시간(업무 분)"), null=True, blank=True, editable=False
    )
    worked_seconds = models.PositiveIntegerField(default=0, editable=False)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    said = ""  # the words a search found, filled in where they are shown

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("티켓")
        constraints = [
            models.CheckConstraint(
                name="ticket_done_has_moment", condition=Q(is_open=True) | ~Q(solved_at=None)
            ),
            models.CheckConstraint(
                name="ticket_compensation_range",
                condition=Q(compensation__gte=0, compensation__lte=10**12),
                violation_error_message=_("보상 금액: 0원에서 1조 원 사이로 적어 주세요."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="ticket_merged",
            ),
            models.Index(
                fields=["rank_at", "id", "agent", "team"],
                condition=Q(is_open=True),
                name="ticket_desk",
            ),
            models.Index(
                fields=["agent", "rank_at", "id"], condition=Q(is_open=True), name="ticket_mine"
            ),
            models.Index(
                fields=["rank_at", "id", "team", "space"],
                condition=Q(is_open=True, agent=None),
                name="ticket_pool",
            ),
            models.Index(
                fields=["alarm_at"],
                condition=Q(is_open=True, alarm_at__isnull=False),
                name="ticket_alarm",
            ),
            models.Index(fields=["customer", "-id"], name="ticket_customer"),
            models.Index(fields=["person", "-id"], name="ticket_person"),
            models.Index(fields=["writer_email", "-id"], name="ticket_writer"),
            models.Index(fields=["team", "is_open", "-id"], name="ticket_team"),
            models.Index(fields=["-last_at", "-id", "agent"], name="ticket_last"),
            # these two hold all that the report of a period counts: its rows are never looked up
            models.Index(
                fields=[
                    "opened_at",
                    "-id",
                    "agent",
                    "merged_into",
                    "team",
                    "request_type",
                    "topic",
                    "channel",
                    "reopen_count",
                    "transfer_count",
                    "return_count",
                    "compensation",
                    "first_replied_at",
                ],
                name="ticket_opened",
            ),
            models.Index(
                fields=[
                    "solved_at",
                    "agent",
                    "merged_into",
                    "team",
                    "request_type",
                    "topic",
                    "channel",
                    "opened_at",
                    "solve_kept",
                    "first_kept",
                    "reply_count",
                    "reopen_count",
                    "transfer_count",
                    "worked_seconds",
                ],
                name="ticket_solved",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("helpdesk:ticket_detail", args=[self.pk])

    @property
    def writer(self) -> str:
        """Who asked, as far as one knows."""
        if self.customer:
            return str(self.customer.name)
        if self.asker:
            return self.asker.name
        return self.writer_name or self.writer_email
