"""What happens with deals, for the timeline and the apps above."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent
from dangol.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class DealOpened(CustomerEvent):
    """Somebody began to work on a sale; `amount` in won."""

    deal_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class DealMoved(CustomerEvent):
    """The deal stands in another stage; ids of stages."""

    deal_id: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class DealWon(CustomerEvent):
    """수주: the customer said yes; `amount` in won."""

    deal_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class DealLost(CustomerEvent):
    """실주: it came to nothing; `reason` is the id of a code, 0 for none."""

    deal_id: int
    reason: int


@dataclass(frozen=True, kw_only=True)
class DealReopened(CustomerEvent):
    """A closed deal is worked on again."""

    deal_id: int


@dataclass(frozen=True, kw_only=True)
class SalePlanned(CustomerEvent):
    """영업기획: a sale to come was written down; `amount` in won."""

    planned_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class RivalMoved(CustomerEvent):
    """A competitor did something: told of the competitor, and of the customer it was seen at."""

    move_id: int


@dataclass(frozen=True, kw_only=True)
class LeadConverted(CustomerEvent):
    """A lead became this customer; `deal_id` is 0 without a deal."""

    lead_id: int
    deal_id: int


@dataclass(frozen=True, kw_only=True)
class StagesReordered(Event):
    """A stage of this pipeline stands before or after others than it did."""

    pipeline_id: int
