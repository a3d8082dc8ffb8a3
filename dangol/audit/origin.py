"""Where the request being answered came from: the log of changes needs it, the services do not.

The one ambient value of the house, and only for the log: it decides nothing
(docs/adr/0021-access-log.md).
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from dangol.kit.personal import client_address

_address: ContextVar[str] = ContextVar("address", default="")


def current_address() -> str:
    """The address of the request in hand; empty in jobs and commands."""
    return _address.get()


class OriginMiddleware:
    """Keeps the address while a request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _address.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            _address.reset(token)
