"""How winning back follows what happens to deals."""

from dangol.accounts.models import User
from dangol.kit.events import subscribe
from dangol.sales.events import DealLost, DealReopened
from dangol.sales.pipeline.models import Deal
from dangol.sales.winback import services


@subscribe(DealLost)
def begin_after_loss(event: DealLost) -> None:
    deal = Deal.objects.select_related("customer", "owner").get(pk=event.deal_id)
    if deal.closed_on:
        services.begin_win_back(deal, on=deal.closed_on, actor=_actor(event.actor_id))


@subscribe(DealReopened)
def drop_after_reopening(event: DealReopened) -> None:
    deal = Deal.objects.get(pk=event.deal_id)
    services.drop_unneeded(deal, actor=_actor(event.actor_id))


def _actor(pk: int | None) -> User | None:
    return User.objects.filter(pk=pk).first() if pk else None
