"""The name of a message outside: in links, Message-IDs and return addresses (VERP).

`1f3g9c…`: its number and a signature, in letters that survive any change of case, so nobody can
guess another one and no column or look-up is needed.
"""

from functools import lru_cache
from hashlib import blake2b

from django.conf import settings

SIGN = "g"


def token_of(message_id: int) -> str:
    """The token of a message."""
    number = f"{message_id:x}"
    return f"{number}{SIGN}{_signature(number)}"


def message_of(token: str) -> int | None:
    """The message a token names; None if it is forged or broken."""
    number, sign, signature = token.strip().lower().partition(SIGN)
    if not sign or not 0 < len(number) <= 15 or signature != _signature(number):
        return None
    try:
        return int(number, 16)
    except ValueError:
        return None


def _signature(number: str) -> str:
    return blake2b(number.encode(), key=_key(settings.SECRET_KEY), digest_size=8).hexdigest()


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return blake2b(secret.encode(), digest_size=32, person=b"dangol-message").digest()
