from django.urls import path

from dangol.kit import views

app_name = "kit"
urlpatterns = [path("", views.style_page, name="style_page")]
