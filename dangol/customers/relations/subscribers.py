"""How relations react to edits."""

from dangol.customers.relations import services
from dangol.kit.events import subscribe
from dangol.kit.records import RecordChanged


@subscribe(RecordChanged)
def follow_company_name(event: RecordChanged) -> None:
    if event.model == "customers.Customer" and event.verb == "change" and "name" in event.changes:
        services.name_company_of_people(event.record_id)
