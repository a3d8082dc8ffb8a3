"""What else a customer may want (F43): beside and above what they bought, and not yet theirs."""

from typing import NamedTuple

from django.db.models import Value

from dangol.catalog.models import Installed, Product, ProductRelation
from dangol.catalog.products.queries import suggestions_for
from dangol.customers.models import Customer
from dangol.sales.pipeline.models import Deal, DealLine

MOST = 4
KINDS = (
    (ProductRelation.Kind.UPGRADE, Deal.Kind.UPSELL), (ProductRelation.Kind.CROSS, Deal.Kind.CROSS),
)  # fmt: skip


class Suggested(NamedTuple):
    """A product to offer, whether above or beside what they have, and the kind of deal it makes."""

    product: Product
    relation: ProductRelation.Kind
    kind: Deal.Kind


def suggestions_to(customer: Customer) -> list[Suggested]:
    """Upgrades first, dear ones first; what they bought, have or are being offered is left out."""
    lines = DealLine.objects.filter(deal__customer=customer).exclude(deal__status=Deal.Status.LOST)
    pieces = Installed.objects.filter(customer=customer).order_by()
    offered = lines.order_by().values_list("product_id", "deal__status")
    known = list(offered.union(pieces.values_list("product_id", Value(str(Deal.Status.WON)))))
    bought = [pk for pk, status in known if status == Deal.Status.WON]
    if not bought:
        return []
    theirs = {pk for pk, _status in known}
    found = []
    for relation, kind in KINDS:
        fitting = suggestions_for(bought, relation).exclude(pk__in=theirs)
        found += [
            Suggested(product, relation, kind)
            for product in fitting.order_by("-list_price", "pk")[:MOST]
        ]
    return found[:MOST]
