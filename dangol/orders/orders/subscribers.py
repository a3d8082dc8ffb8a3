"""An accepted quote is an order, in the same transaction."""

from django.utils import timezone

from dangol.kit.events import subscribe
from dangol.orders.events import QuoteAccepted
from dangol.orders.orders.services import order_quote
from dangol.orders.quotes.models import Quote


@subscribe(QuoteAccepted)
def make_order(event: QuoteAccepted) -> None:
    rows = Quote.objects.select_related("customer", "owner", "deal")
    quote = rows.get(pk=event.quote_id)
    at = quote.decided_at or timezone.now()
    order_quote(quote, on=timezone.localdate(at), at=at, actor=None)
