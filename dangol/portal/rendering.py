"""A page of the portal in the company's name and colour."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dangol.chat.queries import ink_on
from dangol.codes import preferences
from dangol.codes.company import company
from dangol.portal.languages import OTHER, language_of
from dangol.portal.models import Session
from dangol.portal.preferences import PortalPreferences


def page(
    request: HttpRequest, name: str, stay: Session | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """One page in the company's name and colour."""
    settings = preferences.get(PortalPreferences)
    context = {
        "own": company(),
        "color": settings.color,
        "ink": ink_on(settings.color),
        "settings": settings,
        "stay": stay,
        "here": name,
        "other": OTHER[language_of(request)],
        **more,
    }
    return render(request, f"portal/{name}.html", context, status=status)
