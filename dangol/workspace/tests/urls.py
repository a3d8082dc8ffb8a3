from django.urls import include, path

from dangol.config.urls import urlpatterns as pages
from dangol.workspace.tests.lists import people_list

urlpatterns = [
    *pages,
    path("people-list/", people_list, name="people_list"),
    path(
        "customers/",
        include(([path("<int:pk>/", people_list, name="customer_detail")], "customers")),
    ),
]
