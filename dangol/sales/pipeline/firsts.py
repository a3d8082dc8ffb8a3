"""The first cards of the columns of a board."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from dangol.customers.models import Customer
from dangol.kit.db.prepared import Prepared, prepared
from dangol.sales.pipeline.cards import Card
from dangol.sales.pipeline.models import Deal, Stage

ROW = tuple(name for name in Card._fields if not name.startswith("customer__"))
Row = tuple[Any, ...]


class FirstCards:
    """The first deals of columns, of everybody (None) or of some people."""

    def __init__(self, owners: list[int] | None, limit: int) -> None:
        self.limit = limit
        if owners is None or len(owners) == 1:
            self.owners, self.parts = owners or [], _parts(limit, bool(owners))
        else:
            self.owners, self.parts = [], _written(_open().filter(owner_id__in=owners), limit)

    def of(self, stage: int, count: int) -> list[Row]:
        """Of a stage that has so many deals, without their customers."""
        wanted = min(count, self.limit)
        found: list[Row] = []
        for part in self.parts:
            if len(found) < wanted:
                found += part(stage, *self.owners)
        return found[:wanted]


def with_customers(columns: Sequence[Sequence[Row]]) -> list[list[Card]]:
    """Whose the deals are, in one query: joined, PostgreSQL reads customers it does not show."""
    place = ROW.index("customer_id")
    ids = {row[place] for rows in columns for row in rows}
    named = Customer.objects.filter(pk__in=ids).order_by().values_list("pk", "name", "kind")
    customers = {pk: said for pk, *said in named}
    return [  # one merged into another just now is left out
        [Card(*row, *customers[row[place]]) for row in rows if row[place] in customers]
        for rows in columns
    ]


def _open() -> "QuerySet[Deal]":
    return Deal.objects.filter(status=Stage.Outcome.OPEN)


@lru_cache(maxsize=8)
def _parts(limit: int, of_one: bool) -> tuple[Prepared[Any], Prepared[Any]]:
    """For everybody's deals and for one person's the SQL is the same for whoever looks."""
    return _written(_open(), limit, of_one=of_one)


def _written(
    deals: "QuerySet[Deal]", limit: int, *, of_one: bool = False
) -> tuple[Prepared[Any], Prepared[Any]]:
    """The cards of a stage with a day and those without; the SQL is written once for all stages.

    Empty days are asked for apart: NULLS LAST would use no index (docs/adr/0030).
    """

    def of(stage: int, *owner: int) -> "QuerySet[Deal]":
        return deals.filter(stage_id=stage, **({"owner_id": owner[0]} if of_one else {}))

    @prepared
    def dated(stage: int, *owner: int) -> "QuerySet[Any]":
        rows = of(stage, *owner).filter(expected_on__isnull=False)
        return rows.order_by("expected_on", "-pk").values_list(*ROW)[:limit]

    @prepared
    def undated(stage: int, *owner: int) -> "QuerySet[Any]":
        rows = of(stage, *owner).filter(expected_on=None)
        return rows.order_by("-pk").values_list(*ROW)[:limit]

    return dated, undated
