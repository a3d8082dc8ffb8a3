"""Every fact about a customer becomes an entry of the timeline."""

from dataclasses import asdict

from dangol.activities import services
from dangol.activities.events import OWN_KINDS
from dangol.customers.events import CustomerEvent, ManyCustomers
from dangol.kit.events import subscribe


@subscribe(CustomerEvent)
def write_entry(event: CustomerEvent) -> None:
    if event.kind() in OWN_KINDS:
        return
    data = asdict(event)
    customer_id, actor_id = data.pop("customer_id"), data.pop("actor_id")
    services.write_entry(customer_id, event.kind(), data=data, actor_id=actor_id)


@subscribe(ManyCustomers)
def write_entries(event: ManyCustomers) -> None:
    if event.kind_of_each in OWN_KINDS:
        return
    services.write_entries(
        event.customer_ids, event.kind_of_each, data=event.values, actor_id=event.actor_id
    )
