"""What webhooks hear: every event of the house, told if somebody asked for it."""

from dangol.api import services
from dangol.kit.events import Event, subscribe
from dangol.kit.records import RecordChanged, RecordsChanged


@subscribe(Event)
def tell_webhooks(event: Event) -> None:
    match event:
        case RecordChanged(model=model, record_id=pk, verb=verb):
            services.tell(f"{model.lower()}.{verb}", [pk], actor_id=event.actor_id)
        case RecordsChanged(model=model, record_ids=ids, verb=verb):
            services.tell(f"{model.lower()}.{verb}", ids, actor_id=event.actor_id)
        case _ if many := getattr(event, "customer_ids", None):
            kind = getattr(event, "kind_of_each", event.kind())
            services.tell(kind, many, actor_id=event.actor_id)
        case _ if one := getattr(event, "customer_id", None):
            services.tell(event.kind(), [one], actor_id=event.actor_id)
