from django.urls import path

from dangol.segments import views

app_name = "segments"
urlpatterns = [
    path("", views.segment_list, name="segment_list"),
    path("new/", views.segment_add, name="segment_add"),
    path("new/list/", views.static_add, name="static_add"),
    path("rows/", views.segment_rows, name="segment_rows"),
    path("count/", views.segment_count, name="segment_count"),
    path("of/<int:customer_id>/", views.segments_of, name="segments_of"),
    path("<int:pk>/", views.segment_detail, name="segment_detail"),
    path("<int:pk>/facts/", views.segment_facts, name="segment_facts"),
    path("<int:pk>/freeze/", views.segment_freeze, name="segment_freeze"),
    path("<int:pk>/drop/", views.segment_drop, name="segment_drop"),
    path("<int:pk>/why/<int:customer_id>/", views.segment_why, name="segment_why"),
]
