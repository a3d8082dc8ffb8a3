"""Reading contracts: their bills and movements, which plans stand beside one, MRR by month."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from dangol.accounts.models import User
from dangol.catalog.models import Product, ProductRelation
from dangol.catalog.prices.queries import price_for
from dangol.catalog.products.queries import sellable
from dangol.orders.money.models import Bill
from dangol.orders.subscriptions.models import Contract, ContractLine, Movement, Usage

MOST_PLANS = 100


def contracts_seen_by(user: User, verb: str = "view") -> "QuerySet[Contract]":
    """Contracts this person may see (or change)."""
    return Contract.objects.visible_to(user, verb)


def movements_seen_by(user: User) -> "QuerySet[Movement]":
    """The movements of contracts this person may see."""
    return Movement.objects.visible_to(user)


def bills_of_contract(contract: Contract, *, among: "QuerySet[Bill]") -> "QuerySet[Bill]":
    """Its bills and what was given back of them."""
    own = Q(contract_line__contract=contract)
    return among.filter(own | Q(credited__contract_line__contract=contract))


def plans_beside(line: ContractLine) -> "QuerySet[Product]":
    """What a line may be changed to: the product above or below, then those of its category."""
    rows = sellable().exclude(kind=Product.Kind.CONFIGURABLE)
    if product := line.product:
        way = ProductRelation.Kind.UPGRADE
        near = Q(related_from__product=product, related_from__kind=way)
        near |= Q(relations__other=product, relations__kind=way)
        if product.category_id:
            near |= Q(category=product.category_id)
        rows = rows.filter(near).exclude(pk=product.pk).distinct()
    return sellable().filter(pk__in=list(rows.values_list("pk", flat=True)[:MOST_PLANS]))


def usual_price(
    line: ContractLine, product: Product | None, quantity: Decimal, *, on: date
) -> Decimal:
    """The unit price the customer pays for a plan; that of the line where nothing is listed."""
    if product is None:
        return line.price
    customer = line.contract.customer
    return price_for(product, quantity=quantity, on=on, customer=customer).unit_price


def metered_lines(
    user: User, numbers: Iterable[str], verb: str = "change"
) -> dict[str, list[ContractLine]]:
    """The metered lines in force of these contracts, by contract number."""
    seen = Contract.objects.visible_to(user, verb).filter(number__in=set(numbers))
    rows = ContractLine.objects.filter(contract__in=seen, is_metered=True, period_on__isnull=False)
    found: dict[str, list[ContractLine]] = {}
    for line in rows.select_related("contract", "product").order_by("pk"):
        found.setdefault(line.contract.number, []).append(line)
    return found


def line_named(lines: Sequence[ContractLine], item: str) -> ContractLine | None:
    """The line of that name or product code; without one, the only line there is."""
    word = item.strip().casefold()
    if not word:
        return lines[0] if len(lines) == 1 else None
    named = [
        line
        for line in lines
        if word in (line.name.casefold(), line.product.code.casefold() if line.product else "")
    ]
    return named[0] if len(named) == 1 else None


def open_usage(contract: Contract) -> dict[int, Decimal]:
    """What was used of each metered line and is not billed yet."""
    rows = Usage.objects.filter(line__contract=contract, bill=None).order_by()
    return dict(rows.values_list("line").annotate(Sum("quantity")))


class MonthOf(NamedTuple):
    """The movements of one month by kind, in won, and the MRR before them."""

    month: date
    opening: int
    amounts: dict[str, int]

    @property
    def closing(self) -> int:
        return self.opening + sum(self.amounts.values())


def mrr_by_month(rows: "QuerySet[Movement]", months: Sequence[date], until: date) -> list[MonthOf]:
    """What each month began with and what moved; two queries whatever the number of contracts."""
    before = rows.filter(on__lt=months[0]).aggregate(sum=Sum("amount", default=0))["sum"]
    sums = (
        rows.filter(on__gte=months[0], on__lte=until)
        .order_by()
        .annotate(month=TruncMonth("on"))
        .values_list("month", "kind")
        .annotate(Sum("amount"))
    )
    found: dict[date, dict[str, int]] = {month: {} for month in months}
    for month, kind, amount in sums:
        found[month][kind] = int(amount)
    made = []
    for month in months:
        made.append(MonthOf(month, int(before), found[month]))
        before = made[-1].closing
    return made
