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
from dangol.orders.subscriptions.models import Movement, Usage

__all__ = [
    "Bill", "Contract", "ContractLine", "Movement", "Order", "OrderLine", "Quote", "QuoteLine",
    "QuoteStep", "Receipt", "ReceiptMatch", "Revenue", "Seal", "Usage",
]  # fmt: skip
