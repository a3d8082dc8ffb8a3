"""The address of a quote for its customer: signed, so nobody can guess another one."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from dangol.messaging.outbox.composing import public_url
from dangol.messaging.preferences import MessagingPreferences
from dangol.orders.quotes.models import Quote

_signer = Signer(salt="dangol.orders.quote")


def token_of(quote: Quote) -> str:
    """The name of a version outside."""
    return _signer.sign(str(quote.pk)).replace(":", "-", 1)


def quote_of_token(token: str) -> Quote | None:
    """The version a token names; None if it is forged or gone."""
    try:
        pk = _signer.unsign(token.replace("-", ":", 1))
    except BadSignature:
        return None
    rows = Quote.objects.select_related("customer", "owner", "deal")
    return rows.filter(pk=int(pk)).first() if pk.isdecimal() else None


def link_of(quote: Quote, *, here: str = "") -> str:
    """The whole address; `here`, where the rep is, leads there until a public one is set."""
    base = public_url()
    if here and base == MessagingPreferences().public_url:
        base = here
    return base + reverse("orders:offer", args=[token_of(quote)])
