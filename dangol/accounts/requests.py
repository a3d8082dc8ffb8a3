"""What a view or API operation behind the sign-in gets."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from dangol.accounts.models import User


class UserRequest(HttpRequest):
    """A request whose user is known: sign-in middleware and token let nobody else through."""

    user: User
    htmx: HtmxDetails
