"""The API itself; `config.api` hangs each app's router on it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from dangol.api.auth import SignedIn, TokenAuth
from dangol.api.errors import answer_errors
from dangol.api.idempotency import once
from dangol.api.parsing import CleanParser


class DocsPage(DocsBase):
    """Swagger UI from the package's own files: no address outside, nothing inline."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        settings = {
            "url": reverse("api:openapi-json"),
            "layout": "BaseLayout",
            "deepLinking": True,
            "defaultModelsExpandDepth": 0,
            "docExpansion": "none",
            "validatorUrl": None,
        }
        return render(request, "api/docs.html", {"settings": settings})


def make_api() -> NinjaAPI:
    """An API with our sign-in, errors, limits and idempotent writes, and no operation yet."""
    api = NinjaAPI(
        title=_("단골 API"),
        version="1",
        description=_("고객과 관계, 동의, 코드, 가져오기, 보고서. 안내: docs/guide/api.md"),
        urls_namespace="api",
        auth=[TokenAuth(), SignedIn()],
        docs=DocsPage(),
        docs_decorator=login_required,
        parser=CleanParser(),
    )
    api.add_decorator(once, mode="view")
    answer_errors(api)
    return api
