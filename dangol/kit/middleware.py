"""Middleware."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db.models import BigIntegerField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase


class PageLoginMiddleware(LoginRequiredMiddleware):
    """Every page needs a login; the API answers 401 by itself."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def id_bounds(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """No row has an id that no database can hold: 404 before a statement with it fails."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(_request: Any, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        if any(isinstance(v, int) and v > BigIntegerField.MAX_BIGINT for v in kwargs.values()):
            raise Http404

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django looks for it
    return middleware


POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # custom properties such as --hue of an avatar
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def content_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let pages run only what this server sends; a view may set a policy of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware
