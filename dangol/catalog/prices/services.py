"""Acts on price lists."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils.translation import gettext as _

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
def set_prices(
    price_list: PriceList, prices: Iterable[dict[str, Any]], *, actor: User | None
) -> None:
    """Give a list these prices and no others; lines that stay as they are are not touched.

    Refuses the same product and quantity twice.
    """
    now = {(row.product_id, row.from_quantity): row for row in price_list.prices.all()}
    wanted: dict[tuple[Any, Any], dict[str, Any]] = {}
    for values in prices:
        key = (values["product"].pk, values["from_quantity"])
        if key in wanted:
            raise ValidationError(
                _("%(name)s: 같은 수량의 가격이 두 번 있습니다.") % {"name": values["product"].name}
            )
        wanted[key] = values
    for key in now.keys() - wanted.keys():
        remove(now[key], actor=actor)
    for key, values in wanted.items():
        if key in now:
            change(now[key], actor=actor, **values)
        else:
            create(Price, actor=actor, price_list=price_list, **values)


@atomic
def remove_price_list(price_list: PriceList, *, actor: User | None) -> None:
    """Delete a list with its prices; documents keep the prices they were made with."""
    remove(price_list, actor=actor)
