"""Every table of quotes, orders and what is paid for them."""

from dangol.orders.orders.models import (
    Bill,
    Contract,
    ContractLine,
    Order,
    OrderLine,
    Receipt,
    ReceiptMatch,
    Revenue,
)
from dangol.orders.papers.models import Seal
from dangol.orders.quotes.models import Quote, QuoteLine, QuoteStep

__all__ = [
    "Bill", "Contract", "ContractLine", "Order", "OrderLine", "Quote", "QuoteLine", "QuoteStep",
    "Receipt", "ReceiptMatch", "Revenue", "Seal",
]  # fmt: skip
