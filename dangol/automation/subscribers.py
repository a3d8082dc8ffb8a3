"""What rules hear: every fact about a customer, one by one and by the thousand."""

from dataclasses import asdict

from dangol.automation.services import collect
from dangol.customers.events import CustomerEvent, ManyCustomers
from dangol.kit.events import subscribe


@subscribe(CustomerEvent)
def hear(event: CustomerEvent) -> None:
    collect(event.kind(), [event.customer_id], asdict(event), import_id=None)


@subscribe(ManyCustomers)
def hear_many(event: ManyCustomers) -> None:
    collect(event.kind_of_each, event.customer_ids, event.values, import_id=event.import_id)
