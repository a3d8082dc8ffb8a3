"""Reading competitors in deals, and what they do."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.kit.access import ScopedQuerySet
from dangol.kit.db.prepared import prepared
from dangol.sales.pipeline.models import Deal, DealRival
from dangol.sales.rivals.models import RivalMove

LATELY = 200


class RivalQuerySet(ScopedQuerySet):
    """Competitors, narrowed by the owner of their deal."""

    owner_field, noun = "deal__owner", "deal"


def rivals_seen_by(user: User, verb: str = "view") -> "QuerySet[DealRival]":
    """Competitors in the deals this person may see (or change), without any order."""
    return RivalQuerySet(DealRival).visible_to(user, verb)


def moves_seen_by(user: User, verb: str = "view") -> "QuerySet[RivalMove]":
    """What competitors did, as far as this person may see (or change) it, without any order."""
    return RivalMove.objects.visible_to(user, verb)


def moves_around(deal: Deal, user: User, limit: int) -> list[RivalMove]:
    """The last moves of those who stand in a deal, and all that were seen at the deal itself."""
    if not _any_move(deal.pk):  # most deals have none
        return []
    faced = DealRival.objects.filter(deal=deal).values("competitor")
    rows = moves_seen_by(user).filter(competitor__in=faced) | RivalMove.objects.filter(deal=deal)
    return list(rows.select_related("competitor").order_by("-seen_on", "-pk")[:limit])


@prepared
def _any_move(deal_id: int) -> "QuerySet[RivalMove]":
    faced = DealRival.objects.filter(deal=deal_id).values("competitor")
    rows = RivalMove.objects.filter(Q(deal=deal_id) | Q(competitor__in=faced))
    return rows.order_by().only("pk")[:1]


class Faced(NamedTuple):
    """How the deals went in which a competitor stood; `taken` is what was lost, in won."""

    met: int
    won: int
    lost: int
    taken: int

    @property
    def percent(self) -> int | None:
        """Of the deals that ended, the share we won."""
        ended = self.won + self.lost
        return round(100 * self.won / ended) if ended else None


def faced_by(user: User, competitor_id: int) -> Faced:
    """How it went against one competitor, in the deals the user may see."""
    lost = Q(deal__status=Deal.Status.LOST)
    found = rivals_seen_by(user).filter(competitor=competitor_id).aggregate(
        met=Count("pk"), won=Count("pk", filter=Q(deal__status=Deal.Status.WON)),
        lost=Count("pk", filter=lost), taken=Sum("deal__amount", filter=lost, default=0),
    )  # fmt: skip
    return Faced(**found)


def is_known_to(user: User, competitor_id: int) -> bool:
    """Whether the user has seen this company as a competitor: in a deal, or by what it did."""
    return (
        rivals_seen_by(user).filter(competitor=competitor_id).exists()
        or moves_seen_by(user).filter(competitor=competitor_id).exists()
    )


def competitors_met(user: User, limit: int) -> list[Customer]:
    """Companies lately met as competitors, as far as the user may open them."""
    met = rivals_seen_by(user).order_by("-pk"), moves_seen_by(user).order_by("-seen_on", "-pk")
    ids = [pk for rows in met for pk in rows.values_list("competitor", flat=True)[:LATELY]]
    rows = Customer.objects.visible_to(user).filter(pk__in=ids)
    return list(rows.order_by("name", "pk")[:limit])


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """What competitors are called."""
    return dict(Customer.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "name"))
