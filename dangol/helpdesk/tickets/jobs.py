"""Work the desk does by itself."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.tickets import alarms
from dangol.kit.events import subscribe
from dangol.kit.jobs import enqueue_once, job, progress
from dangol.kit.records import RecordChanged

_CALENDAR = ("codes.SpecialDay", "codes.Preference")


@job(cron="* * * * *", priority=10, label=_("약속 시간 살피기"))
def sound_alarms() -> int:
    """Every minute, announce deadlines that come near or have passed."""
    return alarms.sound_alarms(at=timezone.now())


@job(cron="0 9 * * *", label=_("라벨 소식"))
def tell_label_owners() -> int:
    """Every morning, tell who watches a label how yesterday was, or on Mondays the week."""
    return alarms.tell_label_owners(at=timezone.now())


@job(label=_("약속 시간 다시 세기"))
def recount_deadlines() -> int:
    """Count all running deadlines anew after a change of hours or holidays."""
    done = 0
    for done, total in alarms.recount_deadlines(at=timezone.now()):
        progress(100 * done // max(total, 1), f"{done:,} / {total:,}")
    return done


@subscribe(RecordChanged)
def recount_after_the_calendar(event: RecordChanged) -> None:
    """Hours or holidays changed: at the next full minute every running deadline is counted anew,
    once for all changes of this minute.
    """
    if event.model in _CALENDAR:
        moment = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
        task = recount_deadlines.using(run_after=moment)
        enqueue_once(task, f"helpdesk:recount:{moment:%d%H%M}")
