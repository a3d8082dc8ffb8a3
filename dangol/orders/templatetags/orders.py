"""How quotes and amounts read on pages."""

from datetime import date

from django import template

from dangol.orders.columns import state_badge
from dangol.orders.money.lists import refund_badge
from dangol.orders.money.models import Bill
from dangol.orders.orders.models import Order, OrderLine
from dangol.orders.papers.paper import figure, quantity_of
from dangol.orders.quotes.lists import quote_badge
from dangol.orders.quotes.models import Cycle, Quote, QuoteStep, TaxKind

register = template.Library()
register.filter("figure", figure)
register.filter("quantity", quantity_of)
register.filter("quote_badge", quote_badge)
register.filter("state_badge", state_badge)
register.filter("refund_badge", refund_badge)


@register.filter
def quote_label(pk: int) -> str:
    """Number and title of a quote, for timeline entries, which carry ids only."""
    found = Quote.objects.filter(pk=pk).values_list("number", "title").first()
    return " ".join(found) if found else ""


@register.filter
def step_text(pk: int) -> str:
    """The words of a step, for timeline entries."""
    return QuoteStep.objects.filter(pk=pk).values_list("text", flat=True).first() or ""


@register.filter
def quote_url(pk: int) -> str:
    """Where a quote is."""
    return Quote(pk=pk).get_absolute_url()


@register.filter
def late(bill: Bill, today: date) -> int:
    """Days since a bill was due."""
    return bill.days_late(today)


@register.filter
def line_note(line: OrderLine) -> str:
    """What stands small below a line: its 규격, and cycle and tax kind that are not usual."""
    words = [line.spec]
    if line.cycle != Cycle.ONCE:
        words.append(line.get_cycle_display())
    if line.tax_kind != TaxKind.TAXED:
        words.append(line.get_tax_kind_display())
    return " · ".join(word for word in words if word)


@register.filter
def order_label(pk: int) -> str:
    """Number and title of an order, for timeline entries."""
    found = Order.objects.filter(pk=pk).values_list("number", "title").first()
    return " ".join(found) if found else ""


@register.filter
def order_url(pk: int) -> str:
    """Where an order is."""
    return Order(pk=pk).get_absolute_url()
