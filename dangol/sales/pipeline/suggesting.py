"""What else a customer may want (F43, F48): beside and above what they bought, and not theirs."""

from django.db.models import Value

from dangol.catalog.models import Installed, ProductRelation
from dangol.catalog.products.suggesting import Suggestions, suggestions_beside
from dangol.customers.models import Customer
from dangol.sales.pipeline.models import Deal, DealLine

KINDS = {
    ProductRelation.Kind.UPGRADE: Deal.Kind.UPSELL,
    ProductRelation.Kind.CROSS: Deal.Kind.CROSS,
}  # fmt: skip


def suggestions_to(customer: Customer) -> Suggestions:
    """The most promising first; what they bought, have or are being offered is left out."""
    lines = DealLine.objects.filter(deal__customer=customer).exclude(deal__status=Deal.Status.LOST)
    pieces = Installed.objects.filter(customer=customer).order_by()
    offered = lines.order_by().values_list("product_id", "deal__status")
    known = list(offered.union(pieces.values_list("product_id", Value(str(Deal.Status.WON)))))
    bought = [pk for pk, status in known if status == Deal.Status.WON and pk]
    return suggestions_beside(bought, without=[pk for pk, _status in known if pk])
