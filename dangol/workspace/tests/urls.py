from django.urls import include, path

from dangol.workspace.tests.lists import people_list

urlpatterns = [
    path("people-list/", people_list, name="people_list"),
    path("", include("dangol.config.urls")),
]
