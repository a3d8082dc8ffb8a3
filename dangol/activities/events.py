"""What happens with activities, for webhooks, automation and the apps above."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class ActivityRecorded(CustomerEvent):
    """Something was done with a customer; `what` and `purpose` are keys of codes."""

    activity_id: int
    what: str = ""
    purpose: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityPlanned(CustomerEvent):
    """A to-do for a customer was made."""

    activity_id: int
    what: str = ""


@dataclass(frozen=True, kw_only=True)
class ActivityCancelled(CustomerEvent):
    """A to-do was called off."""

    activity_id: int
    what: str = ""


# The services write the timeline entries of these themselves, at the moment things occurred.
OWN = (ActivityRecorded, ActivityPlanned, ActivityCancelled)
OWN_KINDS = frozenset(event.kind() for event in OWN)
