"""How the log of dealers follows customers that change hands."""

from django.utils import timezone

from dangol.customers.events import ManyCustomers, OwnerChanged
from dangol.kit.events import subscribe
from dangol.sales.dealers.services import note_transfers


@subscribe(ManyCustomers)
def note_between_dealers(event: ManyCustomers) -> None:
    if event.kind_of_each == OwnerChanged.kind():
        before, after = event.values["before_user_id"], event.values["after_user_id"]
        note_transfers(
            event.customer_ids, before=before, after=after, at=timezone.now(),
            actor_id=event.actor_id,
        )  # fmt: skip
