"""What rules announce."""

from dataclasses import dataclass

from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomersWaiting(Event):
    """Customers wait for rules; a worker should look within seconds."""


@dataclass(frozen=True, kw_only=True)
class RoundWaiting(Event):
    """A round of a rule waits for a worker."""

    run_id: int
