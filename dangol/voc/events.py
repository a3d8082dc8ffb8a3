"""What happens with the voices of customers."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent
from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class VoiceHeard(CustomerEvent):
    """A customer said something that counts; `voice_kind` is one of `Voice.Kind`."""

    voice_id: int
    voice_kind: str


@dataclass(frozen=True, kw_only=True)
class ImprovementDone(Event):
    """What customers asked for was changed."""

    improvement_id: int
