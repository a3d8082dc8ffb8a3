"""Callbacks follow calls."""

from datetime import datetime

from dangol.helpdesk.callbacks import services
from dangol.helpdesk.calls.models import Call
from dangol.helpdesk.events import CallAbandoned, CallAnswered
from dangol.kit.events import subscribe


@subscribe(CallAbandoned)
def ask_after(event: CallAbandoned) -> None:
    call = Call.objects.select_related("customer").get(pk=event.call_id)
    services.ask_after(call, at=datetime.fromisoformat(event.at))


@subscribe(CallAnswered)
def end_with(event: CallAnswered) -> None:
    call = Call.objects.select_related("agent").get(pk=event.call_id)
    services.end_with(call, at=datetime.fromisoformat(event.at))
