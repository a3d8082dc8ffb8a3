"""Every table of quotes, orders and what is paid for them."""

from dangol.orders.limits.models import DiscountLimit
from dangol.orders.money.models import Bill, Receipt, ReceiptMatch, Refund, Revenue
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.papers.models import Issue, Seal
from dangol.orders.quotes.models import Quote, QuoteLine, QuoteStep
from dangol.orders.subscriptions.models import Contract, ContractLine, Movement, Usage

__all__ = [
    "Bill", "Contract", "ContractLine", "DiscountLimit", "Issue", "Movement", "Order", "OrderLine",
    "Quote", "QuoteLine", "QuoteStep", "Receipt", "ReceiptMatch", "Refund", "Revenue", "Seal",
    "Usage",
]  # fmt: skip
