"""Reading competitors in deals: they are seen by whoever sees the deal."""

from django.db.models import QuerySet

from dangol.accounts.models import User
from dangol.kit.access import ScopedQuerySet
from dangol.sales.pipeline.models import DealRival


class RivalQuerySet(ScopedQuerySet):
    """Competitors, narrowed by the owner of their deal."""

    owner_field, noun = "deal__owner", "deal"


def rivals_seen_by(user: User, verb: str = "view") -> "QuerySet[DealRival]":
    """Competitors in the deals this person may see (or change), without any order."""
    return RivalQuerySet(DealRival).visible_to(user, verb)
