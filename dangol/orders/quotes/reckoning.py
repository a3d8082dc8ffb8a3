"""The sums of a quote: its lines, the 절사 line and the discount that may need an approval."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from dangol.catalog import pricing
from dangol.catalog.pricing import Amount, Item, cut_line, reckon
from dangol.kit.money import VAT_RATE, Rounding, split_vat
from dangol.orders.quotes.models import Quote, QuoteLine, TaxKind, VatMode

CENT = Decimal("0.01")


class Sums(NamedTuple):
    """Every line's 공급가액 and 세액, the 절사 line (0 or less), and the totals with it."""

    lines: list[Amount]
    cut: Amount
    supply: int
    tax: int
    cost: int
    discount: Decimal

    @property
    def total(self) -> int:
        return self.supply + self.tax


def sums_of(quote: Quote, lines: Sequence[QuoteLine]) -> Sums:
    """Reckon a quote anew; Σ lines and the 절사 line are the totals to the won."""
    kinds = [tax_kind_of(quote, line) for line in lines]
    found = reckon(
        [
            Item(line.quantity, line.unit_price, pricing.TaxKind(kind), line.discount)
            for line, kind in zip(lines, kinds, strict=True)
        ],
        mode=pricing.VatMode.INCLUDED
        if quote.vat_mode == VatMode.INCLUDED
        else pricing.VatMode.EXCLUDED,
        tax_on=pricing.TaxOn(quote.tax_on),
        rounding=Rounding(quote.rounding),
    )
    taxed = sum(
        amount.gross
        for amount, kind in zip(found.lines, kinds, strict=True)
        if kind == TaxKind.TAXED
    )
    cut = _cut(found, taxed, quote.cut)
    cost = sum((line.cost * line.quantity for line in lines), Decimal(0))
    return Sums(
        found.lines,
        cut,
        found.supply + cut.supply,
        found.tax + cut.tax,
        int(cost.quantize(Decimal(1), ROUND_HALF_UP)),
        max((discount_of(line) for line in lines), default=Decimal(0)),
    )


def _cut(found: pricing.Totals, taxed: int, unit: int) -> Amount:
    """What is let off bears its share of the tax, as long as there is a taxed line to bear it; of
    a few won, neither the supply nor the tax can lose more than there is.
    """
    off = -cut_line(found.gross, unit) if unit else 0
    share = split_vat(off).tax if taxed >= off else 0
    tax = min(max(share, off - found.supply), found.tax)
    return Amount(tax - off, -tax)


def tax_kind_of(quote: Quote, line: QuoteLine) -> str:
    """영세 and 면세 quotes hold for every line; otherwise each line has its own kind."""
    if quote.vat_mode in (VatMode.ZERO, VatMode.EXEMPT):
        return str(quote.vat_mode)
    return line.tax_kind


def discount_of(line: QuoteLine) -> Decimal:
    """Percent below the price list, whether by a lower unit price, a discount or both."""
    if not line.list_price:
        return line.discount
    asked = line.unit_price * (100 - line.discount) / 100
    off = (100 - asked * 100 / line.list_price).quantize(CENT, ROUND_HALF_UP)
    return max(off, Decimal(0))


def with_tax(price: Decimal) -> Decimal:
    """A unit price with the tax on top, to a hundredth of a won."""
    return (price * (100 + VAT_RATE) / 100).quantize(CENT, ROUND_HALF_UP)
