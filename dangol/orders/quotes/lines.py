"""Acts on the lines of a draft: products at the customer's prices, configured ones, free ones."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.db.transaction import atomic
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.catalog.configuring.engine import price_of, problems_of
from dangol.catalog.configuring.queries import design_of
from dangol.catalog.models import Product
from dangol.catalog.prices.queries import prices_for
from dangol.kit.errors import Refused
from dangol.kit.korean.text import clean
from dangol.kit.records import announce_many, change, judged, lock, remove
from dangol.orders.quotes.models import Cycle, Quote, QuoteLine, TaxKind, VatMode
from dangol.orders.quotes.reckoning import with_tax
from dangol.orders.quotes.services import draft_of, open_quote, reckon_quote, tidied
from dangol.sales.models import Deal

MOST_LINES = 5_000
_TEXTS = ("name", "spec", "unit", "note")


class LineGiven(NamedTuple):
    """One line as it is written down; no price: the customer's own. `discount` in percent."""

    product: Product
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    discount: Decimal = Decimal(0)
    cycle: str = Cycle.ONCE


class FreeLine(NamedTuple):
    """A line without a product, such as 설치비; `discount` in percent."""

    name: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)
    cycle: str = Cycle.ONCE
    tax_kind: str = TaxKind.TAXED


@atomic
def quote_deal(deal: Deal, *, on: date, actor: User) -> Quote:
    """Begin a quote for a deal with its products, quantities, prices and discounts."""
    quote = open_quote(
        deal.customer, title=deal.title, owner=deal.owner, deal=deal, on=on, actor=actor
    )
    lines = [
        LineGiven(line.product, line.quantity, line.unit_price, line.discount)
        for line in deal.lines.select_related("product").order_by("pk")
        if line.product.is_on_sale
    ]
    return add_lines(quote, lines, actor=actor) if lines else quote


@atomic
def add_lines(quote: Quote, given: Sequence[LineGiven | FreeLine], *, actor: User | None) -> Quote:
    """Put lines at the end of a draft, products at the customer's prices where none is given.

    Refuses products that are not sold any more, configurable ones (see `add_configured`), and
    more than 5,000 lines.
    """
    quote = draft_of(quote)
    products = [line for line in given if isinstance(line, LineGiven)]
    for line in products:
        _refuse_unsold(line.product)
        if line.product.kind == Product.Kind.CONFIGURABLE and line.unit_price is None:
            raise Refused(
                _("‘%(name)s’은(는) 사양을 골라야 하는 상품입니다. 하나씩 더해 주세요.")
                % {"name": line.product.name}
            )
    wanted = [(line.product, line.quantity) for line in products]
    prices = iter(prices_for(wanted, on=quote.quoted_on, customer=quote.customer))
    rows = [
        _line(quote, line, next(prices).unit_price) if isinstance(line, LineGiven)
        else QuoteLine(quote=quote, **_checked_line(line._asdict()))
        for line in given
    ]  # fmt: skip
    return _append(quote, rows, actor=actor)


@atomic
def add_configured(
    quote: Quote, product: Product, chosen: Mapping[str, int], *, actor: User | None
) -> QuoteLine:
    """Put a configured product at the end of a draft; refuses options that do not go together."""
    quote = draft_of(quote)
    _refuse_unsold(product)
    design = design_of(product)
    if problems := problems_of(design, chosen):
        raise Refused(" ".join(problem.text for problem in problems))
    row = _line(quote, LineGiven(product), Decimal(price_of(design, chosen).total))
    names = [
        design.labels[key] + (f" ×{count}" if count > 1 else "")
        for key, count in chosen.items()
        if count
    ]
    row.spec = ", ".join(names)[:200]
    row.choice = dict(chosen)
    _append(quote, [row], actor=actor)
    return row


@atomic
def add_free_line(quote: Quote, *, name: str, actor: User | None, **values: Any) -> QuoteLine:
    """Put a line without a product at the end, such as 설치비."""
    quote = draft_of(quote)
    values = _checked_line({"name": name, "unit_price": Decimal(0), **values})
    row = QuoteLine(quote=quote, **values)
    _append(quote, [row], actor=actor)
    return row


