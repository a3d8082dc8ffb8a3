"""When rules are carried out: seconds after an event, each minute what the clock brought."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.automation import engine, services
from dangol.automation.events import CustomersWaiting, RoundWaiting
from dangol.kit.events import subscribe
from dangol.kit.jobs import enqueue_once, job

TOGETHER = timedelta(seconds=2)  # events that come one by one are done in one batch
KEPT = timedelta(days=400)  # a yearly round must know last year's


@job(label=_("자동화 규칙"))
def run_event_rules() -> int:
    """Work through the customers that events have put into line."""
    return engine.run_waiting(at=timezone.now())


@job(label=_("자동화 규칙"))
def run_round(*, run_id: int) -> int:
    """One round of a date or a schedule."""
    return engine.carry_out(run_id, at=timezone.now()).touched


@job(cron="* * * * *", label=_("자동화 규칙 살피기"))
def look_at_clock() -> int:
    """Open the rounds that have come, and pick up what was left in line."""
    now = timezone.now()
    return engine.plan_rounds(at=now) + engine.run_waiting(at=now)


@job(cron="15 4 * * *", label=_("오래된 자동화 기록 지우기"))
def forget_old() -> int:
    """Every night."""
    return services.forget_old(before=timezone.now() - KEPT)


@subscribe(CustomersWaiting)
def queue_event_rules(event: CustomersWaiting) -> None:
    soon = run_event_rules.using(run_after=timezone.now() + TOGETHER)
    enqueue_once(soon, "automation:events")


@subscribe(RoundWaiting)
def queue_round(event: RoundWaiting) -> None:
    enqueue_once(run_round, f"automation:run:{event.run_id}", run_id=event.run_id)
