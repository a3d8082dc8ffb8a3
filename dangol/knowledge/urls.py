from django.urls import path

from dangol.knowledge import views
from dangol.knowledge.articles import views as articles
from dangol.knowledge.finding import views as finding
from dangol.knowledge.shelves import views as shelves

app_name = "knowledge"
urlpatterns = [
    path("", views.home, name="home"),
    path("articles/", views.article_list, name="article_list"),
    path("articles/new/", articles.article_add, name="article_add"),
    path("articles/preview/", articles.preview, name="preview"),
    path("articles/<int:pk>/", views.article_detail, name="article_detail"),
    path("articles/<int:pk>/edit/", articles.article_edit, name="article_edit"),
    path("articles/<int:pk>/publish/", articles.article_publish, name="article_publish"),
    path("articles/<int:pk>/archive/", articles.article_archive, name="article_archive"),
    path("articles/<int:pk>/reopen/", articles.article_reopen, name="article_reopen"),
    path("articles/<int:pk>/remove/", articles.article_remove, name="article_remove"),
    path("articles/<int:pk>/review/", articles.article_review, name="article_review"),
    path("articles/<int:pk>/owner/", articles.article_owner, name="article_owner"),
    path("articles/<int:pk>/vote/", views.article_vote, name="article_vote"),
    path("articles/<int:pk>/editions/", views.edition_list, name="edition_list"),
    path(
        "articles/<int:pk>/editions/<int:number>/restore/",
        articles.edition_restore,
        name="edition_restore",
    ),
    path("pictures/", articles.picture_add, name="picture_add"),
    path("pictures/<slug:token>/", views.picture, name="picture"),
    path("missed/", finding.missed_list, name="missed_list"),
    path("spaces/", shelves.space_list, name="space_list"),
    path("spaces/new/", shelves.space_write, name="space_add"),
    path("spaces/<int:pk>/", shelves.space_write, name="space_edit"),
    path("spaces/<int:pk>/remove/", shelves.space_remove, name="space_remove"),
    path("spaces/<int:space_pk>/sections/new/", shelves.section_write, name="section_add"),
    path("spaces/<int:space_pk>/sections/<int:pk>/", shelves.section_write, name="section_edit"),
    path("sections/<int:pk>/remove/", shelves.section_remove, name="section_remove"),
]
