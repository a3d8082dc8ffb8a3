"""Facts about customers become entries of the timeline; messages of one person, activities."""

from dataclasses import asdict

from django.db.transaction import on_commit
from django.utils import timezone

from dangol.activities import services
from dangol.activities.acts import messages
from dangol.activities.events import OWN_KINDS
from dangol.customers.events import CustomerEvent, ManyCustomers
from dangol.kit import realtime
from dangol.kit.events import subscribe
from dangol.kit.records import RecordChanged
from dangol.messaging.events import MailFiled, MailReceived, MailReplied, MessageSent


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


@subscribe(MessageSent)
def record_message(event: MessageSent) -> None:
    messages.record_message(event, at=timezone.now())


@subscribe(MailReceived)
@subscribe(MailReplied)
@subscribe(MailFiled)
def record_mail(event: MailReceived | MailReplied | MailFiled) -> None:
    messages.record_mail(event, at=timezone.now())


@subscribe(RecordChanged)
def show_on_the_board(event: RecordChanged) -> None:
    """Boards follow: what was recorded, planned, completed or called off."""
    if event.model == "activities.Activity":
        on_commit(lambda: realtime.send("board:all", {"topic": "board"}))
