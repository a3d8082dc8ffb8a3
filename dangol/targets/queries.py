"""Reading quotas, what was sold, and what is to come."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet, Sum

from dangol.accounts.models import Department, User
from dangol.kit.db.prepared import prepared
from dangol.sales.models import Deal, DealLine, Stage, Territory
from dangol.sales.pipeline.queries import stage_row
from dangol.sales.reporting.history import among
from dangol.sales.territories.queries import kept_territory
from dangol.targets.commission import split
from dangol.targets.models import DealShare, ForecastCall, Quota, StageRate

YEAR, WEEK = timedelta(days=365), timedelta(days=7)
SAMPLE = 5_000  # deals closed lately, of won and of lost ones, that are read while somebody waits
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


def shares_of(deal: Deal) -> list[DealShare]:
    """Who sold a deal together, and each one's part."""
    return _shares(deal.pk)


@prepared
def _shares(deal_id: int) -> QuerySet[DealShare]:
    return DealShare.objects.filter(deal=deal_id).select_related("person").order_by("pk")


def quota_between(owners: Owners, first: date, last: date) -> dict[int, int]:
    """Quotas by person; of a month that is only touched, the days' share (cut to whole won)."""
    rows = Quota.objects.filter(product=None, owner__isnull=False)
    return spread_between(rows if owners is None else rows.filter(owner__in=owners),
                          "owner_id", first, last)  # fmt: skip


def spread_between(rows: "QuerySet[Quota]", by: str, first: date, last: date) -> dict[int, int]:
    """Quotas by person, team, territory or product, with the days' share of months cut short."""
    rows = rows.filter(month__in=months_between(first, last))
    found: dict[int, Decimal] = {}
    for whose, month, amount in rows.values_list(by, "month", "amount"):
        length = last_of(month).day
        days = (min(last, last_of(month)) - max(first, month)).days + 1
        found[whose] = found.get(whose, Decimal(0)) + Decimal(amount) * days / length
    return {whose: int(amount) for whose, amount in found.items()}


class Sold(NamedTuple):
    """One deal's part that counts for a person."""

    deal_id: int
    title: str
    percent: Decimal
    amount: int


def sold_by(owners: Owners, first: date, last: date) -> dict[int, list[Sold]]:
    """Won deals of a period by whom they count for: the shares of a deal, else its owner."""
    return _parted(_won_between(first, last), owners)


def _parted(rows: "QuerySet[Deal]", owners: Owners) -> dict[int, list[Sold]]:
    shares: dict[int, list[DealShare]] = {}
    for share in DealShare.objects.filter(deal__in=rows.values("pk")).order_by("pk"):
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


def totals_by(owners: Owners, first: date, last: date) -> dict[int, int]:
    """The won of `sold_by`; only shared deals are looked at one by one."""
    rows, shared = _won_between(first, last), DealShare.objects.order_by().values("deal")
    # everybody named: SQLite goes to the period of each person in the index
    mine = rows.filter(owner__in=among(owners))
    found = dict(mine.values_list("owner_id").annotate(Sum("amount")))
    for owner, amount in rows.filter(pk__in=shared).values_list("owner_id", "amount"):
        if owner in found:
            found[owner] -= amount
    for person, parts in _parted(rows.filter(pk__in=shared), owners).items():
        found[person] = found.get(person, 0) + sum(part.amount for part in parts)
    return {person: amount for person, amount in found.items() if amount}


def _won_between(first: date, last: date) -> "QuerySet[Deal]":
    return Deal.objects.filter(
        status=Deal.Status.WON, closed_on__gte=first, closed_on__lte=last
    ).order_by()


def sold_by_team(first: date, last: date) -> dict[int, int]:
    """Won by department, that of everybody below it counted in."""
    of_person = totals_by(None, first, last)
    teams = dict(User.objects.filter(pk__in=of_person).values_list("pk", "department_id"))
    above = dict(Department.objects.values_list("pk", "parent_id"))
    found: dict[int, int] = {}
    for person, amount in of_person.items():
        team, passed = teams.get(person), set[int]()
        while team is not None and team not in passed:
            found[team] = found.get(team, 0) + amount
            passed.add(team)
            team = above.get(team)
    return found


def sold_in_territories(first: date, last: date) -> dict[int, int]:
    """Won by the territory of the customer."""
    placed = _won_between(first, last).annotate(territory=kept_territory("customer_id"))
    return dict(placed.values_list("territory").annotate(Sum("amount")))


def sold_by_product(owners: Owners, first: date, last: date) -> dict[int, int]:
    """Won by product, from the lines of won deals."""
    rows = DealLine.objects.filter(deal__in=_won_between(first, last)).order_by()
    if owners is not None:
        rows = rows.filter(deal__owner__in=owners)
    return dict(rows.values_list("product_id").annotate(Sum("amount")))


