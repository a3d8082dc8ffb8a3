from django.urls import path

from dangol.messaging.printing import views

urlpatterns = [
    path("sent/<int:pk>/print/<str:what>/", views.print_start, name="print_start"),
    path("printings/<int:pk>/", views.print_run, name="print_run"),
    path("printings/<int:pk>/file/", views.print_file, name="print_file"),
]
