"""Live chat: the sites it stands on, who writes there, what is said, and who answers."""

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.models import Member, Survey, Team, Ticket
from dangol.kit.access import Scope
from dangol.kit.models import Record

USER = settings.AUTH_USER_MODEL


def new_key() -> str:
    return get_random_string(20)


def new_secret() -> str:
    return get_random_string(48)


class ChatSite(Record):
    """A website with our chat on it. `key` is public, `secret` signs who is signed in there."""

    name = models.CharField(
        _("이름"), max_length=100, unique=True, help_text=_("채팅창 머리에 보입니다.")
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    secret = models.CharField(max_length=64, default=new_secret, editable=False)
    origins = models.TextField(
        _("허용하는 사이트 주소"),
        blank=True,
        max_length=2_000,
        help_text=_("한 줄에 하나씩, 예: https://www.example.com. 여기 없는 사이트는 막습니다."),
    )
    color = models.CharField(
        _("대표 색"),
        max_length=7,
        default="#0f766e",
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}\Z", _("#0f766e처럼 여섯 자리로 적어 주세요."))
        ],
    )
    greeting = models.CharField(_("인사말"), max_length=300)
    greeting_en = models.CharField(_("인사말(영어)"), max_length=300, blank=True)
    away = models.CharField(_("쉬는 시간 안내"), max_length=300)
    away_en = models.CharField(_("쉬는 시간 안내(영어)"), max_length=300, blank=True)
    consent = models.CharField(
        _("동의 문구"),
        max_length=300,
        blank=True,
        help_text=_("비우면 묻지 않습니다."),
    )
    consent_en = models.CharField(_("동의 문구(영어)"), max_length=300, blank=True)
    keeps_hours = models.BooleanField(
        _("업무 시간에만 채팅"), default=True, help_text=_("밖에는 문의 양식이 보입니다.")
    )
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("상담팀")
    )
    most = models.PositiveSmallIntegerField(_("한 사람이 맡는 대화"), default=4)
    asks_score = models.BooleanField(
        _("끝나면 만족도 묻기"), default=True, help_text=_("채팅창에서 한 번 눌러 답합니다.")
    )
    bot_is_on = models.BooleanField(
        _("첫 답을 자동으로"),
        default=False,
        help_text=_(
            "공개 도움말에 꼭 맞는 글이 있으면 자동 응답이라고 밝히고 먼저 보여 줍니다. "
            "없거나 방문자가 원하면 상담원에게 넘깁니다."
        ),
    )
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("채팅 사이트")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("chat:site_detail", args=[self.pk])


class Visitor(models.Model):
    """Somebody as a website knows them, kept apart from the customer they may turn out to be.

    `key` is a digest: of the random token their browser keeps, or of the account they are signed
    in to there. `last_number` counts what was said to them and by them.
    """

    site = models.ForeignKey(ChatSite, models.CASCADE, related_name="visitors")
    key = models.CharField(max_length=64)
    outside_id = models.CharField(_("사이트 회원번호"), max_length=100, blank=True)
    name = models.CharField(_("이름"), max_length=100, blank=True)
    email = models.CharField(_("이메일"), max_length=254, blank=True)
    is_proven = models.BooleanField(_("확인된 회원"), default=False)
    customer = models.ForeignKey(
        "customers.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="visitors",
        verbose_name=_("고객"),
    )
    language = models.CharField(max_length=2, default="ko")
    page = models.CharField(_("보던 곳"), max_length=500, blank=True)
    last_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("방문자")
        constraints = [models.UniqueConstraint(fields=["site", "key"], name="chat_visitor_once")]

    def __str__(self) -> str:
        return self.name or self.email or str(_("방문자"))


