"""How leads follow the deals they became."""

from dangol.kit.events import subscribe
from dangol.sales.events import DealLost, DealReopened, DealWon
from dangol.sales.leads.services import learn_outcome


@subscribe(DealWon)
def learn_from_win(event: DealWon) -> None:
    learn_outcome(event.deal_id, "won")


@subscribe(DealLost)
def learn_from_loss(event: DealLost) -> None:
    learn_outcome(event.deal_id, "lost")


@subscribe(DealReopened)
def unlearn(event: DealReopened) -> None:
    learn_outcome(event.deal_id, "")
