"""What the logs listen to."""

from dangol.audit import services
from dangol.kit.events import subscribe
from dangol.kit.personal import PersonalDataSeen
from dangol.kit.records import RecordChanged, RecordsChanged


@subscribe(RecordChanged)
def log_change(event: RecordChanged) -> None:
    services.record_change(
        model=event.model,
        record_id=event.record_id,
        verb=event.verb,
        values=event.changes,
        actor_id=event.actor_id,
    )


@subscribe(RecordsChanged)
def log_bulk_change(event: RecordsChanged) -> None:
    services.record_bulk_change(
        model=event.model,
        record_ids=event.record_ids,
        verb=event.verb,
        values=event.changes,
        actor_id=event.actor_id,
    )


@subscribe(PersonalDataSeen)
def log_access(event: PersonalDataSeen) -> None:
    services.record_access(
        act=event.act,
        actor_id=event.actor_id,
        address=event.address,
        model=event.model,
        record_ids=event.record_ids,
        reason=event.reason,
    )
