"""What happens with products at customers, for the apps above."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class ProductInstalled(CustomerEvent):
    """The customer has one more piece of a product."""

    installed_id: int
    product_id: int
