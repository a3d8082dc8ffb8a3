"""What the sheet of a quote shows: its lines, totals, profit and warnings."""

from typing import Any

from django.utils import timezone

from dangol.accounts.models import User
from dangol.orders.limits.queries import free_percent
from dangol.orders.quotes.models import Cycle, Quote, TaxKind
from dangol.orders.quotes.queries import (
    by_cycle,
    gone_lines,
    lines_of,
    list_total,
    needs_approval,
    problems_of,
    suggested_for,
)
from dangol.orders.quotes.reckoning import discount_of

SHOWN = 200


def sheet_of(quote: Quote, user: User, *, page: int = 1) -> dict[str, Any]:
    """The context of `orders/sheet.html`; 200 lines at a time, the totals are of all."""
    count = quote.lines.count()
    start = min(max(page - 1, 0), max(count - 1, 0) // SHOWN) * SHOWN
    lines = list(lines_of(quote)[start : start + SHOWN])
    listed = round(list_total(quote))
    own_sums = quote.supply + (quote.tax if quote.vat_mode == "included" else 0)
    return {
        "quote": quote,
        "lines": [(line, discount_of(line)) for line in lines],
        "line_count": count,
        "line_page": start // SHOWN + 1,
        "line_pages": range(1, -(-count // SHOWN) + 1) if count > SHOWN else (),
        "tax_kinds": TaxKind.choices,
        "cycles": Cycle.choices,
        "cut_total": quote.cut_supply + quote.cut_tax,
        "listed": listed,
        "let_off": max(0, listed - (own_sums - quote.cut_supply - (
            quote.cut_tax if quote.vat_mode == "included" else 0
        ))),
        "by_cycle": by_cycle(quote),
        "profit_percent": round(quote.profit * 100 / quote.supply, 1) if quote.supply else None,
        "over_limit": needs_approval(quote),
        "limit": free_percent(quote.owner),
        "problems": problems_of(quote),
        "gone": gone_lines(quote) if quote.status != Quote.Status.ACCEPTED else [],
        "suggested": suggested_for(quote) if quote.is_draft else None,
        "is_over": quote.is_over(timezone.localdate()),
        "may_edit": quote.is_draft and user.has_perm("orders.change_quote") and quote.is_newest,
    }  # fmt: skip
