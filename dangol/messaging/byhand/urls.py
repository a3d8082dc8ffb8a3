from django.urls import path

from dangol.messaging.byhand import views

urlpatterns = [
    path("sent/<int:pk>/hand/", views.hand_list, name="hand_list"),
    path("sent/<int:pk>/hand/<str:outcome>/", views.hand_mark, name="hand_mark"),
]
