from dangol.sales.dealers.models import Dealer, DealerTransfer, DealRegistration
from dangol.sales.leads.models import Lead, LeadForm, LeadHandoff, LeadMailbox, LeadRule, LeadTally
from dangol.sales.pipeline.models import (
    Deal,
    DealLine,
    DealPerson,
    DealRival,
    DealState,
    Pipeline,
    Stage,
)
from dangol.sales.planning.models import PlannedSale
from dangol.sales.rivals.models import RivalMove
from dangol.sales.sums.models import FlowSum, OpenSum, ReachSum
from dangol.sales.territories.models import CustomerTerritory, Territory
from dangol.sales.winback.models import WinBack

__all__ = [
    "CustomerTerritory",
    "Deal",
    "DealLine",
    "DealPerson",
    "DealRegistration",
    "DealRival",
    "DealState",
    "Dealer",
    "DealerTransfer",
    "FlowSum",
    "Lead",
    "LeadForm",
    "LeadHandoff",
    "LeadMailbox",
    "LeadRule",
    "LeadTally",
    "OpenSum",
    "Pipeline",
    "PlannedSale",
    "ReachSum",
    "RivalMove",
    "Stage",
    "Territory",
    "WinBack",
]
