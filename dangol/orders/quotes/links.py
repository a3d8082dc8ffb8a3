"""The address of a quote for its customer: signed, so nobody can guess another one."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from dangol.messaging.outbox.composing import public_url
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


def link_of(quote: Quote) -> str:
    """The whole address, as it is put into messages."""
    return public_url() + reverse("orders:offer", args=[token_of(quote)])
