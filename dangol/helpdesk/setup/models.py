"""What an office decides once: teams, steps, types, labels, routes, canned words."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import Code, code_field
from dangol.kit.models import Record


class Space(models.TextChoices):
    """Whose desk a ticket lies on (F102)."""

    CUSTOMER = "customer", _("고객 상담")
    INTERNAL = "internal", _("사내 지원")


class Channel(models.TextChoices):
    """How somebody reached us (F97)."""

    PHONE = "phone", _("전화")
    EMAIL = "email", _("메일")
    CHAT = "chat", _("채팅")
    WEB = "web", _("웹 양식")
    SMS = "sms", _("문자")
    SNS = "sns", _("SNS")
    VISIT = "visit", _("방문")
    FAX = "fax", _("팩스")
    POST = "post", _("우편")


class Priority(models.IntegerChoices):
    LOW = 0, _("낮음")
    NORMAL = 1, _("보통")
    HIGH = 2, _("높음")
    URGENT = 3, _("긴급")


class Team(Record):
    """People who answer one kind of request; `assign` says how its tickets find their agent."""

    class Assign(models.TextChoices):
        POOL = "pool", _("직접 가져감")
        TURN = "turn", _("차례대로")
        LEAST = "least", _("가장 적게 맡은 사람")
        SKILL = "skill", _("그 요청유형을 할 줄 아는 사람")

    name = models.CharField(_("팀"), max_length=100, unique=True)
    assign = models.CharField(_("배정 방법"), max_length=5, choices=Assign, default=Assign.POOL)
    is_closed = models.BooleanField(_("미배정 티켓을 팀원에게만 보이기"), default=False)
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("상담팀")

    def __str__(self) -> str:
        return self.name


class RequestType(Record):
    """요청유형 (F89): what is asked for, which team takes it and how urgent it is at first."""

    name = models.CharField(_("요청유형"), max_length=100, unique=True)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("기본 팀")
    )
    priority = models.PositiveSmallIntegerField(
        _("기본 우선순위"), choices=Priority, default=Priority.NORMAL
    )
    is_complaint = models.BooleanField(
        _("불만·클레임"), default=False, help_text=_("심각도·보상·재발을 함께 적습니다.")
    )
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("요청유형")

    def __str__(self) -> str:
        return self.name


class Member(Record):
    """Somebody in a team; `skills` are the requests they can answer, `given_at` their last one."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_teams", verbose_name=_("직원")
    )
    skills = models.ManyToManyField(
        RequestType, blank=True, related_name="+", verbose_name=_("할 줄 아는 요청유형")
    )
    is_open = models.BooleanField(_("자동 배정 받음"), default=True)
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("팀원")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user"],
                name="desk_member_once",
                violation_error_message=_("이미 이 팀의 팀원입니다."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.user}"


class Step(Record):
    """One of the steps everybody sees (F81); `kind` is what the product does with it.

    An office has exactly one of each kind but `work` and `confirm`, of which it may have several.
    """

    class Kind(models.TextChoices):
        START = "start", _("접수")
        ASSIGNED = "assigned", _("배정")
        WORK = "work", _("처리")
        CONFIRM = "confirm", _("고객 확인 대기")
        HOLD = "hold", _("보류")
        DONE = "done", _("완료")

    name = models.CharField(_("단계"), max_length=100, unique=True)
    kind = models.CharField(_("하는 일"), max_length=8, choices=Kind, default=Kind.WORK)
    stops_clock = models.BooleanField(
        _("약속 시간 멈춤"), default=False, help_text=_("이 단계에 있는 동안 처리 기한이 멈춥니다.")
    )
    color = models.CharField(_("색"), max_length=10, choices=Code.Color, default=Code.Color.BLUE)
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True, editable=False)

    class Meta:
        verbose_name = _("진행 단계")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind__in=["start", "assigned", "hold", "done"]),
                name="desk_step_one_each",
                violation_error_message=_("이 일을 하는 단계는 하나뿐이어야 합니다."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Topic(Record):
    """상담유형 (F88) of two levels: 제품 문의 > 사용법."""

    name = models.CharField(_("상담유형"), max_length=100)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("위 유형"),
    )
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("상담유형")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                nulls_distinct=False,
                name="desk_topic_once",
                violation_error_message=_("같은 이름의 상담유형이 이미 있습니다."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name


class Label(Record):
    """A mark on tickets; its owner hears how often it was set, every week or every day (F83)."""

    name = models.CharField(_("라벨"), max_length=50, unique=True)
    color = models.CharField(_("색"), max_length=10, choices=Code.Color, default=Code.Color.SLATE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("살피는 사람"),
    )
    is_daily = models.BooleanField(_("날마다 알림"), default=False)

    class Meta:
        verbose_name = _("라벨")

    def __str__(self) -> str:
        return self.name


class Route(Record):
    """A rule that sends new tickets somewhere; the first that fits counts, empty asks nothing."""

    name = models.CharField(_("규칙"), max_length=100, unique=True)
    space = models.CharField(_("공간"), max_length=8, choices=Space, blank=True)
    channel = models.CharField(_("채널"), max_length=5, choices=Channel, blank=True)
    request_type = models.ForeignKey(
        RequestType,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("요청유형"),
    )
    grade = code_field("customer_grade", _("고객 등급"))
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("팀으로")
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("전담 직원에게"),
    )
    priority = models.PositiveSmallIntegerField(
        _("우선순위를"), choices=Priority, null=True, blank=True
    )
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("배정 규칙")

    def __str__(self) -> str:
        return self.name


class Macro(Record):
    """빠른 답변: words for a reply or a note, and what happens to the ticket with it."""

    name = models.CharField(_("이름"), max_length=100, unique=True)
    text = models.TextField(
        _("내용"),
        max_length=10_000,
        blank=True,
        help_text=_("#{고객명} 같은 항목을 쓸 수 있습니다."),
    )
    is_note = models.BooleanField(_("내부 메모로"), default=False)
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("단계를")
    )
    priority = models.PositiveSmallIntegerField(
        _("우선순위를"), choices=Priority, null=True, blank=True
    )
    labels = models.ManyToManyField(
        Label, blank=True, related_name="+", verbose_name=_("라벨 더하기")
    )
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("빠른 답변")

    def __str__(self) -> str:
        return self.name
