from django.urls import path

from dangol.audit import views

app_name = "audit"
urlpatterns = [
    path("accesses/", views.access_list, name="access_list"),
    path("changes/", views.change_list, name="change_list"),
    path("views/", views.view_counts, name="view_counts"),
    path("review/", views.review_latest, name="review_latest"),
    path("review/<int:year>-<int:month>/", views.review, name="review"),
    path("review/<int:year>-<int:month>/findings/", views.review_findings, name="review_findings"),
]
