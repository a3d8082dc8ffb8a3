"""Reading the catalogue."""

from typing import NamedTuple

from django.db.models import PROTECT, SET_NULL, ManyToOneRel, Model, Q, QuerySet

from dangol.accounts.models import User
from dangol.catalog.products.models import Category, Part, Product, ProductRelation

DEEPEST = 20


class Related(NamedTuple):
    """A product beside another one, and in which way."""

    relation: ProductRelation
    product: Product


def products_seen_by(user: User, verb: str = "view") -> QuerySet[Product]:
    """Products this person may see (or change), without any order."""
    return Product.objects.visible_to(user, verb)


def sellable() -> QuerySet[Product]:
    """Products on sale, by name."""
    return Product.objects.filter(is_on_sale=True).order_by("name", "pk")


def related_to(product: Product) -> list[Related]:
    """What stands beside a product, grouped by kind; those no longer sold come last."""
    rows = product.relations.select_related("other").order_by("kind", "-other__is_on_sale", "pk")
    return [Related(row, row.other) for row in rows]


def set_problems(product_ids: list[int]) -> list[ProductRelation]:
    """Relations these products together break: one needed is missing, or two exclude each other."""
    here = set(product_ids)
    kinds = (ProductRelation.Kind.REQUIRES, ProductRelation.Kind.EXCLUDES)
    rows = ProductRelation.objects.filter(product_id__in=here, kind__in=kinds)
    return [
        row
        for row in rows.select_related("product", "other").order_by("pk")
        if (row.kind == ProductRelation.Kind.REQUIRES) != (row.other_id in here)
    ]


def users_of(product: Product) -> list[type[Model]]:
    """What kinds of records, of any app, hold a product and would be lost or lose it.

    Deleting sold products by the database alone would leave their revenue without a product.
    """
    held = (PROTECT, SET_NULL)
    return [
        relation.related_model
        for relation in product._meta.get_fields(include_hidden=True)
        if isinstance(relation, ManyToOneRel) and relation.on_delete in held
        and relation.related_model._base_manager.filter(**{relation.field.name: product}).exists()
    ]  # fmt: skip


def parts_of(bundle: Product) -> QuerySet[Part]:
    """What a bundle is made of."""
    return bundle.parts.select_related("product").order_by("pk")


def categories() -> list[tuple[Category, int]]:
    """Every category with its depth, children under their parent."""
    rows = list(Category.objects.order_by("order", "name"))
    below: dict[int | None, list[Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: list[tuple[Category, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in below.get(parent, ()):
            found.append((row, depth))
            if depth < DEEPEST:
                walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def find_products(user: User, q: str, *, limit: int) -> list[Product]:
    """The products a search names best: exact code first, then by tokens."""
    rows = products_seen_by(user)
    exact = list(rows.filter(code__iexact=q.strip()[:50])[:1])
    found = rows.filter(search__matches=q).exclude(pk__in=[row.pk for row in exact])
    return [*exact, *found.order_by("-is_on_sale", "name")[: limit - len(exact)]]


def by_code_or_name(text: str) -> Product | None:
    """The product a file names: by code, else by its only exact name."""
    text = text.strip()
    found = list(Product.objects.filter(Q(code__iexact=text) | Q(name__iexact=text))[:3])
    exact = [row for row in found if row.code.casefold() == text.casefold()]
    if exact:
        return exact[0]
    return found[0] if len(found) == 1 else None
