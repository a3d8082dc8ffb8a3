from django.urls import path

from dangol.messaging.mailboxes import views

urlpatterns = [
    path("", views.account_list, name="account_list"),
    path("new/", views.account_add, name="account_add"),
    path("<int:pk>/", views.account_detail, name="account_detail"),
    path("<int:pk>/edit/", views.account_edit, name="account_edit"),
    path("<int:pk>/act/", views.account_act, name="account_act"),
]
