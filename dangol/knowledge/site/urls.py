from django.urls import path

from dangol.knowledge.site import views

app_name = "help"
urlpatterns = [
    path("", views.home, name="home"),
    path("c/<str:slug>/", views.section, name="section"),
    path("a/<str:slug>/", views.article, name="article"),
    path("a/<str:slug>/vote/", views.vote, name="vote"),
    path("search/", views.search, name="search"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
