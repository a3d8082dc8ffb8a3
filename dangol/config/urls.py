from django.urls import URLPattern, URLResolver, include, path

from dangol.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("accounts/", include("dangol.accounts.signin.urls")),
    path("", include("dangol.accounts.urls")),
    path("", include("dangol.codes.urls")),
]
