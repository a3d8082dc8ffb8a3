"""Which price holds for a customer, a quantity and a day."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from dangol.accounts.models import User
from dangol.catalog.prices.models import Price, PriceList
from dangol.catalog.products.models import Product
from dangol.customers.models import CompanyType, Customer


class PriceFound(NamedTuple):
    """The won for one unit without tax, and the list it comes from (None: the 정가)."""

    unit_price: Decimal
    price_list: PriceList | None


def price_lists_seen_by(user: User) -> QuerySet[PriceList]:
    """Every price list, for those who may see prices."""
    rows = PriceList.objects.visible_to(user)
    return rows.select_related("customer", "grade", "company_type")


def prices_of(price_list: PriceList) -> QuerySet[Price]:
    """The lines of a list, by product and quantity."""
    return price_list.prices.select_related("product").order_by("product__name", "from_quantity")


def lists_for(customer: Customer | None, *, on: date) -> list[PriceList]:
    """The lists that hold for a customer on a day, the one that wins first; two queries."""
    for_whom = Q(customer=None, grade=None, company_type=None)
    if customer is not None:
        types = list(
            CompanyType.objects.filter(customer=customer).values_list("type_id", flat=True)
        )
        for_whom = (
            (Q(customer=None) | Q(customer=customer))
            & (Q(grade=None) | Q(grade_id=customer.grade_id))
            & (Q(company_type=None) | Q(company_type_id__in=types))
        )
    rows = PriceList.objects.filter(
        for_whom,
        Q(starts_on=None) | Q(starts_on__lte=on),
        Q(ends_on=None) | Q(ends_on__gte=on),
        is_active=True,
    )
    return sorted(rows, key=lambda row: (_narrowness(row), row.priority, row.pk), reverse=True)


def _narrowness(row: PriceList) -> int:
    return 4 * bool(row.customer_id) + 2 * bool(row.company_type_id) + bool(row.grade_id)


def price_for(
    product: Product, *, quantity: Decimal, on: date, customer: Customer | None = None
) -> PriceFound:
    """The price of one unit for this customer from this quantity on, on this day."""
    return prices_for([(product, quantity)], on=on, customer=customer)[0]


def prices_for(
    wanted: Iterable[tuple[Product, Decimal]], *, on: date, customer: Customer | None = None
) -> list[PriceFound]:
    """The prices of several products at once; three queries whatever their number."""
    wanted = list(wanted)
    lists = lists_for(customer, on=on)
    rows = Price.objects.filter(
        price_list__in=lists, product_id__in={product.pk for product, _quantity in wanted}
    )
    by_list: dict[tuple[int, int], list[Price]] = {}
    for row in rows.order_by("from_quantity"):
        by_list.setdefault((row.price_list_id, row.product_id), []).append(row)
    return [_found(product, quantity, lists, by_list) for product, quantity in wanted]


def _found(
    product: Product,
    quantity: Decimal,
    lists: list[PriceList],
    by_list: dict[tuple[int, int], list[Price]],
) -> PriceFound:
    for price_list in lists:
        steps = by_list.get((price_list.pk, product.pk), [])
        reached = [step for step in steps if step.from_quantity <= quantity]
        if reached:
            return PriceFound(_unit_price(product, reached[-1]), price_list)
    return PriceFound(product.list_price, None)


def _unit_price(product: Product, price: Price) -> Decimal:
    if price.unit_price is not None:
        return price.unit_price
    exact = product.list_price * (100 - (price.percent_off or 0)) / 100
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
