from dangol.helpdesk.agents.models import AgentSpan, AgentState
from dangol.helpdesk.callbacks.models import Callback
from dangol.helpdesk.calls.models import Call, CallEvent
from dangol.helpdesk.complaints.models import Complaint
from dangol.helpdesk.lines.models import PhoneSystem
from dangol.helpdesk.mail.models import DeskMailbox
from dangol.helpdesk.outbound.models import DialList, DialTarget, DialTry, Script
from dangol.helpdesk.quality.models import Criterion, QualityReview, Scorecard
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
    TicketFile,
    TicketFollower,
    TicketLink,
    TicketMessage,
    TicketPresence,
    TicketStep,
    TicketTransfer,
)

__all__ = [
    "AgentSpan",
    "AgentState",
    "Call",
    "CallEvent",
    "Callback",
    "Channel",
    "Complaint",
    "Criterion",
    "DeskMailbox",
    "DialList",
    "DialTarget",
    "DialTry",
    "Label",
    "Macro",
    "Member",
    "PhoneSystem",
    "Policy",
    "Priority",
    "QualityReview",
    "RequestType",
    "Route",
    "Scorecard",
    "Script",
    "Space",
    "Step",
    "Survey",
    "Team",
    "Ticket",
    "TicketFile",
    "TicketFollower",
    "TicketLink",
    "TicketMessage",
    "TicketPresence",
    "TicketStep",
    "TicketTransfer",
    "Topic",
]
