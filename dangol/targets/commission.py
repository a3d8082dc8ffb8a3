"""What a seller earns: plain arithmetic over a plan, every step written down as a line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from dangol.kit.errors import Refused
from dangol.kit.money import won

HUNDRED = Decimal(100)


class Tier(NamedTuple):
    """`rate` percent of what is sold up to `until` percent of the quota; None is without end."""

    until: Decimal | None
    rate: Decimal


@dataclass(frozen=True)
class Terms:
    """The terms of a plan. Retroactive: the rate of the tier reached counts for all of it."""

    tiers: tuple[Tier, ...]
    is_retroactive: bool = False
    cap: int | None = None


class Line(NamedTuple):
    """One step of the calculation, in words and in won."""

    text: str
    amount: int


def in_words(tiers: Iterable[Tier]) -> list[str]:
    """Tiers as people say them."""
    said = [(tier.until and f"{tier.until.normalize():f}", f"{tier.rate.normalize():f}")
            for tier in tiers]  # fmt: skip
    return [
        _("%(until)s%%까지 %(rate)s%%") % {"until": until, "rate": rate}
        if until
        else _("그 위 %(rate)s%%") % {"rate": rate}
        for until, rate in said
    ]


def read_tiers(text: str) -> tuple[Tier, ...]:
    """Tiers from lines of `100: 5` (5 % up to 100 % of the quota); the last may be `: 10`.

    Refused unless the limits rise, rates lie in 0–100 and at most the last has no limit.
    """
    tiers: list[Tier] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        until, sign, rate = line.replace("%", "").partition(":")
        try:
            tier = Tier(Decimal(until.strip()) if until.strip() else None, Decimal(rate.strip()))
        except ArithmeticError:
            sign = ""
        if not sign:
            raise Refused(
                _("‘%(line)s’: ‘100: 5’처럼 달성률과 비율을 적어 주세요.") % {"line": line}
            )
        tiers.append(tier)
    limits = [tier.until for tier in tiers]
    known = [limit for limit in limits if limit is not None]
    rises = all(a < b for a, b in pairwise(known))
    if not tiers or not rises or None in limits[:-1] or any(limit <= 0 for limit in known):
        raise Refused(_("달성률은 낮은 것부터 적고, 끝없는 구간은 마지막 한 줄만 둘 수 있습니다."))
    if not all(0 <= tier.rate <= HUNDRED for tier in tiers):
        raise Refused(_("비율은 0에서 100 사이로 적어 주세요."))
    return tuple(tiers)


def commission(sold: int, quota: int, terms: Terms) -> list[Line]:
    """The lines of what is earned for selling this much; their sum is the commission in won.

    Below 0 nothing is earned; without a quota the first tier counts for everything.
    """
    sold = max(0, sold)
    lines = (
        _retroactive(sold, quota, terms) if terms.is_retroactive else _marginal(sold, quota, terms)
    )
    earned = sum(line.amount for line in lines)
    if terms.cap is not None and earned > terms.cap:
        lines.append(Line(_("한도 %(cap)s") % {"cap": won(terms.cap)}, terms.cap - earned))
    return lines


def _marginal(sold: int, quota: int, terms: Terms) -> list[Line]:
    lines, begun = [], Decimal(0)
    for tier in terms.tiers:
        top = Decimal(sold) if tier.until is None or not quota else quota * tier.until / HUNDRED
        part = min(Decimal(sold), top) - begun
        if part <= 0:
            break
        lines.append(_line(part, tier.rate))
        begun += part
    return lines


def _retroactive(sold: int, quota: int, terms: Terms) -> list[Line]:
    """The rate of the tier sold reaches into; past the last limit the last rate stays."""
    reached = terms.tiers[-1]
    for tier in terms.tiers:
        if tier.until is None or not quota or sold <= quota * tier.until / HUNDRED:
            reached = tier
            break
    return [_line(Decimal(sold), reached.rate)] if sold else []


def _line(part: Decimal, rate: Decimal) -> Line:
    amount = int((part * rate / HUNDRED).quantize(Decimal(1), ROUND_HALF_UP))
    return Line(f"{won(int(part))} × {rate.normalize():f}%", amount)


def split(amount: int, percents: Sequence[Decimal]) -> list[int]:
    """Share an amount by percents that sum to 100, whole won, nothing lost.

    Refused for any other sum: a split of 90 % would pay for work nobody did.
    """
    total = sum(percents, Decimal(0))
    if total != HUNDRED or any(percent <= 0 for percent in percents):
        raise Refused(
            _("나누는 비율은 0보다 크고 합이 100%%여야 합니다. 지금은 %(total)s%%입니다.")
            % {"total": f"{total.normalize():f}"}
        )
    return spread(amount, percents)


def spread(amount: int, weights: Sequence[Decimal | int]) -> list[int]:
    """Whole won by weight; the largest remainders get what rounding left (the first of equals)."""
    total = sum(map(Decimal, weights), Decimal(0))
    exact = [amount * Decimal(weight) / total for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return parts


def weighted(deals: Iterable[tuple[int, int]]) -> int:
    """Σ amount × chance in whole won, cut once at the end."""
    return sum(amount * percent for amount, percent in deals) // 100
