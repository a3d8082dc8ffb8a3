from django.urls import path

from dangol.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.import_list, name="import_list"),
    path("new/", views.import_open, name="import_open"),
    path("<int:import_id>/", views.import_detail, name="import_detail"),
    path("<int:import_id>/columns/", views.import_columns, name="import_columns"),
    path("<int:import_id>/reading/", views.import_reading, name="import_reading"),
    path("<int:import_id>/preview/", views.import_preview, name="import_preview"),
    path("<int:import_id>/check/", views.import_check, name="import_check"),
    path("<int:import_id>/start/", views.import_start, name="import_start"),
    path("<int:import_id>/progress/", views.import_progress, name="import_progress"),
    path("<int:import_id>/stop/", views.import_stop, name="import_stop"),
    path("<int:import_id>/resume/", views.import_resume, name="import_resume"),
    path("<int:import_id>/undo/", views.import_undo, name="import_undo"),
    path("<int:import_id>/discard/", views.import_discard, name="import_discard"),
    path("<int:import_id>/refused.<str:kind>", views.import_refused, name="import_refused"),
]
