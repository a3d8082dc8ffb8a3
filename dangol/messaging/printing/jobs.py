"""The work of the printers."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import Cancelled, job, progress
from dangol.messaging.printing import services
from dangol.messaging.printing.models import PrintRun


@job(label=_("라벨·편지 만들기"))
def print_dispatch(*, run_id: int, actor_id: int | None = None) -> int:
    """Make the PDFs of a printing; begun again, it goes on where it was."""
    run = PrintRun.objects.select_related("dispatch__sender", "dispatch__actor").get(pk=run_id)
    services.mark_run(run, status=PrintRun.Status.RUNNING)
    try:
        services.make_parts(run, today=timezone.localdate(), at=timezone.now(), report=progress)
    except Cancelled:
        services.mark_run(run, status=PrintRun.Status.CANCELLED, at=timezone.now())
        raise
    return run.parts.count()
