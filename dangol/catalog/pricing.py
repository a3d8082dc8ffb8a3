"""Quantity × price, tax and rounding of document lines: the one place where they are reckoned.

A unit price may have decimals, an amount is whole won and rounded once; the tax is reckoned per
line or on the total, never mixed, and lines always add up to the totals (부가가치세법 §29, §30).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import NamedTuple

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.kit.money import VAT_RATE, Rounding, split_vat, vat_of

LARGEST_AMOUNT = 10**14
LARGEST_QUANTITY = Decimal(10**9)


class TaxKind(Enum):
    """과세 (10 %), 영세율 (0 %, still a tax invoice), 면세 (outside the tax)."""

    TAXED = "taxed"
    ZERO = "zero"
    EXEMPT = "exempt"


class VatMode(Enum):
    """Whether unit prices come without the tax (별도) or with it (포함)."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class TaxOn(Enum):
    """Where the tax is rounded: on each line, or once on the total and spread over the lines."""

    LINE = "line"
    TOTAL = "total"


@dataclass(frozen=True)
class Item:
    """One line before it is reckoned. `discount` is a percentage from 0 to 100."""

    quantity: Decimal
    unit_price: Decimal
    tax_kind: TaxKind = TaxKind.TAXED
    discount: Decimal = Decimal(0)


class Amount(NamedTuple):
    """One line in whole won: 공급가액 and 세액."""

    supply: int
    tax: int

    @property
    def gross(self) -> int:
        return self.supply + self.tax


class Totals(NamedTuple):
    """The lines and their sums: 공급가액합계, 세액합계."""

    lines: list[Amount]
    supply: int
    tax: int

    @property
    def gross(self) -> int:
        return self.supply + self.tax


def line_amount(item: Item) -> int:
    """Quantity × unit price less the discount, rounded half up to whole won, once.

    Refuses quantities that are not above 0, discounts outside 0–100 % and amounts beyond 100조.
    """
    if not 0 < item.quantity <= LARGEST_QUANTITY:
        raise Refused(_("수량: 0보다 크고 10억 이하인 숫자를 적어 주세요."))
    if not 0 <= item.discount <= 100:
        raise Refused(_("할인율: 0에서 100 사이의 숫자를 적어 주세요."))
    exact = item.quantity * item.unit_price * (100 - item.discount) / 100
    if abs(exact) > LARGEST_AMOUNT:
        raise Refused(_("금액: 100조 원을 넘습니다. 수량과 단가를 확인해 주세요."))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def reckon(
    items: Sequence[Item],
    *,
    mode: VatMode = VatMode.EXCLUDED,
    tax_on: TaxOn = TaxOn.LINE,
    rounding: Rounding = Rounding.DOWN,
) -> Totals:
    """Every line's supply and tax, and their sums; Σ lines equals the totals to the won."""
    amounts = [line_amount(item) for item in items]
    taxed = [item.tax_kind is TaxKind.TAXED for item in items]
    if tax_on is TaxOn.TOTAL:
        lines = _on_total(amounts, taxed, mode, rounding)
    else:
        lines = [
            _line(amount, mode, rounding) if is_taxed else Amount(amount, 0)
            for amount, is_taxed in zip(amounts, taxed, strict=True)
        ]
    return Totals(lines, sum(line.supply for line in lines), sum(line.tax for line in lines))


def _line(amount: int, mode: VatMode, rounding: Rounding) -> Amount:
    if mode is VatMode.INCLUDED:
        return Amount(*split_vat(amount))
    return Amount(amount, vat_of(amount, rounding))


def _on_total(
    amounts: list[int], taxed: list[bool], mode: VatMode, rounding: Rounding
) -> list[Amount]:
    whole = sum(amount for amount, is_taxed in zip(amounts, taxed, strict=True) if is_taxed)
    tax = split_vat(whole).tax if mode is VatMode.INCLUDED else vat_of(whole, rounding)
    shares = spread(
        tax, [amount if is_taxed else 0 for amount, is_taxed in zip(amounts, taxed, strict=True)]
    )
    if mode is VatMode.INCLUDED:
        return [
            Amount(amount - share, share) for amount, share in zip(amounts, shares, strict=True)
        ]
    return [Amount(*pair) for pair in zip(amounts, shares, strict=True)]


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Divide whole won by weights so that the parts add up: largest remainders get the odd won.

    Without any weight nobody gets anything, so a total that is not 0 is refused then.
    """
    whole = sum(weights)
    if not whole:
        if total:
            raise Refused(_("나눌 기준이 되는 금액이 없습니다."))
        return [0] * len(weights)
    exact = [divmod(total * weight, whole) for weight in weights]
    parts = [quotient for quotient, _rest in exact]
    odd = total - sum(parts)
    order = sorted(range(len(weights)), key=lambda i: (-abs(exact[i][1]), i))
    for i in order[:odd]:
        parts[i] += 1
    return parts


def cut_line(gross: int, unit: int) -> int:
    """단수조정(절사): the amount, 0 or less, that cuts a total to whole 10, 100 or 1,000 won.

    It is a line of its own; unit prices are never changed silently.
    """
    if unit not in (10, 100, 1_000, 10_000):
        raise Refused(_("절사 단위: 10, 100, 1,000, 10,000원 중에서 골라 주세요."))
    return -(gross % unit) if gross >= 0 else 0


def unit_price_of_gross(gross_unit_price: Decimal) -> Decimal:
    """The price without tax of one with it, to a hundredth of a won, for switching a document."""
    exact = gross_unit_price * 100 / (100 + VAT_RATE)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
