"""What happens with tickets, for the timeline and the apps above."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent
from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class TicketOpened(CustomerEvent):
    """A customer asked for something."""

    ticket_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class TicketReplied(CustomerEvent):
    """The customer was answered; `is_first` for the first time."""

    ticket_id: int
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class TicketSolved(CustomerEvent):
    """완료: what was asked for is done; `request_type_id` says what that was."""

    ticket_id: int
    request_type_id: int | None


@dataclass(frozen=True, kw_only=True)
class TicketReopened(CustomerEvent):
    """재접수: a ticket that was done is worked on again."""

    ticket_id: int


@dataclass(frozen=True, kw_only=True)
class SatisfactionGiven(CustomerEvent):
    """The customer said how they were served, in a ticket or a talk; `score` is 1 to 5."""

    ticket_id: int | None
    score: int


@dataclass(frozen=True, kw_only=True)
class CallEnded(CustomerEvent):
    """A talk on the telephone is over; `direction` is in or out."""

    call_id: int
    direction: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class OutboundCalled(CustomerEvent):
    """A customer of a call list was called; `result_id` is a code."""

    dial_list_id: int
    result_id: int


@dataclass(frozen=True, kw_only=True)
class CallAnswered(Event):
    """Somebody answered; `at` as ISO 8601."""

    call_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class DialAsked(Event):
    """Somebody pressed a number: the telephone system is to call it."""

    call_id: int


@dataclass(frozen=True, kw_only=True)
class CallAbandoned(Event):
    """Nobody answered before the other side hung up; `at` as ISO 8601."""

    call_id: int
    at: str


@dataclass(frozen=True, kw_only=True)
class TicketMoved(Event):
    """The ticket stands in another step; ids of steps."""

    ticket_id: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class TicketAssigned(Event):
    """Somebody, or nobody, has the ticket from now on."""

    ticket_id: int
    team_id: int | None
    agent_user_id: int | None


@dataclass(frozen=True, kw_only=True)
class TicketTransferred(Event):
    """이관: the ticket went to another team or agent."""

    ticket_id: int
    team_id: int | None
    agent_user_id: int | None
    is_return: bool


@dataclass(frozen=True, kw_only=True)
class DeadlineWarned(Event):
    """A deadline comes near; `what` is first, next or solve."""

    ticket_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class DeadlineMissed(Event):
    """A deadline has passed; `what` is first, next or solve."""

    ticket_id: int
    what: str
