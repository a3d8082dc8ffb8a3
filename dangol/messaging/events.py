"""What happens to messages, for the apps above."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent
from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageSent(CustomerEvent):
    """A message left for the customer; `message_id` is 0 when it left as one of many.

    `one_to_one` tells what a member of staff wrote to this customer from what went to many.
    """

    dispatch_id: int
    medium: str
    purpose: str
    one_to_one: bool
    message_id: int = 0


@dataclass(frozen=True, kw_only=True)
class MessageRefused(CustomerEvent):
    """The gate let nothing out; `reason` is one of outbox.models.Reason."""

    dispatch_id: int
    medium: str
    reason: str
    message_id: int = 0


@dataclass(frozen=True, kw_only=True)
class MessageFailed(CustomerEvent):
    """It did not reach the customer, for good."""

    dispatch_id: int
    medium: str
    reason: str
    message_id: int = 0


@dataclass(frozen=True, kw_only=True)
class MessageOpened(CustomerEvent):
    """A person opened the message for the first time."""

    message_id: int
    dispatch_id: int
    medium: str


@dataclass(frozen=True, kw_only=True)
class MessageClicked(CustomerEvent):
    """A person followed a link of the message."""

    message_id: int
    dispatch_id: int
    medium: str
    link_number: int


@dataclass(frozen=True, kw_only=True)
class MessageBounced(CustomerEvent):
    """The message came back (DSN, 반송); `permanent` ones close the address."""

    message_id: int
    dispatch_id: int
    medium: str
    permanent: bool


@dataclass(frozen=True, kw_only=True)
class MessageComplained(CustomerEvent):
    """The customer reported the message as spam."""

    message_id: int
    dispatch_id: int
    medium: str


@dataclass(frozen=True, kw_only=True)
class Unsubscribed(CustomerEvent):
    """The customer refused further advertisements on a medium."""

    medium: str
    message_id: int = 0
    dispatch_id: int = 0


@dataclass(frozen=True, kw_only=True)
class MailReceived(CustomerEvent):
    """A mail of the customer arrived in one of the office's accounts."""

    mail_id: int


@dataclass(frozen=True, kw_only=True)
class MailFiled(CustomerEvent):
    """A mail that staff wrote to the customer elsewhere was filed: sent folder or BCC."""

    mail_id: int


@dataclass(frozen=True, kw_only=True)
class MailReplied(CustomerEvent):
    """The customer answered a message of ours."""

    mail_id: int
    message_id: int
    dispatch_id: int = 0
    medium: str = "email"


@dataclass(frozen=True, kw_only=True)
class MailArrived(Event):
    """A mail was filed in an account, whoever wrote it; `is_bulk` ones went to a crowd."""

    mail_id: int
    account_id: int
    is_bulk: bool = False


@dataclass(frozen=True, kw_only=True)
class MessagesQueued(Event):
    """Messages wait on these channels; the first may leave at `due_at` (ISO), empty is now."""

    channel_ids: list[int]
    due_at: str = ""
