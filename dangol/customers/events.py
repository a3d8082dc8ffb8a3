"""What happens to customers, for the apps above."""

from dataclasses import dataclass

from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerEvent(Event):
    """A fact about one customer; every subclass is an entry of the customer's timeline."""

    customer_id: int
