"""How prices and products read on pages."""

from django import template

from dangol.catalog.lists import unit_price
from dangol.catalog.products.models import Product
from dangol.workspace.lists.custom import own_facts

register = template.Library()
register.filter("unit_price", unit_price)
register.filter("own_facts", own_facts)


@register.filter
def product_name(pk: int | None) -> str:
    """The name of a product by id, for timeline entries, which carry ids only."""
    return Product.objects.filter(pk=pk or 0).values_list("name", flat=True).first() or ""