def sold_of(whose: User | Department | Territory, month: date) -> int:
    """What one of them sold in a month."""
    if isinstance(whose, User):
        return totals_by([whose.pk], month, last_of(month)).get(whose.pk, 0)
    read = sold_by_team if isinstance(whose, Department) else sold_in_territories
    return read(month, last_of(month)).get(whose.pk, 0)


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


class _Open(NamedTuple):
    """Open deals of a person alike in everything an outlook asks for."""

    stage: int
    forecast: str
    percent: int | None
    amount: int

    @property
    def chance(self) -> int:
        """In percent: their own, else their stage's."""
        row = stage_row(self.stage)
        return self.percent if self.percent is not None else row.percent if row else 0


def outlook_of(owners: Owners, first: date, last: date, *, today: date) -> dict[int, Outlook]:
    """Open deals expected in the period by person, and what is won already.

    Commit counts deals called commit, best those and the ones called best; omitted ones count
    nowhere. `history` weighs each deal by how often deals of its stage were won in the past year,
    as the night before counted it or, before the first night, of those closed lately.
    """
    rows = Deal.objects.filter(
        status=Deal.Status.OPEN, expected_on__gte=first, expected_on__lte=last,
        owner__in=among(owners),
    ).exclude(forecast=Deal.Forecast.OMIT)  # fmt: skip
    sums = rows.order_by().values_list("owner_id", "stage_id", "forecast", "percent")
    won, rates = totals_by(owners, first, last), rates_on(today)
    open_by: dict[int, list[_Open]] = {}
    for owner, stage, forecast, percent, amount in sums.annotate(Sum("amount")):
        open_by.setdefault(owner, []).append(_Open(stage, forecast, percent, int(amount)))
    called = _called(owners, months_between(first, last))
    found = {}
    for pk in {*won, *open_by, *called}:
        here = open_by.get(pk, [])
        commit = sum(one.amount for one in here if one.forecast == "commit")
        best = sum(one.amount for one in here if one.forecast == "best")
        history = sum(one.amount * rates.get(one.stage, Decimal(0)) for one in here)
        found[pk] = Outlook(
            won.get(pk, 0), sum(one.amount * one.chance for one in here) // 100, commit,
            commit + best, int(history), called.get(pk),
        )  # fmt: skip
    return found


def rates_on(day: date, *, most: int = SAMPLE) -> dict[int, Decimal]:
    """What the last night of the week before a day counted, else what the latest deals say."""
    if night := counted_night(day):
        return dict(StageRate.objects.filter(on=night).values_list("stage_id", "rate"))
    return win_rates(since=sampled_since(day, most), until=day)


def is_sampled(day: date, *, most: int = SAMPLE) -> bool:
    """Whether that is only a part of the deals closed in the year before."""
    return counted_night(day) is None and sampled_since(day, most) > day - YEAR


def counted_night(day: date) -> date | None:
    """The last night of the week before a day that counted a whole year of closed deals."""
    nights = StageRate.objects.filter(on__lte=day, on__gt=day - WEEK)
    return nights.aggregate(last=Max("on"))["last"]


def sampled_since(day: date, most: int) -> date:
    """Since when, within a year before a day, hardly more than so many were won and as many lost.

    Deals closed on one day are not torn apart.
    """
    since = day - YEAR
    for status in (Deal.Status.WON, Deal.Status.LOST):
        rows = Deal.objects.filter(status=status, closed_on__gte=since, closed_on__lte=day)
        days = rows.order_by("-closed_on").values_list("closed_on", flat=True)
        since = max([since, *filter(None, days[most - 1 : most])])
    return since


def win_rates(*, since: date, until: date) -> dict[int, Decimal]:
    """Of the deals closed in that time, the share won among those that ever stood in a stage."""
    stages = list(Stage.objects.filter(outcome=Stage.Outcome.OPEN).values_list("pk", flat=True))
    # from the deals, both ends named: SQLite then reads two indexes and no row
    rows = Deal.objects.filter(
        status__in=(Deal.Status.WON, Deal.Status.LOST), closed_on__gte=since, closed_on__lte=until,
        states__stage__in=stages,
    )  # fmt: skip
    counted = rows.order_by().values_list("states__stage").annotate(
        every=Count("pk", distinct=True),
        won=Count("pk", distinct=True, filter=Q(status=Deal.Status.WON)),
    )  # fmt: skip
    return {stage: Decimal(won) / every for stage, every, won in counted}


def _called(owners: Owners, months: Iterable[date]) -> Mapping[int, int]:
    rows = ForecastCall.objects.filter(month__in=list(months))
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    return dict(rows.order_by().values_list("owner_id").annotate(Sum("amount")))
