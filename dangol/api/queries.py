"""Reading webhooks and what they sent."""

from typing import NamedTuple

from django.db.models import QuerySet

from dangol.api.models import Delivery, Webhook
from dangol.codes.memory import remembered


class Listener(NamedTuple):
    """An active webhook and what it wants to hear."""

    id: int
    events: frozenset[str]


@remembered
def listeners() -> list[Listener]:
    """Active webhooks; kept in the process, because every write asks."""
    rows = Webhook.objects.filter(is_active=True).values_list("pk", "events")
    return [Listener(pk, frozenset(events)) for pk, events in rows]


def webhooks() -> QuerySet[Webhook]:
    """All webhooks by name."""
    return Webhook.objects.select_related("created_by").order_by("name", "pk")


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """What was sent there, in no order."""
    return webhook.deliveries.all()
