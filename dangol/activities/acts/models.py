"""History and to-dos in one table: what was done with customers and what is to be done."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.codes.queries import code_of
from dangol.kit.access import Scope, ScopedQuerySet
from dangol.kit.models import Record

DAY_MINUTES = 24 * 60


class KindRule(models.Model):
    """What a kind of activity brings along: minutes, medium, and what follows when it is done."""

    class Medium(models.TextChoices):
        """접촉매체 (F28): the columns of the report of minutes by purpose."""

        PHONE = "phone", _("전화")
        VISIT = "visit", _("방문")
        MAIL = "mail", _("메일")
        SMS = "sms", _("SMS")
        POST = "post", _("우편")
        FAX = "fax", _("팩스")
        NONE = "none", _("없음")

    class Chain(models.TextChoices):
        NONE = "", _("없음")
        PROPOSE = "propose", _("제안")
        AUTO = "auto", _("자동으로 만들기")

    kind = models.OneToOneField(
        "codes.Code", models.CASCADE, related_name="+", verbose_name=_("종류")
    )
    minutes = models.PositiveIntegerField(
        _("기본 시간(분)"), default=0, validators=[MaxValueValidator(DAY_MINUTES)]
    )
    medium = models.CharField(_("접촉 매체"), max_length=5, choices=Medium, default=Medium.NONE)
    is_contact = models.BooleanField(_("접촉으로 셈"), default=False)
    chain = models.CharField(_("다음 활동"), max_length=7, choices=Chain, blank=True)
    next_kind = code_field("activity_kind", _("다음 종류"), db_index=False)
    next_days = models.PositiveIntegerField(
        _("며칠 뒤"), default=3, validators=[MaxValueValidator(1_000)]
    )

    class Meta:
        verbose_name = _("활동 종류 규칙")

    def __str__(self) -> str:
        return str(self.kind)


class Series(Record):
    """A to-do that comes again by an RFC 5545 rule; each occurrence is a row of its own.

    Only the next one exists as a row (acts.series); what is here is copied into it, so a change
    counts from the next occurrence on. `starts_at` is the rule's DTSTART, in Korean time.
    `left_out` and `added` are moments like `20261128T0900` the rule is without, or has besides.
    """

    rule = models.CharField(_("반복"), max_length=300)
    starts_at = models.DateTimeField(_("처음"))
    left_out = models.JSONField(default=list, blank=True)
    added = models.JSONField(default=list, blank=True)
    values = models.JSONField(default=dict)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("담당")
    )
    ended_at = models.DateTimeField(_("끝냄"), null=True, blank=True)

    class Meta:
        verbose_name = _("반복 업무")
        indexes = [
            models.Index(fields=["id"], name="series_running", condition=Q(ended_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.rule


class ActivityQuerySet(ScopedQuerySet):
    """Activities; who sees a customer sees what was done with them, whoever did it."""

    def visible_to(self, user: Any, verb: str = "view") -> "ActivityQuerySet":
        """Rows of the people the role reaches; to view, those of visible customers as well."""
        own = self.of_staff(user, verb)
        if verb != "view" or user.scope_of("activities.view_activity") in (None, Scope.ALL):
            return own
        match user.scope_of("customers.view_customer"):
            case None:
                return own
            case Scope.ALL:
                return own | self.filter(customer__isnull=False)
        seen = self.model._meta.get_field("customer").related_model.objects.visible_to(user)
        return own | self.filter(customer__in=seen.values("pk"))

    def of_staff(self, user: Any, verb: str = "view") -> "ActivityQuerySet":
        """Rows by their owner alone: for homes, teams and calendars, where an index answers."""
        return super().visible_to(user, verb)  # type: ignore[return-value]

    def open(self) -> "ActivityQuerySet":
        """To-dos: neither done nor called off."""
        return self.filter(recorded_at__isnull=True)

    def done(self) -> "ActivityQuerySet":
        """History; a done row is exactly one with the moment it occurred."""
        return self.filter(occurred_at__isnull=False)

    def overdue(self, now: datetime) -> "ActivityQuerySet":
        """Open ones whose last moment has passed."""
        return self.open().filter(due_at__lt=now)

    def within(self, start: datetime, end: datetime) -> "ActivityQuerySet":
        """What a calendar shows from one moment to before another: plans and what was done."""
        planned = Q(recorded_at__isnull=True, starts_at__gte=start, starts_at__lt=end)
        return self.filter(planned | Q(occurred_at__gte=start, occurred_at__lt=end))


class Activity(Record):
    """One thing done with a customer, or to be done (영업활동); internal work has no customer.

    A to-do (`status` todo) has `due_at`, its last moment: the end of the day for one without an
    hour. Once done, `occurred_at` is when it happened and `recorded_at` when that was written
    down (F30); `recorded_at` alone tells what is still open.
    """

    class Status(models.TextChoices):
        TODO = "todo", _("할 일")
        DONE = "done", _("완료")
        CANCELLED = "cancelled", _("취소")

    class Direction(models.TextChoices):
        OUT = "out", _("우리가")
        IN = "in", _("고객이")

    class Priority(models.IntegerChoices):
        LOW = 1, _("낮음")
        NORMAL = 2, _("보통")
        HIGH = 3, _("높음")

    customer = models.ForeignKey(
        "customers.Customer",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="activities",
        db_index=False,
        verbose_name=_("고객"),
    )
    counterpart = models.ForeignKey(
        "customers.Customer",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("상대"),
    )
    kind = models.ForeignKey(
        "codes.Code",
        models.PROTECT,
        related_name="+",
        limit_choices_to={"group": "activity_kind"},
        db_index=False,
        verbose_name=_("종류"),
    )
    purpose = code_field("contact_purpose", _("접촉목적"), db_index=False)
    direction = models.CharField(_("방향"), max_length=3, choices=Direction, blank=True)
    title = models.CharField(_("제목"), max_length=200, blank=True)
    text = models.TextField(_("내용"), blank=True)
    result = models.TextField(_("결과"), blank=True)
    next_step = models.CharField(_("다음 단계"), max_length=300, blank=True)
    minutes = models.PositiveIntegerField(_("시간(분)"), null=True, blank=True)

    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.TODO)
    starts_at = models.DateTimeField(_("시작"), null=True, blank=True)
    ends_at = models.DateTimeField(_("끝"), null=True, blank=True)
    is_all_day = models.BooleanField(_("하루 종일"), default=False)
    due_at = models.DateTimeField(_("기한"), null=True, blank=True)
    occurred_at = models.DateTimeField(_("있었던 때"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("기록한 때"), null=True, blank=True)
    reminder_at = models.DateTimeField(_("알림"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("우선순위"), choices=Priority, default=Priority.NORMAL
    )

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="activities",
        db_index=False,
        verbose_name=_("담당"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("적은 사람"),
    )
    series = models.ForeignKey(
        Series,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="activities",
        db_index=False,
    )
    chained_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("앞 활동"),
    )
    touch_point = models.ForeignKey(
        "activities.TouchPoint",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("접점"),
    )
    # Who made it if no person did ("alert:12"), and a key that lets a rule run twice.
    made_by_rule = models.CharField(_("만든 규칙"), max_length=60, blank=True, editable=False)
    source = models.CharField(max_length=150, blank=True, editable=False)
    # Any record of an app above (activities.registry.links): "sales.deal", 7.
    link_model = models.CharField(max_length=60, blank=True)
    link_id = models.BigIntegerField(null=True, blank=True)
    place = models.JSONField(_("장소"), null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    signals = models.ManyToManyField(
        "codes.Code",
        blank=True,
        related_name="+",
        limit_choices_to={"group": "market_signal"},
        verbose_name=_("시장 신호"),
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("영업활동")
        constraints = [
            models.CheckConstraint(
                name="activity_status_moments",
                condition=Q(status="todo", recorded_at=None, occurred_at=None, due_at__isnull=False)
                | Q(status="done", recorded_at__isnull=False, occurred_at__isnull=False)
                | Q(status="cancelled", recorded_at__isnull=False, occurred_at=None),
            ),
            models.CheckConstraint(
                name="activity_ends_after_start",
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("끝나는 때가 시작보다 앞섭니다."),
            ),
            models.CheckConstraint(
                name="activity_minutes",
                condition=Q(minutes=None) | Q(minutes__lte=DAY_MINUTES),
                violation_error_message=_("시간은 0분에서 1,440분(24시간) 사이로 적어 주세요."),
            ),
            models.UniqueConstraint(
                fields=["source"], condition=~Q(source=""), name="activity_source_once"
            ),
        ]
        indexes = [
            # the history of all, newest first; owner and kind let a narrow list stay in the index
            models.Index(fields=["-occurred_at", "-id", "owner", "kind"], name="activity_history"),
            # reports by person, time, purpose and kind: answered by the index alone
            models.Index(
                fields=["owner", "occurred_at", "purpose", "kind", "minutes"],
                name="activity_report",
                condition=Q(occurred_at__isnull=False),
            ),
            models.Index(fields=["customer", "kind", "occurred_at"], name="activity_customer"),
            models.Index(fields=["kind", "occurred_at", "customer"], name="activity_kind"),
            *(
                models.Index(fields=fields, name=name, condition=Q(recorded_at__isnull=True))
                for name, fields in (
                    ("activity_open", ["due_at", "-id", "owner"]),
                    ("activity_owner_open", ["owner", "due_at", "-id"]),
                    ("activity_owner_starts", ["owner", "starts_at"]),
                    # what others gave somebody: who made it stays in the index
                    ("activity_owner_given", ["owner", "-created_at", "-id", "created_by"]),
                    ("activity_customer_open", ["customer", "due_at"]),
                )
            ),
            *(
                models.Index(
                    fields=fields,
                    name=f"activity_{fields[0]}",
                    condition=Q(**{f"{fields[-1]}__isnull": False}),
                )
                for fields in (
                    ["reminder_at"],
                    ["counterpart"],
                    ["series"],
                    ["chained_from"],
                    ["link_model", "link_id"],
                )
            ),
            models.Index(
                fields=["touch_point", "occurred_at"],
                name="activity_touch_point",
                condition=Q(touch_point__isnull=False),
            ),
            # what one rule made, newest first, for its compliance report
            models.Index(
                fields=["made_by_rule", "-id"],
                name="activity_rule",
                condition=~Q(made_by_rule=""),
            ),
        ]

    def __str__(self) -> str:
        return self.called

    def get_absolute_url(self) -> str:
        return reverse("activities:activity_detail", args=[self.pk])

    @property
    def called(self) -> str:
        """The title, the first line of the text, or the kind: what lists call it."""
        return self.title or self.text.partition("\n")[0][:80] or str(code_of(self.kind_id))

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.TODO

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    @property
    def begins_at(self) -> datetime | None:
        """Where it stands in a calendar: when it happened, else when it is planned."""
        return self.occurred_at or self.starts_at


class ActivityFile(Record):
    """A file kept with an activity."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="files")
    file = models.FileField(_("파일"), upload_to="activities/%Y/%m/")
    name = models.CharField(_("파일명"), max_length=255)
    size = models.PositiveBigIntegerField(_("크기"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("활동 파일")

    def __str__(self) -> str:
        return self.name


class Settled(models.Model):
    """The source of an automatic to-do somebody deleted: it is not made again for its cycle."""

    source = models.CharField(max_length=150, unique=True)

    def __str__(self) -> str:
        return self.source


class Timer(models.Model):
    """The clock a person has running; one each, kept here so that it survives a reload."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.ForeignKey("codes.Code", models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(_("시작"))

    def __str__(self) -> str:
        return f"{self.person_id} {self.started_at:%H:%M}"
