"""Won: how amounts look, and the one place where tax is rounded (부가가치세법 §30: 10 %)."""

from enum import Enum
from typing import NamedTuple

from dangol.kit.korean.numbers import in_words, parse_won, short_amount

__all__ = [
    "Rounding", "Vat", "in_words", "parse_won", "short_won", "split_vat", "vat_of", "won",
]  # fmt: skip

SIGN = "₩"
MINUS = "\u2212"
VAT_RATE = 10


class Rounding(Enum):
    """What happens to a part of a won: 절사, 반올림 or 올림, by size whatever the sign."""

    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


class Vat(NamedTuple):
    """An amount in its two parts, 공급가액 and 세액."""

    supply: int
    tax: int

    @property
    def gross(self) -> int:
        """합계금액."""
        return self.supply + self.tax


def won(amount: int) -> str:
    """₩1,234,000; less than nothing has a real minus sign before the ₩."""
    return f"{MINUS if amount < 0 else ''}{SIGN}{abs(amount):,}"


def short_won(amount: int) -> str:
    """₩6.12억: cut, never rounded up, so that a card does not promise more than there is."""
    return f"{MINUS if amount < 0 else ''}{SIGN}{short_amount(amount)}"


def vat_of(supply: int, rounding: Rounding = Rounding.DOWN) -> int:
    """The tax on a supply price; a refund's tax is the negative of the sale's."""
    return _divide(supply * VAT_RATE, 100, rounding)


def split_vat(gross: int) -> Vat:
    """Supply price and tax of a price that includes the tax: 10,000 is 9,091 and 909."""
    supply = _divide(gross * 100, 100 + VAT_RATE, Rounding.HALF_UP)
    return Vat(supply, gross - supply)


def _divide(amount: int, by: int, rounding: Rounding) -> int:
    size = abs(amount)
    extra = {Rounding.DOWN: 0, Rounding.HALF_UP: by // 2, Rounding.UP: by - 1}[rounding]
    return (size + extra) // by * (-1 if amount < 0 else 1)
