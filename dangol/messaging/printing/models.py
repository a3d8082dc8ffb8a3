"""Printings of what is posted, in parts that are small enough to hold and to carry."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.access import ScopedQuerySet


class Printings(ScopedQuerySet):
    """Narrowed by whoever prints, as far as they may see messages."""

    owner_field = "owner"
    noun = "message"


class PrintRun(models.Model):
    """One printing of a dispatch by post: its labels or its letters, in the order of the post.

    `message_ids` are fixed when it begins, so that one that is begun again prints the same.
    """

    class What(models.TextChoices):
        LABELS = "labels", _("라벨")
        LETTERS = "letters", _("편지")

    class Status(models.TextChoices):
        WAITING = "waiting", _("대기")
        RUNNING = "running", _("만드는 중")
        DONE = "done", _("다 됨")
        CANCELLED = "cancelled", _("취소")
        FAILED = "failed", _("실패")

    dispatch = models.ForeignKey(
        "messaging.Dispatch", models.CASCADE, related_name="printings", verbose_name=_("발송")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("인쇄한 사람")
    )
    what = models.CharField(_("무엇을"), max_length=7, choices=What)
    layout = models.JSONField(default=dict, blank=True)
    reason = models.CharField(_("인쇄 목적"), max_length=200)
    message_ids = models.JSONField(default=list, blank=True)
    left_out = models.JSONField(default=dict, blank=True)
    status = models.CharField(_("상태"), max_length=9, choices=Status, default=Status.WAITING)
    job_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(_("등록일시"))
    finished_at = models.DateTimeField(_("끝난 시각"), null=True, blank=True)

    objects = Printings.as_manager()

    class Meta:
        verbose_name = _("인쇄")

    def __str__(self) -> str:
        return f"{self.dispatch} {self.get_what_display()}"

    def get_absolute_url(self) -> str:
        return reverse("messaging:print_run", args=[self.pk])


class PrintPart(models.Model):
    """One PDF of a printing."""

    run = models.ForeignKey(PrintRun, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    count = models.PositiveIntegerField(_("통"))
    file = models.FileField(_("파일"), upload_to="messaging/print/%Y/%m/")

    class Meta:
        verbose_name = _("인쇄물")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="print_part_once")]

    def __str__(self) -> str:
        return f"{self.run_id}-{self.number}"
