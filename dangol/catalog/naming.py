"""Products as callers of the API name them: by id or by their own code, one of both."""

from collections.abc import Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.catalog.products.queries import products_seen_by
from dangol.kit.api.fields import Body, Code, Id

Errors = dict[str, list[str]]
N = TypeVar("N", bound="Naming")


class Naming(Body):
    """One product, by `product_id` or by `product_code`."""

    product_id: Id | None = None
    product_code: Code = ""


def look_up(
    user: User, rows: Sequence[N], *, place: str = "", is_needed: bool = True
) -> tuple[list[Product | None], Errors]:
    """The product each row names, as far as the person sees it; what is wrong, by field.

    `place` is the field the rows came in (`lines` tells of `lines.0.product_code`); two queries.
    """
    seen = products_seen_by(user)
    ids = seen.in_bulk([row.product_id for row in rows if row.product_id])
    codes = seen.in_bulk([row.product_code for row in rows if row.product_code], field_name="code")
    found: list[Product | None] = []
    errors: Errors = {}
    for n, row in enumerate(rows):
        product = ids.get(row.product_id) if row.product_id else codes.get(row.product_code)
        name, text = _wrong(row, product, is_needed=is_needed)
        if text:
            errors[f"{place}.{n}.{name}" if place else name] = [text]
        found.append(product)
    return found, errors


def _wrong(row: Naming, product: Product | None, *, is_needed: bool) -> tuple[str, str]:
    if row.product_id and row.product_code:
        return "product_code", _("product_id와 product_code 가운데 하나만 적어 주세요.")
    name = "product_id" if row.product_id else "product_code"
    if product is None and (row.product_id or row.product_code):
        return name, _("없는 상품입니다.")
    if product is None and is_needed:
        return name, _("상품을 product_id나 product_code로 적어 주세요.")
    return name, ""


def products_named(user: User, rows: Sequence[N], *, place: str = "") -> list[Product]:
    """The product of each row; refuses rows that name none, two ways at once or an unknown one."""
    found, errors = look_up(user, rows, place=place)
    if errors:
        raise ValidationError(errors)
    return [product for product in found if product]


def product_named(user: User, row: Naming) -> Product | None:
    """The product a body names, None where it names none; refuses what `products_named` does."""
    (product,), errors = look_up(user, [row], is_needed=False)
    if errors:
        raise ValidationError(errors)
    return product