def _line(quote: Quote, given: LineGiven, listed: Decimal) -> QuoteLine:
    product = given.product
    is_gross = quote.vat_mode == VatMode.INCLUDED and product.tax_kind == TaxKind.TAXED
    listed = with_tax(listed) if is_gross else listed
    return QuoteLine(
        quote=quote,
        product=product,
        code=product.code,
        name=product.name,
        spec=product.spec,
        unit=product.unit,
        quantity=given.quantity,
        unit_price=listed if given.unit_price is None else given.unit_price,
        discount=given.discount,
        list_price=listed,
        cost=product.cost or Decimal(0),
        tax_kind=product.tax_kind,
        cycle=given.cycle,
    )


def _refuse_unsold(product: Product) -> None:
    if not product.is_on_sale:
        raise Refused(_("‘%(name)s’은(는) 판매를 중지한 상품입니다.") % {"name": product.name})


def _append(quote: Quote, rows: list[QuoteLine], *, actor: User | None) -> Quote:
    count = quote.lines.count()
    if count + len(rows) > MOST_LINES:
        raise Refused(_("견적 하나에는 품목을 5,000줄까지 쓸 수 있습니다. 견적을 나누어 주세요."))
    last = quote.lines.aggregate(last=Max("place"))["last"] or 0
    for place, row in enumerate(rows, last + 1):
        row.place = place
        row.clean_fields(exclude=["quote", "product"])
    with judged(rows):
        made = QuoteLine.objects.bulk_create(rows, batch_size=500)
    announce_many(QuoteLine, [row.pk for row in made], "create", {}, actor=actor)
    return reckon_quote(quote, actor=actor)


@atomic
def edit_line(line: QuoteLine, *, actor: User | None, **values: Any) -> QuoteLine:
    """Change one line of a draft; a quantity that reaches another price step takes its price.

    A price somebody set by hand stays.
    """
    quote = draft_of(line.quote)
    line = lock(line)
    values = _checked_line(values)
    quantity = values.get("quantity", line.quantity)
    is_listed = line.unit_price == line.list_price and "unit_price" not in values
    if line.product and not line.choice and quantity != line.quantity:
        found = prices_for([(line.product, quantity)], on=quote.quoted_on, customer=quote.customer)
        listed = _line(quote, LineGiven(line.product), found[0].unit_price).list_price
        values["list_price"] = listed
        if is_listed:
            values["unit_price"] = listed
    change(line, actor=actor, **values)
    reckon_quote(quote, actor=actor)
    line.refresh_from_db()
    return line


@atomic
def drop_line(line: QuoteLine, *, actor: User | None) -> Quote:
    """Take a line out of a draft."""
    quote = draft_of(line.quote)
    remove(line, actor=actor)
    return reckon_quote(quote, actor=actor)


@atomic
def move_line(line: QuoteLine, *, up: bool, actor: User | None) -> Quote:
    """Swap a line with the one above or below it; at the edge nothing happens."""
    quote = draft_of(line.quote)
    rows = quote.lines.exclude(pk=line.pk)
    near = (
        rows.filter(place__lte=line.place).order_by("-place", "-pk").first()
        if up
        else rows.filter(place__gte=line.place).order_by("place", "pk").first()
    )
    if near:
        here, there = line.place, near.place
        change(line, actor=actor, place=there if there != here else here + (-1 if up else 1))
        change(near, actor=actor, place=here)
    return quote


@atomic
def lower_discounts(quote: Quote, *, to: int, actor: User | None) -> Quote:
    """Bring every line to at most so many percent below the price list."""
    quote = draft_of(quote)
    rows = [row for row in quote.lines.exclude(list_price=0) if _too_low(row, to)]
    for row in rows:
        row.unit_price, row.discount = max(row.unit_price, row.list_price), Decimal(to)
    rows += list(quote.lines.filter(list_price=0, discount__gt=to))
    for row in rows:
        row.discount = Decimal(to)
    QuoteLine.objects.bulk_update(rows, ["unit_price", "discount"], batch_size=500)
    announce_many(QuoteLine, [row.pk for row in rows], "change", {"discount": to}, actor=actor)
    return reckon_quote(quote, actor=actor)


def _too_low(row: QuoteLine, limit: int) -> bool:
    return row.unit_price * (100 - row.discount) < row.list_price * (100 - limit)


def _checked_line(values: dict[str, Any]) -> dict[str, Any]:
    errors: dict[str, Any] = {}
    values = tidied(values, dict.fromkeys(_TEXTS, clean), errors)
    if errors:
        raise ValidationError(errors)
    return values
