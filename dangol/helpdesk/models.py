from dangol.helpdesk.calls.models import AgentState, Call
from dangol.helpdesk.mail.models import DeskMailbox
from dangol.helpdesk.setup.models import (
    Channel,
    Label,
    Macro,
    Member,
    Priority,
    RequestType,
    Route,
    Space,
    Step,
    Team,
    Topic,
)
from dangol.helpdesk.sla.models import Policy
from dangol.helpdesk.surveys.models import Survey
from dangol.helpdesk.tickets.models import (
    Ticket,
    TicketFollower,
    TicketLink,
    TicketMessage,
    TicketPresence,
    TicketStep,
    TicketTransfer,
)

__all__ = [
    "AgentState",
    "Call",
    "Channel",
    "DeskMailbox",
    "Label",
    "Macro",
    "Member",
    "Policy",
    "Priority",
    "RequestType",
    "Route",
    "Space",
    "Step",
    "Survey",
    "Team",
    "Ticket",
    "TicketFollower",
    "TicketLink",
    "TicketMessage",
    "TicketPresence",
    "TicketStep",
    "TicketTransfer",
    "Topic",
]
