from django.urls import path

from dangol.activities import views
from dangol.activities.acts import views as acts

app_name = "activities"
urlpatterns = [
    path("activities/<int:pk>/", acts.activity_detail, name="activity_detail"),
    path("customers/<int:pk>/timeline/", views.timeline, name="timeline"),
    path("customers/<int:pk>/notes/", views.note_write, name="note_write"),
    path("customers/<int:pk>/notes/<int:entry_pk>/", views.note_edit, name="note_edit"),
    path("customers/<int:pk>/notes/<int:entry_pk>/remove/", views.note_remove, name="note_remove"),
    path("touch-points/", views.touch_point_list, name="touch_point_list"),
    path("touch-points/new/", views.touch_point_write, name="touch_point_add"),
    path("touch-points/<int:pk>/", views.touch_point_write, name="touch_point_edit"),
]
