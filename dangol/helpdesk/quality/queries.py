"""Averages of agents by what was found of their talks."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Avg, Count, Q

from dangol.accounts.models import User
from dangol.helpdesk.quality.models import QualityReview, Scorecard


class Standing(NamedTuple):
    """How one agent's talks were found in a period."""

    agent_id: int
    reviews: int
    mean: float
    examples: int
    unread: int


def standings(user: User, start: datetime, end: datetime) -> list[Standing]:
    """Agents by their average, best first, as far as the person may see them; one query."""
    rows = QualityReview.objects.visible_to(user).filter(at__gte=start, at__lt=end)
    found = rows.order_by().values_list("agent_id").annotate(
        n=Count("pk"), mean=Avg("percent"), examples=Count("pk", filter=Q(is_example=True)),
        unread=Count("pk", filter=Q(seen_at=None)),
    )  # fmt: skip
    lines = [
        Standing(pk, n, round(float(mean), 1), best, left) for pk, n, mean, best, left in found
    ]
    return sorted(lines, key=lambda line: (-line.mean, line.agent_id))


def cards_for(use: str) -> list[Scorecard]:
    """The scorecards in use for calls or tickets."""
    return list(Scorecard.objects.filter(use=use, is_active=True).order_by("order", "pk"))
