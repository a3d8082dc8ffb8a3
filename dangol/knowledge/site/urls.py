from django.urls import path, register_converter

from dangol.knowledge.site import views


class Address:
    """The address of an article or category: Hangul as it is, no NUL, which databases refuse."""

    regex = "[^/\x00]{1,120}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Address, "address")
app_name = "help"
urlpatterns = [
    path("", views.home, name="home"),
    path("c/<address:slug>/", views.section, name="section"),
    path("a/<address:slug>/", views.article, name="article"),
    path("a/<address:slug>/vote/", views.vote, name="vote"),
    path("search/", views.search, name="search"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("<path:rest>", views.missing, name="missing"),
]
