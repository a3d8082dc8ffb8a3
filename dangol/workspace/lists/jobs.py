"""Bulk acts and exports that take longer than a request."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import Cancelled, Interrupted, job
from dangol.workspace.lists import services
from dangol.workspace.models import ListRun, RecentRecord

FILE_DAYS = 7
UNDO_DAYS = 30
RECENT_DAYS = 90


@job(label=_("한꺼번에 하기"))
def run_list(*, run_id: int, actor_id: int) -> None:
    """Carry out a bulk act or export, and tell its maker."""
    run = ListRun.objects.get(pk=run_id)
    try:
        services.carry_out(run)
    except Cancelled:
        services.break_off(run, ListRun.Status.CANCELLED)
        raise
    except Interrupted:
        raise
    except Exception:
        services.break_off(run, ListRun.Status.FAILED)
        raise
    services.tell(run)


@job(label=_("되돌리기"))
def undo_run(*, run_id: int, actor_id: int) -> None:
    """Take back a bulk act."""
    services.take_back(ListRun.objects.get(pk=run_id))


@job(cron="20 4 * * *", label=_("오래된 내보내기 지우기"))
def forget_old_runs() -> None:
    """Every night: export files after a week, what undo needs after a month."""
    now = timezone.now()
    old = ListRun.objects.filter(created_at__lt=now - timedelta(days=FILE_DAYS)).exclude(file="")
    for run in old:
        default_storage.delete(str(run.file.name))
    old.update(file="")
    done = ListRun.objects.filter(created_at__lt=now - timedelta(days=UNDO_DAYS))
    for run in done:
        run.batches.all().delete()
    RecentRecord.objects.filter(at__lt=now - timedelta(days=RECENT_DAYS)).delete()
