"""Work chats do on a schedule."""

from django.utils import timezone

from dangol.chat.queue import close_quiet
from dangol.kit.jobs import job


@job(cron="*/20 * * * *")
def end_quiet_chats() -> int:
    """Every twenty minutes, end talks that were left: reports count them as given up."""
    return close_quiet(at=timezone.now())
