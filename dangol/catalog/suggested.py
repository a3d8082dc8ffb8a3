"""Suggested products as callers of the API read them, of customers and of quotes."""

from decimal import Decimal
from typing import Any

from ninja import Schema

from dangol.catalog.products.suggesting import Suggestion, Suggestions


class SuggestionOut(Schema):
    """A product to offer: `because_id` is the one it goes with, `value` list price × chance, won.

    `owners` is how many customers got that one, `buyers` how many of them got this one with it or
    later; `chance` lies between 0 and 1. `is_hidden`: worth less than the office's threshold.
    """

    product_id: int
    code: str
    name: str
    list_price: Decimal
    relation: str
    because_id: int
    owners: int
    buyers: int
    chance: float
    value: int
    reason: str
    is_hidden: bool


def as_told(found: Suggestions) -> list[dict[str, Any]]:
    """All of them, the most promising first."""
    rows = [(row, False) for row in found.shown] + [(row, True) for row in found.hidden]
    return [_told(row) | {"is_hidden": is_hidden} for row, is_hidden in rows]


def _told(row: Suggestion) -> dict[str, Any]:
    return {
        "product_id": row.product.pk, "code": row.product.code, "name": row.product.name,
        "list_price": row.product.list_price, "relation": row.relation,
        "because_id": row.because.pk, "owners": row.owners, "buyers": row.buyers,
        "chance": round(row.chance, 4), "value": row.value, "reason": row.reason,
    }  # fmt: skip
