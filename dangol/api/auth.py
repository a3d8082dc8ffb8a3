"""Who calls: a token in the header, or the signed-in person on the docs page."""

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer, SessionAuth

from dangol.accounts.models import User
from dangol.accounts.signin.security import is_inside, security
from dangol.accounts.tokens.services import authenticate_token
from dangol.kit.personal import client_address

PER_MINUTE = 600
BAD_KEYS_PER_MINUTE = 30
WINDOW = 60


class TooMany(HttpError):
    """More requests than allowed in this minute (429)."""

    def __init__(self) -> None:
        super().__init__(429, _("요청이 너무 많습니다. 1분 뒤에 다시 보내 주세요."))


class TokenAuth(HttpBearer):
    """`Authorization: Bearer dgl_…`; the request then acts as the token's person, in its role."""

    def __call__(self, request: HttpRequest) -> User | None:
        if not request.headers.get("Authorization"):
            return None
        if known := getattr(request, "token_user", None):
            return known
        request.user = AnonymousUser()
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        wrong = f"api-wrong:{client_address(request)}"
        if cache.get(wrong, 0) >= BAD_KEYS_PER_MINUTE:
            raise TooMany
        user = authenticate_token(token)
        if user is None:
            _count(wrong)
            return None
        if user.token and _count(f"api-token:{user.token.pk}") > PER_MINUTE:
            raise TooMany
        rules = security()
        if rules.outside == "refuse" and not is_inside(client_address(request), rules.addresses):
            raise HttpError(403, _("허용되지 않은 주소입니다."))
        request.user = request.token_user = user  # type: ignore[attr-defined]
        return user


class SignedIn(SessionAuth):
    """The session of the pages, with the CSRF check if there is one."""

    def __call__(self, request: HttpRequest) -> User | None:
        if not request.user.is_authenticated:
            return None
        return super().__call__(request)


def _count(key: str) -> int:
    """How often this happened in the minute that the first time began; in this process's cache."""
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key)
    except ValueError:  # the minute ended in between
        cache.set(key, 1, WINDOW)
        return 1
