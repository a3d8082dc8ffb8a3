"""Other ways to look at open deals: as a funnel, by the month, by region."""

from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from dangol.kit.korean.regions import REGIONS, TILES, region_of
from dangol.sales.pipeline.models import Deal, Stage
from dangol.sales.pipeline.queries import Column

DAY_MOST = 4


def list_address(**params: Any) -> str:
    """The list of open deals under further conditions."""
    return f"{reverse('sales:deal_list')}?{urlencode({'status': 'open', **params})}"


class Band(NamedTuple):
    """One stage of the funnel; `share` of the widest one, in percent."""

    column: Column
    share: int
    stuck_days: int


def funnel_of(columns: list[Column]) -> list[Band]:
    """Bands as wide as their won; a stage with deals is never thinner than two percent."""
    widest = max((column.total for column in columns), default=0) or 1
    return [
        Band(c, max(2 if c.number else 0, c.total * 100 // widest), c.stage.stuck_days)
        for c in columns
    ]


class Tile(NamedTuple):
    """One 시·도 of the map: how many open deals, their won and weighted won."""

    name: str
    short: str
    x: int
    y: int
    number: int
    amount: int
    weighted: int
    share: int
    url: str


def map_of(deals: "QuerySet[Deal]") -> tuple[list[Tile], int]:
    """Open deals by the region of their customer, and how many have none; one query."""
    chance = Coalesce("percent", "stage__percent")
    rows = deals.filter(status=Stage.Outcome.OPEN).order_by().values_list("customer__region")
    sums: dict[str, list[int]] = {}
    counted = rows.annotate(n=Count("pk"), won=Sum("amount"), parts=Sum(F("amount") * chance))
    for text, number, amount, parts in counted:
        found = sums.setdefault(region_of(text), [0, 0, 0])
        for n, value in enumerate((number, amount, int(parts))):
            found[n] += value
    most = max((row[1] for name, row in sums.items() if name), default=0) or 1
    tiles = []
    for region in REGIONS:
        number, amount, parts = sums.get(region.name, [0, 0, 0])
        x, y = TILES[region.short]
        url = list_address(**{"region.starts": region.name}) if number else ""
        tiles.append(Tile(region.name, region.short, x, y, number, amount, parts // 100,
                          amount * 100 // most, url))  # fmt: skip
    return tiles, sums.get("", [0])[0]


class Day(NamedTuple):
    """One day of the month with the first deals expected on it."""

    on: date
    is_here: bool
    deals: list[Deal]
    more: int
    amount: int
    url: str


def month_of(deals: "QuerySet[Deal]", month: date) -> list[list[Day]]:
    """Whole weeks from Monday with the open deals expected to close; two queries."""
    first = month - timedelta(days=month.weekday())
    after = (month + timedelta(days=32)).replace(day=1)
    last = after + timedelta(days=(7 - after.weekday()) % 7 - 1)
    rows = deals.filter(
        status=Stage.Outcome.OPEN, expected_on__gte=first, expected_on__lte=last
    ).order_by("expected_on", "-amount", "-pk")
    counted = rows.order_by().values_list("expected_on").annotate(Count("pk"), Sum("amount"))
    sums = {on: (number, won) for on, number, won in counted}
    shown: dict[date, list[Deal]] = {}
    for deal in rows.select_related("customer").defer("search", "text", "custom")[:1_000]:
        if deal.expected_on and len(shown.setdefault(deal.expected_on, [])) < DAY_MOST:
            shown[deal.expected_on].append(deal)
    days = []
    for n in range((last - first).days + 1):
        on = first + timedelta(days=n)
        number, won = sums.get(on, (0, 0))
        here = shown.get(on, [])
        days.append(Day(on, on.month == month.month, here, number - len(here), won,
                        list_address(expected_on=on.isoformat())))  # fmt: skip
    return [days[n : n + 7] for n in range(0, len(days), 7)]
