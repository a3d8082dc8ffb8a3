from django.urls import path

from dangol.api import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhook_list, name="list"),
    path("new/", views.webhook_add, name="add"),
    path("<int:pk>/", views.webhook_detail, name="detail"),
    path("<int:pk>/edit/", views.webhook_edit, name="edit"),
    path("<int:pk>/act/", views.webhook_act, name="act"),
    path("deliveries/<int:pk>/again/", views.delivery_again, name="again"),
]
