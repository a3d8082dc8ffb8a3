"""What people keep of their own: views, columns, bulk runs, notices, recent records."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.workspace.board.models import Board, Post, PostRead
from dangol.workspace.comments.models import Comment, Reaction
from dangol.workspace.reports.models import Snapshot
from dangol.workspace.scorecard.models import MonthFigure, Threshold

__all__ = [
    "Board",
    "Comment",
    "ListPreference",
    "ListRun",
    "ListRunBatch",
    "MonthFigure",
    "Notice",
    "Post",
    "PostRead",
    "Reaction",
    "RecentRecord",
    "SavedView",
    "Snapshot",
    "Threshold",
]


class SavedView(models.Model):
    """A list's conditions and columns under a name; a tab above the list."""

    list_key = models.CharField(max_length=100)
    name = models.CharField(_("이름"), max_length=60)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="views", db_index=False
    )
    is_shared = models.BooleanField(_("모두에게 보이기"), default=False)
    address = models.TextField(blank=True)
    columns = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("저장한 보기")
        constraints = [
            models.UniqueConstraint(
                fields=["list_key", "owner", "name"],
                name="saved_view_name_once",
                violation_error_message=_("같은 이름의 보기가 이미 있습니다."),
            )
        ]
        indexes = [
            models.Index(fields=["list_key"], name="saved_view_shared", condition=Q(is_shared=True))
        ]

    def __str__(self) -> str:
        return self.name


class ListPreference(models.Model):
    """How one person likes one list: columns in their order, rows per page, density, first view."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    list_key = models.CharField(max_length=100)
    columns = models.JSONField(default=list)
    size = models.PositiveSmallIntegerField(default=50)
    is_cosy = models.BooleanField(default=False)
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "list_key"], name="list_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.list_key}"


class ListRun(models.Model):
    """One bulk act or export over a list: what was asked, how far it is, what came of it."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("대기")
        RUNNING = "running", _("진행 중")
        DONE = "done", _("마침")
        CANCELLED = "cancelled", _("취소함")
        FAILED = "failed", _("실패")
        UNDOING = "undoing", _("되돌리는 중")
        UNDONE = "undone", _("되돌림")

    list_key = models.CharField(max_length=100)
    action = models.CharField(max_length=50)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="list_runs", verbose_name=_("실행자")
    )
    address = models.TextField(blank=True)
    ids = models.JSONField(null=True)
    values = models.JSONField(default=dict)
    reason = models.CharField(_("사유"), max_length=200, blank=True)
    client = models.CharField(max_length=45, blank=True)
    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    is_stopping = models.BooleanField(default=False)
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("시작"), default=timezone.now)
    finished_at = models.DateTimeField(_("끝"), null=True)

    def __str__(self) -> str:
        return f"{self.list_key} {self.action} {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.status in {"done", "cancelled", "failed", "undone"}

    @property
    def percent(self) -> int:
        return min(100, (self.done + self.refused) * 100 // self.total) if self.total else 0


class ListRunBatch(models.Model):
    """What one batch of a run found before it wrote, and whom it refused."""

    run = models.ForeignKey(ListRun, models.CASCADE, related_name="batches")
    before = models.JSONField(null=True)
    refused = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.run_id}/{self.pk}"


class Notice(models.Model):
    """Something one person should know; shown in the bell until read."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=30, default="info")
    text = models.CharField(_("내용"), max_length=300)
    url = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(_("일시"), default=timezone.now)
    read_at = models.DateTimeField(_("읽음"), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["url"], name="notice_url", condition=~Q(url="")),
        ]

    def __str__(self) -> str:
        return self.text


class RecentRecord(models.Model):
    """A record a person opened, so that they find it again; which one, never its name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False
    )
    model = models.CharField(max_length=100)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "model", "record_id"], name="recent_record_once"
            )
        ]
        indexes = [models.Index(fields=["user", "-at"], name="recent_record_newest")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.model} {self.record_id}"
