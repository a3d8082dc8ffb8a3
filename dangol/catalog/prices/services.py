"""Acts on price lists."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.prices.models import Price, PriceList
from dangol.catalog.products.models import Product
from dangol.kit.korean.text import clean
from dangol.kit.records import announce_many, change, create, judged, lock, remove


class PriceGiven(NamedTuple):
    """A product's price from a quantity on: won for one, or percent off the 정가."""

    product: Product
    from_quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    percent_off: Decimal | None = None


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
def open_price_list(
    prices: Sequence[PriceGiven], *, name: str, actor: User | None, **values: Any
) -> PriceList:
    """Add a price list with its prices."""
    row = write_price_list(None, name=name, actor=actor, **values)
    if prices:
        put_prices(row, prices, actor=actor)
    return row


@atomic
def end_price_list(row: PriceList, *, on: date, actor: User | None) -> PriceList:
    """Let a list hold up to a day, that day included; refuses a day before its first."""
    row = lock(row)
    if row.starts_on and on < row.starts_on:
        text = _("끝나는 날은 시작일(%(day)s)과 같거나 뒤여야 합니다.")
        raise ValidationError({"on": text % {"day": f"{row.starts_on:%Y-%m-%d}"}})
    return change(row, actor=actor, ends_on=on)


@atomic
def put_prices(price_list: PriceList, given: Sequence[PriceGiven], *, actor: User | None) -> int:
    """Set prices of a list at once; a product and quantity that is there gets the new one.

    Returns how many are new. One that is neither or both of won and percent refuses them all.
    """
    lock(price_list)
    held = {(row.product_id, row.from_quantity): row for row in price_list.prices.all()}
    fresh: dict[tuple[int, Decimal], Price] = {}
    for one in given:
        place = (one.product.pk, one.from_quantity)
        row = held.get(place) or fresh.setdefault(
            place, Price(price_list=price_list, product=one.product, from_quantity=place[1])
        )
        row.unit_price, row.percent_off = one.unit_price, one.percent_off
        row.clean_fields(exclude=["price_list", "product"])
    named = {(one.product.pk, one.from_quantity) for one in given}
    kept = [row for place, row in held.items() if place in named]
    for row in kept:
        row.version, row.updated_at = row.version + 1, timezone.now()
    new = list(fresh.values())
    with judged([*new, *kept]):
        new = Price.objects.bulk_create(new, batch_size=500)
        Price.objects.bulk_update(
            kept, ["unit_price", "percent_off", "version", "updated_at"], batch_size=500
        )
    for verb, rows in (("create", new), ("change", kept)):
        if rows:
            announce_many(Price, [row.pk for row in rows], verb, {}, actor=actor)
    return len(new)


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