class ConversationQuerySet(models.QuerySet[Any]):
    """Conversations by who may see them."""

    def visible_to(self, user: Any, verb: str = "view") -> "ConversationQuerySet":
        """One's own and those that wait; a wider scope adds colleagues', and those nobody took.

        Where a site has a team, what is nobody's is for the team.
        """
        scope = user.scope_of(f"chat.{verb}_conversation")
        if scope is None:
            return self.none()
        if scope == Scope.ALL:
            return self
        mine = Member.objects.filter(user=user).values("team")
        nobodys = Q(agent=None) & (Q(site__team=None) | Q(site__team__in=mine))
        if scope == Scope.OWN:
            return self.filter(Q(agent=user) | nobodys & ~Q(status=Conversation.Status.CLOSED))
        return self.filter(Q(agent=user) | nobodys | Q(agent__in=user.colleague_ids(scope)))


class Conversation(Record):
    """One talk with a visitor, until somebody closes it; writing again begins the next.

    `asked_at` is when the visitor began to wait for a person: at once, or after the bot.
    `visitor` is who wrote last, where talks of one person in two browsers were merged.
    """

    class Status(models.TextChoices):
        BOT = "bot", _("자동 응답")
        WAITING = "waiting", _("대기")
        OPEN = "open", _("진행")
        CLOSED = "closed", _("종료")

    site = models.ForeignKey(ChatSite, models.PROTECT, related_name="conversations")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="conversations")
    customer = models.ForeignKey(
        "customers.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="conversations",
        verbose_name=_("고객"),
    )
    agent = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("담당")
    )
    status = models.CharField(_("상태"), max_length=7, choices=Status, default=Status.WAITING)
    ticket = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("티켓")
    )
    began_at = models.DateTimeField(_("시작"))
    answered_at = models.DateTimeField(_("첫 응답"), null=True, blank=True)
    closed_at = models.DateTimeField(_("종료"), null=True, blank=True)
    bot_at = models.DateTimeField(_("자동 응답"), null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(_("상담원 요청"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", editable=False
    )
    last_at = models.DateTimeField(editable=False)
    last_text = models.CharField(max_length=200, blank=True, editable=False)
    waits_for_us = models.BooleanField(default=True, editable=False)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("채팅")
        constraints = [
            models.UniqueConstraint(
                fields=["visitor"],
                condition=~Q(status="closed"),
                name="chat_conversation_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(status="open", agent=None), name="chat_open_has_agent"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-last_at"], name="chat_by_status"),
            models.Index(fields=["agent", "status"], name="chat_by_agent"),
            models.Index(fields=["-began_at", "-id", "agent"], name="chat_newest"),
        ]

    def __str__(self) -> str:
        return self.who

    def get_absolute_url(self) -> str:
        return reverse("chat:conversation", args=[self.pk])

    @property
    def who(self) -> str:
        """What the one who writes is called."""
        return self.customer.name if self.customer else str(self.visitor)


def _place(message: "ChatMessage", name: str) -> str:
    return f"chat/{message.visitor_id}/{get_random_string(12)}-{name}"


class ChatMessage(models.Model):
    """One thing said. `number` is its place in what the visitor sees; notes have none.

    `client` is the id its writer's browser gave it: sent again, it is the same message. With a
    `survey` it asks the visitor for a score.
    """

    class Sender(models.TextChoices):
        VISITOR = "visitor", _("방문자")
        AGENT = "agent", _("상담원")
        SYSTEM = "system", _("안내")
        BOT = "bot", _("자동 응답")
        NOTE = "note", _("내부 메모")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    visitor = models.ForeignKey(Visitor, models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField(null=True)
    client = models.CharField(max_length=40, null=True)
    sender = models.CharField(max_length=7, choices=Sender)
    author = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    file = models.FileField(upload_to=_place, blank=True)
    file_name = models.CharField(max_length=170, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    survey = models.ForeignKey(Survey, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    search = models.TextField(default="", blank=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "number"], name="chat_message_number"),
            models.UniqueConstraint(fields=["visitor", "client"], name="chat_message_client"),
        ]

    def __str__(self) -> str:
        return self.text[:50]


class AgentState(models.Model):
    """Whether somebody takes chats now; `seen_at` is the last sign of their open inbox."""

    user = models.OneToOneField(USER, models.CASCADE, related_name="chat_state")
    is_ready = models.BooleanField(_("대기"), default=False)
    seen_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user)
