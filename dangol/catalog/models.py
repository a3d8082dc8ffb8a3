from dangol.catalog.configuring.models import ProductGroup, ProductOption, ProductRule
from dangol.catalog.installed.models import Installed
from dangol.catalog.prices.models import Price, PriceList
from dangol.catalog.products.models import (
    Category,
    Part,
    Product,
    ProductFile,
    ProductRelation,
    RelationChance,
)

__all__ = [
    "Category",
    "Installed",
    "Part",
    "Price",
    "PriceList",
    "Product",
    "ProductFile",
    "ProductGroup",
    "ProductOption",
    "ProductRelation",
    "ProductRule",
    "RelationChance",
]
