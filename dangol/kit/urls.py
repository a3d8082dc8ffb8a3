from django.urls import path

from dangol.kit import views

app_name = "kit"
urlpatterns = [
    path("", views.style_page, name="style_page"),
    path("act/", views.style_act, name="style_act"),
    path("panel/", views.style_panel, name="style_panel"),
    path("cell/", views.style_cell, name="style_cell"),
]
