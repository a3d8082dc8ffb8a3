"""What is said about a record goes with it."""

from dangol.kit.events import subscribe
from dangol.kit.records import RecordChanged, RecordsChanged
from dangol.workspace.comments import services
from dangol.workspace.comments.registry import commentables


@subscribe(RecordChanged)
def forget_one(event: RecordChanged) -> None:
    if event.verb == "remove" and event.model.lower() in commentables:
        services.forget_record(event.model.lower(), [event.record_id])


@subscribe(RecordsChanged)
def forget_many(event: RecordsChanged) -> None:
    if event.verb == "remove" and event.model.lower() in commentables:
        services.forget_record(event.model.lower(), event.record_ids)
