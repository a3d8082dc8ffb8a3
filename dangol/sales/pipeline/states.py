"""The history of deals: one state more whenever a deal stands otherwise than before."""

from datetime import datetime

from dangol.accounts.models import User
from dangol.sales.pipeline.models import Deal, DealState
from dangol.sales.pipeline.queries import furthest_of


def note_state(deal: Deal, *, at: datetime, actor: User | None) -> None:
    """Moments of a deal never run backwards, so that each state ends where the next begins."""
    last = deal.states.filter(until=None).first()
    if last is not None:
        at = max(at, last.at)
        DealState.objects.filter(pk=last.pk).update(until=at)
    state_of(deal, last, at=at, actor=actor).save()


def state_of(deal: Deal, last: DealState | None, *, at: datetime, actor: User | None) -> DealState:
    left = last if last is not None and last.stage_id != deal.stage_id else None
    return DealState(
        deal=deal,
        at=at,
        since=last.since if last and not left else at,
        entered=left is not None or last is None,
        came_from_id=left.stage_id if left else None,
        stayed=int((at - left.since).total_seconds()) if left else None,
        furthest_id=furthest_of(*([last.furthest_id] if last else []), deal.stage_id),
        begun_on=deal.opened_on,
        stage_id=deal.stage_id,
        status=deal.status,
        amount=deal.amount,
        percent=deal.chance,
        expected_on=deal.expected_on,
        owner_id=deal.owner_id,
        actor=actor,
    )
