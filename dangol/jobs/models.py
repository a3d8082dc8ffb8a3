"""The queue: jobs to do, and when scheduled ones are due."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import options


class Job(models.Model):
    """One piece of work, done once by whichever worker takes it."""

    class Status(models.TextChoices):
        READY = "ready", _("대기")
        RUNNING = "running", _("실행 중")
        FAILED = "failed", _("재시도 대기")
        DONE = "done", _("완료")
        DEAD = "dead", _("실패")
        CANCELLED = "cancelled", _("취소")

    FINISHED = (Status.DONE, Status.DEAD, Status.CANCELLED)

    task = models.CharField(_("작업"), max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(_("대기열"), max_length=50, default="default")
    priority = models.SmallIntegerField(_("우선순위"), default=0)
    key = models.CharField(max_length=200, null=True)
    actor_id = models.BigIntegerField(null=True)
    status = models.CharField(_("상태"), max_length=10, choices=Status, default=Status.READY)
    # when a worker may take it: its start, its next attempt or, while it runs, the lease's end
    due_at = models.DateTimeField(_("실행 예정"))
    attempts = models.PositiveSmallIntegerField(_("시도"), default=0)
    max_attempts = models.PositiveSmallIntegerField(default=4)
    worker = models.CharField(_("실행기"), max_length=100, blank=True)
    progress_percent = models.PositiveSmallIntegerField(_("진행률"), default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    cancel_requested = models.BooleanField(default=False)
    exception = models.CharField(max_length=200, blank=True)
    error = models.TextField(_("오류"), blank=True)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("등록일시"))
    started_at = models.DateTimeField(_("시작일시"), null=True)
    finished_at = models.DateTimeField(_("종료일시"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(finished_at=None, key__isnull=False),
                name="job_key_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "dead", "cancelled"], finished_at__isnull=False)
                | Q(status__in=["ready", "running", "failed"], finished_at=None),
                name="job_finished_has_time",
            ),
            models.CheckConstraint(
                condition=Q(progress_percent__lte=100), name="job_progress_to_100"
            ),
        ]
        # Only job_claim says `finished_at IS NULL` alone: a planner that has not yet seen a new
        # backlog would take any other that does, and sort all of it for every claim.
        indexes = [
            models.Index(
                fields=["-priority", "due_at", "id"],
                condition=Q(finished_at=None),
                name="job_claim",
            ),
            models.Index(
                fields=["due_at"],
                condition=~Q(status__in=["done", "dead", "cancelled"]),
                name="job_due",
            ),
            models.Index(fields=["status", "-id"], name="job_status"),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"

    @property
    def label(self) -> str:
        """What people see it called; without a label, the function's path."""
        declared = options.get(self.task)
        return str(declared.label) if declared and declared.label else self.task

    @property
    def complaint(self) -> str:
        """The last line of the error, which says what was wrong."""
        return self.error.strip().rpartition("\n")[2]

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class Schedule(models.Model):
    """When one cron job is due; the worker that moves the time on enqueues the job."""

    task = models.CharField(max_length=200, unique=True)
    cron = models.CharField(max_length=100)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} {self.cron}"
