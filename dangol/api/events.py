"""What the API announces."""

from dataclasses import dataclass

from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class DeliveryDue(Event):
    """A webhook has something to send."""

    delivery_id: int
