"""Cron: of all workers, the one that moves the due time on enqueues the job."""

from datetime import datetime

from cronsim import CronSim
from django.db import transaction
from django.utils import timezone

from dangol.jobs.models import Schedule
from dangol.kit.jobs import enqueue_once, schedule


def enqueue_due(now: datetime) -> None:
    """Enqueue what is due, once however many slots were missed while no worker ran.

    A job still running from its last slot is left alone.
    """
    known = {row.task: row for row in Schedule.objects.all()}
    for cron, task in schedule:
        path = task.module_path
        row = known.get(path)
        next_at = next(CronSim(cron, timezone.localtime(now)))
        if row is None or row.cron != cron:
            values = {"cron": cron, "next_at": next_at}
            Schedule.objects.update_or_create(task=path, defaults=values)
        elif row.next_at <= now:
            with transaction.atomic():
                mine = Schedule.objects.filter(pk=row.pk, next_at=row.next_at)
                if mine.update(next_at=next_at):
                    enqueue_once(task, f"cron:{path}")
