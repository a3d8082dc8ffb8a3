from django.urls import path

from dangol.activities import views
from dangol.activities.acts import views as acts
from dangol.activities.alerts import views as alerts
from dangol.activities.reports import views as reports

app_name = "activities"
urlpatterns = [
    path("reports/effort/", reports.effort_rows, name="effort_rows"),
    path("activities/<int:pk>/", acts.activity_detail, name="activity_detail"),
    path("customers/<int:pk>/timeline/", views.timeline, name="timeline"),
    path("customers/<int:pk>/notes/", views.note_write, name="note_write"),
    path("customers/<int:pk>/notes/<int:entry_pk>/", views.note_edit, name="note_edit"),
    path("customers/<int:pk>/notes/<int:entry_pk>/remove/", views.note_remove, name="note_remove"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/run/", alerts.alert_run, name="alert_run"),
    path("alerts/nobody/", alerts.alert_nobody, name="alert_nobody"),
    path("alerts/compliance/", alerts.alert_compliance, name="alert_compliance"),
    path("alerts/overdue/", alerts.alert_overdue, name="alert_overdue"),
    path("alerts/rules/<int:pk>/preview/", alerts.alert_preview_rule, name="alert_preview_rule"),
    path("alerts/<slug:section>/preview/", alerts.alert_preview, name="alert_preview"),
    path("alerts/<slug:section>/switch/", alerts.alert_switch, name="alert_switch"),
    path("touch-points/", views.touch_point_list, name="touch_point_list"),
    path("touch-points/new/", views.touch_point_write, name="touch_point_add"),
    path("touch-points/<int:pk>/", views.touch_point_write, name="touch_point_edit"),
]
