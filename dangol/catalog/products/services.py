"""Acts on the catalogue: products, what stands beside them, what bundles are made of."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.products.models import Category, Part, Product, ProductFile, ProductRelation
from dangol.catalog.products.queries import users_of
from dangol.codes.custom import clean_custom
from dangol.codes.numbers import next_number
from dangol.customers.parties.files import checked_file
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean, clean_text
from dangol.kit.records import change, create, lock, remove
from dangol.kit.search import search_text

RECORD = "catalog.product"


@atomic
def add_product(*, name: str, actor: User | None, code: str = "", **values: Any) -> Product:
    """Put a product into the catalogue; without a code it gets the next one."""
    code = clean(code) or next_number(RECORD)
    values = _checked({"name": name, "code": code, **values}, Product())
    return create(Product, actor=actor, **values)


@atomic
def edit_product(
    product: Product, *, actor: User | None, version: int | None = None, **values: Any
) -> Product:
    """Change fields; what is not given stays. With `version` raises Conflict if it moved on."""
    product = lock(product)
    return change(product, actor=actor, version=version, **_checked(values, product))


def _checked(values: dict[str, Any], product: Product) -> dict[str, Any]:
    for field in ("name", "code", "spec", "unit", "stop_reason"):
        if field in values:
            values[field] = clean(values[field])
    if "text" in values:
        values["text"] = clean_text(values["text"])
    if "custom" in values:
        values["custom"] = clean_custom(RECORD, values["custom"], before=product.custom)
    if values.get("is_on_sale"):
        values["stop_reason"] = ""
    now = {field: values.get(field, getattr(product, field)) for field in ("name", "code", "spec")}
    values["search"] = search_text(now["name"], now["code"], notes=(now["spec"],))
    return values


@atomic
def stop_sale(product: Product, *, reason: str, actor: User | None) -> Product:
    """판매 중지: offered no more; documents that hold it stay as they are."""
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": _("판매를 멈추는 사유를 적어 주세요.")})
    return change(lock(product), actor=actor, is_on_sale=False, stop_reason=reason[:200])


@atomic
def resume_sale(product: Product, *, actor: User | None) -> Product:
    """Offer it again."""
    return change(lock(product), actor=actor, is_on_sale=True, stop_reason="")


@atomic
def remove_product(product: Product, *, actor: User | None) -> None:
    """Delete a product nobody bought or quoted; others can only be taken off sale."""
    product = lock(product)
    if kinds := sorted({str(model._meta.verbose_name) for model in users_of(product)}):
        raise Refused(
            _("쓰고 있는 상품은 지울 수 없습니다(%(kinds)s). 대신 판매를 중지해 주세요.")
            % {"kinds": ", ".join(kinds)}
        )
    remove(product, actor=actor)


@atomic
def relate(
    product: Product, other: Product, *, kind: str, actor: User | None, note: str = ""
) -> ProductRelation:
    """Let a product point at another. Refuses upgrades in a circle and a pair that is at once
    needed and not allowed.
    """
    if kind == ProductRelation.Kind.UPGRADE and product.pk in _above(other.pk):
        raise Refused(
            _("상위 상품이 돌고 돕니다: %(other)s의 상위 상품 가운데 %(product)s(이)가 있습니다.")
            % {"other": other.name, "product": product.name}
        )
    opposite = {
        ProductRelation.Kind.REQUIRES: ProductRelation.Kind.EXCLUDES,
        ProductRelation.Kind.EXCLUDES: ProductRelation.Kind.REQUIRES,
    }.get(ProductRelation.Kind(kind))
    back = ProductRelation.objects.filter(product=other, other=product, kind=opposite)
    if opposite and back.exists():
        raise Refused(_("두 상품이 한쪽에서는 함께 있어야 하고 다른 쪽에서는 함께 팔 수 없습니다."))
    return create(
        ProductRelation, actor=actor, product=product, other=other, kind=kind, note=clean(note)
    )


def _above(product_id: int) -> set[int]:
    """Every product reached by going up from this one, itself included."""
    found, edge = {product_id}, {product_id}
    while edge:
        rows = ProductRelation.objects.filter(
            product_id__in=edge, kind=ProductRelation.Kind.UPGRADE
        )
        edge = set(rows.values_list("other_id", flat=True)) - found
        found |= edge
    return found


@atomic
def set_parts(
    bundle: Product, parts: Iterable[tuple[Product, Decimal]], *, actor: User | None
) -> None:
    """Say anew what a bundle is made of; refuses itself and bundles that contain it."""
    wanted = list(parts)
    if wanted and bundle.kind != Product.Kind.BUNDLE:
        raise Refused(_("묶음 상품에만 구성품을 넣을 수 있습니다."))
    for product, _quantity in wanted:
        if bundle.pk in _inside(product.pk):
            raise Refused(
                _("%(name)s 안에 이 묶음이 들어 있어 구성품으로 넣을 수 없습니다.")
                % {"name": product.name}
            )
    for old in bundle.parts.all():
        remove(old, actor=actor)
    for product, quantity in wanted:
        create(Part, actor=actor, bundle=bundle, product=product, quantity=quantity)


def _inside(product_id: int) -> set[int]:
    """Every product inside this one, itself included."""
    found, edge = {product_id}, {product_id}
    while edge:
        inside = Part.objects.filter(bundle_id__in=edge).values_list("product_id", flat=True)
        edge = set(inside) - found
        found |= edge
    return found


@atomic
def write_category(
    row: Category | None, *, name: str, parent: Category | None, actor: User | None, order: int = 0
) -> Category:
    """Add a category or change one; it cannot stand under itself."""
    above, step = parent, 0
    while above is not None and step < 100:
        if row is not None and above.pk == row.pk:
            raise ValidationError({"parent": _("자기 아래의 분류로는 옮길 수 없습니다.")})
        above, step = above.parent, step + 1
    values: dict[str, Any] = {"name": clean(name), "parent": parent, "order": order}
    if row is None:
        return create(Category, actor=actor, **values)
    return change(row, actor=actor, **values)


@atomic
def remove_category(row: Category, *, actor: User | None) -> None:
    """Take an empty category away; one with products or others below it stays."""
    if row.children.exists() or row.products.exists():
        raise Refused(_("상품이나 아래 분류가 있는 분류는 지울 수 없습니다. 먼저 옮겨 주세요."))
    remove(row, actor=actor)


@atomic
def unrelate(relation: ProductRelation, *, actor: User | None) -> None:
    """Take a relation away."""
    remove(relation, actor=actor)


@atomic
def attach_file(product: Product, *, file: File, actor: User | None) -> ProductFile:
    """Keep a file with a product; the same kinds and sizes as with customers."""
    name, stored = checked_file(file, stem=str(product.pk))
    return create(
        ProductFile,
        actor=actor,
        product=product,
        file=stored,
        name=name,
        size=file.size,
        added_by=actor,
    )


@atomic
def detach_file(file: ProductFile, *, actor: User | None) -> None:
    """Delete a file."""
    remove(file, actor=actor)
