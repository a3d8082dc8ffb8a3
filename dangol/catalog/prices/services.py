"""Acts on price lists."""

from typing import Any

from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.catalog.prices.models import Price, PriceList
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove


@atomic
def write_price_list(
    row: PriceList | None,
    *,
    name: str,
    actor: User | None,
    version: int | None = None,
    **values: Any,
) -> PriceList:
    """Add a price list or change one; refuses a period that ends before it begins."""
    values["name"] = clean(name)
    if row is None:
        return create(PriceList, actor=actor, **values)
    return change(lock(row), actor=actor, version=version, **values)


@atomic
def write_price(
    price_list: PriceList, row: Price | None, *, actor: User | None, **values: Any
) -> Price:
    """Put a price into a list or change one: won for one unit, or percent off the 정가."""
    if row is None:
        return create(Price, actor=actor, price_list=price_list, **values)
    return change(row, actor=actor, **values)


@atomic
def remove_price(price: Price, *, actor: User | None) -> None:
    """Take a price out of its list."""
    remove(price, actor=actor)


@atomic
def remove_price_list(price_list: PriceList, *, actor: User | None) -> None:
    """Delete a list with its prices; documents keep the prices they were made with."""
    remove(price_list, actor=actor)
