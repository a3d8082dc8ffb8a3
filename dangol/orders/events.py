"""What happens with quotes, orders and money, for the timeline and the apps above."""

from dataclasses import dataclass

from dangol.customers.events import CustomerEvent


@dataclass(frozen=True, kw_only=True)
class QuoteSent(CustomerEvent):
    """A version of a quote went to the customer; `total` in won with tax."""

    quote_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class QuoteSeen(CustomerEvent):
    """The customer opened the page of a quote for the first time."""

    quote_id: int


@dataclass(frozen=True, kw_only=True)
class QuoteQuestioned(CustomerEvent):
    """The customer asked something about a quote; the words are in its steps."""

    quote_id: int
    step_id: int


@dataclass(frozen=True, kw_only=True)
class QuoteAccepted(CustomerEvent):
    """The customer said yes; `total` in won with tax."""

    quote_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class QuoteDeclined(CustomerEvent):
    """The customer said no; the reason is in the quote's steps."""

    quote_id: int


@dataclass(frozen=True, kw_only=True)
class OrderMade(CustomerEvent):
    """An order was taken; `total` in won with tax."""

    order_id: int
    total: int


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(CustomerEvent):
    """Everything of an order reached the customer."""

    order_id: int


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(CustomerEvent):
    """An order came to nothing; its unpaid bills are void."""

    order_id: int


@dataclass(frozen=True, kw_only=True)
class MoneyReceived(CustomerEvent):
    """수금: the customer paid; `amount` in won."""

    receipt_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class MoneyRefunded(CustomerEvent):
    """환불: money went back to the customer; `amount` in won, above 0."""

    refund_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class MoneyCredited(CustomerEvent):
    """환입: something came back or was let off; `amount` in won, above 0."""

    bill_id: int
    amount: int
