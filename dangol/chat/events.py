"""What happens in chats, for the timeline and the apps above."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class ChatClosed(CustomerEvent):
    """A chat with a known customer ended: how much was said, over how many minutes."""

    conversation_id: int
    message_count: int
    minutes: int
    agent_user_id: int | None = None
