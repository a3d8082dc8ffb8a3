"""Every table of quotes, orders and what is paid for them."""

from dangol.orders.papers.models import Seal
from dangol.orders.quotes.models import Quote, QuoteLine, QuoteStep

__all__ = ["Quote", "QuoteLine", "QuoteStep", "Seal"]
