"""Files people bring, how far each is, and what is needed to undo it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.imports.reading import Layout
from dangol.kit.access import ScopedQuerySet


class Import(models.Model):
    """One file on its way into one kind of record; `position` is the last row that is in."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("준비 중")
        WAITING = "waiting", _("대기 중")
        RUNNING = "running", _("진행 중")
        DONE = "done", _("완료")
        STOPPED = "stopped", _("멈춤")
        FAILED = "failed", _("실패")
        UNDOING = "undoing", _("되돌리는 중")
        UNDONE = "undone", _("되돌림")

    into = models.CharField(_("대상"), max_length=30)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("가져온 사람")
    )
    file = models.FileField(_("파일"), upload_to="imports/%Y/%m/", blank=True)
    table = models.FileField(upload_to="imports/%Y/%m/", blank=True, editable=False)
    name = models.CharField(_("파일 이름"), max_length=255)
    size = models.BigIntegerField(_("크기"), default=0)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(_("시트"), max_length=255, blank=True)

    reading = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    options = models.JSONField(default=dict)

    status = models.CharField(_("상태"), max_length=8, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    checked = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    created = models.PositiveIntegerField(_("만듦"), default=0)
    updated = models.PositiveIntegerField(_("고침"), default=0)
    skipped = models.PositiveIntegerField(_("건너뜀"), default=0)
    refused = models.PositiveIntegerField(_("거절"), default=0)
    kept = models.JSONField(default=list)
    problem = models.CharField(_("문제"), max_length=500, blank=True)

    created_at = models.DateTimeField(_("올린 때"), auto_now_add=True)
    started_at = models.DateTimeField(_("시작"), null=True)
    finished_at = models.DateTimeField(_("끝"), null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="import_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def layout(self) -> Layout:
        return Layout(**self.reading)

    @property
    def source(self) -> Any:
        """The file to read rows from: the text table made of it, else the file itself."""
        return self.table or self.file

    @property
    def is_busy(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.RUNNING, self.Status.UNDOING)

    @property
    def seen(self) -> int:
        return self.created + self.updated + self.skipped + self.refused


class Refusal(models.Model):
    """A row that did not get in: its cells as they came and why, by column ("" for the row)."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="refusals")
    row = models.PositiveIntegerField(_("줄"))
    cells = models.JSONField()
    reasons = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="refusal_once")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.row}"


class Before(models.Model):
    """What an import changed in a record that was there already, so that it can be put back."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="befores")
    record_id = models.BigIntegerField()
    version = models.PositiveIntegerField()
    values = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["run", "record_id"], name="before_record")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.record_id}"


class RememberedMapping(models.Model):
    """Where the columns of files with this header went the last time."""

    into = models.CharField(max_length=30)
    signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["into", "signature"], name="remembered_mapping_once")
        ]

    def __str__(self) -> str:
        return f"{self.into} {self.signature[:8]}"
