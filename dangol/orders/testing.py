"""Quotes for tests of this app and of those above."""

from datetime import date
from decimal import Decimal
from typing import Any

from dangol.accounts.models import User
from dangol.catalog.models import Product
from dangol.catalog.testing import make_product
from dangol.customers.models import Customer
from dangol.customers.testing import make_company, moment
from dangol.orders.models import Quote
from dangol.orders.quotes.lines import LineGiven, add_lines
from dangol.orders.quotes.sending import Way, send_quote
from dangol.orders.quotes.services import open_quote

TODAY = date(2026, 3, 2)
NOW = moment("2026-03-02T10:00")


def make_quote(
    owner: User, *lines: tuple[Any, ...], customer: Customer | None = None, on: date = TODAY,
    **values: Any,
) -> Quote:  # fmt: skip
    """A draft; a line is a product or a price, then quantity, unit price, discount."""
    customer = customer or make_company(owner)
    title = values.pop("title", "원두 정기 납품")
    quote = open_quote(customer, title=title, owner=owner, on=on, actor=owner, **values)
    given = [_given(n, line) for n, line in enumerate(lines, 1)]
    return add_lines(quote, given, actor=owner) if given else quote


def _given(n: int, line: tuple[Any, ...]) -> LineGiven:
    first, *rest = line
    product = first if isinstance(first, Product) else make_product(f"상품 {n}", first)
    quantity, price, discount = (*rest, *(1, None, 0)[len(rest) :])
    return LineGiven(
        product,
        Decimal(str(quantity)),
        None if price is None else Decimal(str(price)),
        Decimal(str(discount)),
    )


def sent_quote(owner: User, *lines: tuple[Any, ...], **values: Any) -> Quote:
    """One the customer has the link of."""
    quote = make_quote(owner, *(lines or ((100_000, 3),)), **values)
    return send_quote(quote, way=Way.LINK, at=NOW, today=TODAY, actor=owner)
