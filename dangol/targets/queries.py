"""Reading quotas, what was sold, and what is to come."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from dangol.sales.models import Deal, DealState
from dangol.targets.commission import split
from dangol.targets.models import DealShare, ForecastCall, Quota

YEAR = timedelta(days=365)
Owners = list[int] | None


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month a period touches."""
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def quota_between(owners: Owners, first: date, last: date) -> dict[int, int]:
    """Quotas by person; of a month that is only touched, the days' share (cut to whole won)."""
    rows = Quota.objects.filter(product=None, month__in=months_between(first, last))
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    found: dict[int, Decimal] = {}
    for owner, month, amount in rows.values_list("owner_id", "month", "amount"):
        length = last_of(month).day
        days = (min(last, last_of(month)) - max(first, month)).days + 1
        found[owner] = found.get(owner, Decimal(0)) + Decimal(amount) * days / length
    return {owner: int(amount) for owner, amount in found.items()}


class Sold(NamedTuple):
    """One deal's part that counts for a person."""

    deal_id: int
    title: str
    percent: Decimal
    amount: int


def sold_by(owners: Owners, first: date, last: date) -> dict[int, list[Sold]]:
    """Won deals of a period by whom they count for: the shares of a deal, else its owner."""
    rows = Deal.objects.filter(status=Deal.Status.WON, closed_on__gte=first, closed_on__lte=last)
    shared = DealShare.objects.filter(deal__in=rows.order_by().values("pk"))
    shares: dict[int, list[DealShare]] = {}
    for share in shared.order_by("pk"):
        shares.setdefault(share.deal_id, []).append(share)
    found: dict[int, list[Sold]] = {}
    for pk, title, owner, amount in rows.order_by("closed_on", "pk").values_list(
        "pk", "title", "owner_id", "amount"
    ):
        mine = shares.get(pk)
        people = [(s.person_id, s.percent) for s in mine] if mine else [(owner, Decimal(100))]
        parts = split(amount, [percent for _person, percent in people])
        for (person, percent), part in zip(people, parts, strict=True):
            if owners is None or person in owners:
                found.setdefault(person, []).append(Sold(pk, title, percent, part))
    return found


class Outlook(NamedTuple):
    """What a person may still sell in a period, looked at in five ways (F49); won."""

    won: int = 0
    weighted: int = 0
    commit: int = 0
    best: int = 0
    history: int = 0
    called: int | None = None

    @property
    def forecast(self) -> int:
        """Won and the weighted rest."""
        return self.won + self.weighted


def outlook_of(owners: Owners, first: date, last: date, *, today: date) -> dict[int, Outlook]:
    """Open deals expected in the period by person, and what is won already.

    Commit counts deals called commit, best those and the ones called best; omitted ones count
    nowhere. `history` weighs each deal by how often deals of its stage were won in the past year.
    """
    chance = Coalesce("percent", "stage__percent")
    rows = Deal.objects.filter(
        status=Deal.Status.OPEN, expected_on__gte=first, expected_on__lte=last
    ).exclude(forecast=Deal.Forecast.OMIT)
    won = {pk: sum(s.amount for s in each) for pk, each in sold_by(owners, first, last).items()}
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    commit, best = Q(forecast="commit"), Q(forecast__in=("commit", "best"))
    sums = rows.order_by().values("owner_id").annotate(
        parts=Sum(F("amount") * chance),
        commit=Sum("amount", filter=commit), best=Sum("amount", filter=best),
    )  # fmt: skip
    by_owner: dict[int, Any] = {row["owner_id"]: row for row in sums}
    rates = win_rates(since=today - YEAR, until=today)
    history: dict[int, Decimal] = {}
    for owner, stage, amount in (
        rows.order_by().values_list("owner_id", "stage_id").annotate(Sum("amount"))
    ):
        history[owner] = history.get(owner, Decimal(0)) + amount * rates.get(stage, Decimal(0))
    called = _called(owners, months_between(first, last))
    found = {}
    for pk in {*won, *by_owner, *called}:
        row = by_owner.get(pk, {})
        found[pk] = Outlook(
            won.get(pk, 0), int(row.get("parts") or 0) // 100, row.get("commit") or 0,
            row.get("best") or 0, int(history.get(pk, 0)), called.get(pk),
        )  # fmt: skip
    return found


def win_rates(*, since: date, until: date) -> dict[int, Decimal]:
    """Of the deals closed in that time, the share won among those that ever stood in a stage."""
    rows = DealState.objects.filter(
        status="open", entered=True, deal__closed_on__gte=since, deal__closed_on__lte=until
    )
    counted = rows.order_by().values_list("stage_id").annotate(
        every=Count("deal", distinct=True),
        won=Count("deal", distinct=True, filter=Q(deal__status="won")),
    )  # fmt: skip
    return {stage: Decimal(won) / every for stage, every, won in counted}


def _called(owners: Owners, months: Iterable[date]) -> Mapping[int, int]:
    rows = ForecastCall.objects.filter(month__in=list(months))
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    return dict(rows.order_by().values_list("owner_id").annotate(Sum("amount")))
