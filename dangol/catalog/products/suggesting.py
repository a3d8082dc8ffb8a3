"""Products to offer (F43, F48): what stands beside and above others, by price × learned chance."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import ExpressionWrapper, F, FloatField, Q, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from dangol.catalog.preferences import SuggestionPreferences
from dangol.catalog.products.models import Product, ProductRelation
from dangol.codes import preferences
from dangol.kit.korean.text import fit_particles

PRIOR_BUYERS, PRIOR_OWNERS = 1, 20
MOST, READ = 12, 200
OFFERED = (ProductRelation.Kind.UPGRADE, ProductRelation.Kind.CROSS)


def chance_of(owners: int, buyers: int) -> float:
    """How likely an owner is to buy, between 0 and 1, neither included.

    As if twenty more owners were known of whom one bought: 5 % where nothing is known, and the
    first few sales do not make it jump.
    """
    return (buyers + PRIOR_BUYERS) / (owners + PRIOR_OWNERS)


@dataclass(frozen=True)
class Suggestion:
    """A product to offer because of another; `value` is list price × chance, won."""

    product: Product
    because: Product
    relation: ProductRelation.Kind
    owners: int
    buyers: int

    @property
    def chance(self) -> float:
        return chance_of(self.owners, self.buyers)

    @property
    def value(self) -> int:
        return round(self.product.list_price * Decimal(self.chance))

    @property
    def reason(self) -> str:
        """Why, in the words of the screen."""
        said: dict[str, object] = {"name": self.because.name}
        if self.owners:
            text = _("%(name)s을(를) 산 고객 %(owners)s명 가운데 %(buyers)s명이 삼")
            said |= {"owners": f"{self.owners:,}", "buyers": f"{self.buyers:,}"}
        else:
            text = _("%(name)s을(를) 산 고객의 기록이 없어 %(percent)s%%로 봄")
            said |= {"percent": round(100 * self.chance)}
        return fit_particles(text % said)


@dataclass(frozen=True)
class Suggestions:
    """What is worth a look, best first, and what the office's threshold hides."""

    shown: list[Suggestion]
    hidden: list[Suggestion]

    def __bool__(self) -> bool:
        return bool(self.shown or self.hidden)


def suggestions_beside(
    product_ids: Iterable[int],
    *,
    without: Iterable[int] = (),
    kinds: Iterable[ProductRelation.Kind] = OFFERED,
) -> Suggestions:
    """Products on sale these point at, except themselves and those in `without`; one query.

    Each product once, for its best reason; at most twelve.
    """
    given = set(product_ids)
    if not given:
        return Suggestions([], [])
    owners, buyers = (Coalesce(F(f"chance__{key}"), Value(0)) for key in ("owners", "buyers"))
    chance = Cast(buyers + PRIOR_BUYERS, FloatField()) / (owners + PRIOR_OWNERS)
    value = ExpressionWrapper(Cast("other__list_price", FloatField()) * chance, FloatField())
    rows = (
        ProductRelation.objects.filter(product_id__in=given, kind__in=list(kinds))
        .exclude(Q(other_id__in=given | set(without)))
        .filter(other__is_on_sale=True)
        .annotate(owners=owners, buyers=buyers, value=value)
        .select_related("product", "other")
        .order_by("-value", "other_id", "pk")[:READ]
    )
    best: dict[int, Suggestion] = {}
    for row in rows:
        kind = ProductRelation.Kind(row.kind)
        told = Suggestion(row.other, row.product, kind, row.owners, row.buyers)
        best.setdefault(row.other_id, told)
    found = list(best.values())[:MOST]
    least = preferences.get(SuggestionPreferences).least_value
    return Suggestions(
        [row for row in found if row.value >= least], [row for row in found if row.value < least]
    )
