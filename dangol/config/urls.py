from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("dangol.accounts.signin.urls")),
    path("", include("dangol.accounts.urls")),
    path("", include("dangol.codes.urls")),
]
