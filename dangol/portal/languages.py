"""Which language the portal speaks to whom."""

from django.http import HttpRequest
from django.utils.translation import get_language_from_request

LANGUAGE = "portal_language"
# the other language, in its own words
OTHER = {"ko": ("en", "English"), "en": ("ko", "한국어")}


def language_of(request: HttpRequest) -> str:
    """Korean or English: what was chosen, else what the browser asks for."""
    chosen = request.COOKIES.get(LANGUAGE) or get_language_from_request(request)[:2]
    return "en" if chosen == "en" else "ko"
