"""Acts on what customers have."""

import calendar
from datetime import date
from typing import Any

from django.db.transaction import atomic

from dangol.accounts.models import User
from dangol.catalog.events import ProductInstalled
from dangol.catalog.installed.models import Installed
from dangol.catalog.products.models import Product
from dangol.codes.custom import clean_custom
from dangol.customers.models import Customer
from dangol.customers.parties.checks import refuse_resident_number
from dangol.kit.events import publish
from dangol.kit.korean.text import clean
from dangol.kit.records import change, create, lock, remove

RECORD = "catalog.installed"
_TEXTS = ("serial", "place", "note")


@atomic
def install(
    customer: Customer,
    *,
    product: Product,
    actor: User | None,
    purchased_on: date | None = None,
    warranty_until: date | None = None,
    **values: Any,
) -> Installed:
    """Write down that a customer has a product; the warranty follows from its months."""
    if warranty_until is None and purchased_on and product.warranty_months:
        warranty_until = warranty_end(purchased_on, product.warranty_months)
    piece = create(
        Installed,
        actor=actor,
        customer=customer,
        product=product,
        purchased_on=purchased_on,
        warranty_until=warranty_until,
        **_checked(values, {}),
    )
    publish(
        ProductInstalled(
            customer_id=customer.pk,
            installed_id=piece.pk,
            product_id=product.pk,
            actor_id=actor.pk if actor else None,
        )
    )
    return piece


@atomic
def edit_installed(
    piece: Installed, *, actor: User | None, version: int | None = None, **values: Any
) -> Installed:
    """Correct a piece; what is not given stays."""
    piece = lock(piece)
    return change(piece, actor=actor, version=version, **_checked(values, piece.custom))


@atomic
def remove_installed(piece: Installed, *, actor: User | None) -> None:
    """Take a piece off the customer; for one that never was there."""
    remove(piece, actor=actor)


def warranty_end(purchased_on: date, months: int) -> date:
    """The last day of a warranty: the day before the same day so many months later (민법 §160)."""
    year, month = divmod(purchased_on.year * 12 + purchased_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if purchased_on.day > last:
        return date(year, month + 1, last)
    return date.fromordinal(date(year, month + 1, purchased_on.day).toordinal() - 1)


def _checked(values: dict[str, Any], held: dict[str, Any]) -> dict[str, Any]:
    for field in _TEXTS:
        if field in values:
            values[field] = refuse_resident_number(clean(values[field]))
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=held)
    return values
