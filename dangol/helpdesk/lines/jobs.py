"""Asking the telephone system to call."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.events import DialAsked
from dangol.helpdesk.lines import dialing
from dangol.kit.events import subscribe
from dangol.kit.jobs import job


@job(label=_("전화 걸기"), priority=20)
def place_call(*, call_id: int) -> None:
    """Ask once; a wish older than half a minute is dropped."""
    dialing.place_call(call_id, now=timezone.now())


@subscribe(DialAsked)
def queue_call(event: DialAsked) -> None:
    place_call.enqueue(call_id=event.call_id)
