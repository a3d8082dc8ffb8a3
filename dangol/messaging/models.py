"""Tables of the topics."""

from dangol.messaging.duties.models import Duty
from dangol.messaging.outbox.models import (
    Batch,
    Dispatch,
    Kept,
    Kind,
    Link,
    Message,
    Reaction,
    Reason,
)
from dangol.messaging.senders.models import (
    Channel,
    ClosedAddress,
    DoNotCallCheck,
    Medium,
    Processor,
    SenderProfile,
)

__all__ = [
    "Batch",
    "Channel",
    "ClosedAddress",
    "Dispatch",
    "DoNotCallCheck",
    "Duty",
    "Kept",
    "Kind",
    "Link",
    "Medium",
    "Message",
    "Processor",
    "Reaction",
    "Reason",
    "SenderProfile",
]
