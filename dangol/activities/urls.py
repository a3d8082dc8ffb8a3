from django.urls import path

from dangol.activities import views
from dangol.activities.acts import list_views as lists
from dangol.activities.acts import rules_views as rules
from dangol.activities.acts import todo_views as todo
from dangol.activities.acts import views as acts
from dangol.activities.alerts import views as alerts
from dangol.activities.briefs import views as briefs
from dangol.activities.calendar import feed_views as feeds
from dangol.activities.calendar import import_views as events
from dangol.activities.calendar import views as calendar
from dangol.activities.home import views as home
from dangol.activities.reports import views as reports
from dangol.activities.takeovers import views as takeovers

app_name = "activities"
urlpatterns = [
    path("todos/", lists.todo_list, name="todo_list"),
    path("todos/new/", todo.todo_add, name="todo_add"),
    path("", lists.activity_list, name="activity_list"),
    path("quick/", acts.quick, name="quick"),
    path("read/", acts.line_read, name="line_read"),
    path("timer/", rules.timer_shown, name="timer"),
    path("timer/start/", rules.timer_start, name="timer_start"),
    path("timer/stop/", rules.timer_stop, name="timer_stop"),
    path("kinds/", rules.kind_list, name="kind_list"),
    path("kinds/<int:pk>/", rules.kind_edit, name="kind_edit"),
    path("<int:pk>/", todo.activity_detail, name="activity_detail"),
    path("<int:pk>/edit/", todo.activity_edit, name="activity_edit"),
    path("<int:pk>/complete/", todo.activity_complete, name="activity_complete"),
    path("<int:pk>/reopen/", todo.activity_reopen, name="activity_reopen"),
    path("<int:pk>/cancel/", todo.activity_cancel, name="activity_cancel"),
    path("<int:pk>/remove/", todo.activity_remove, name="activity_remove"),
    path("<int:pk>/series/", todo.series_follow, name="series_follow"),
    path("<int:pk>/series/end/", todo.series_end, name="series_end"),
    path("<int:pk>/undo/", acts.activity_undo, name="activity_undo"),
    path("<int:pk>/files/", todo.file_attach, name="file_attach"),
    path("<int:pk>/files/<int:file_pk>/", todo.file_open, name="file_open"),
    path("<int:pk>/files/<int:file_pk>/remove/", todo.file_detach, name="file_detach"),
    path("home/todos/", home.home_todos, name="home_todos"),
    path("home/team/", home.home_team, name="home_team"),
    path("board/", home.board, name="board"),
    path("customers/<int:pk>/activities/", acts.compose, name="compose"),
    path("customers/<int:pk>/timeline/", views.timeline, name="timeline"),
    path("customers/<int:pk>/notes/<int:entry_pk>/", views.note_edit, name="note_edit"),
    path("customers/<int:pk>/notes/<int:entry_pk>/remove/", views.note_remove, name="note_remove"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/settings/", calendar.calendar_settings, name="calendar_settings"),
    path("calendar/feed/", feeds.feed_settings, name="feed_settings"),
    path("calendar/feed/<str:token>.ics", feeds.feed, name="feed"),
    path("calendar/import/", events.calendar_import, name="calendar_import"),
    path("calendar/import/look/", events.calendar_import_look, name="calendar_import_look"),
    path("calendar/<int:pk>/", calendar.event, name="event"),
    path("calendar/<int:pk>/move/", calendar.event_move, name="event_move"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/run/", alerts.alert_run, name="alert_run"),
    path("alerts/nobody/", alerts.alert_nobody, name="alert_nobody"),
    path("alerts/compliance/", alerts.alert_compliance, name="alert_compliance"),
    path("alerts/overdue/", alerts.alert_overdue, name="alert_overdue"),
    path("alerts/rules/<int:pk>/preview/", alerts.alert_preview_rule, name="alert_preview_rule"),
    path("alerts/<slug:section>/preview/", alerts.alert_preview, name="alert_preview"),
    path("alerts/<slug:section>/switch/", alerts.alert_switch, name="alert_switch"),
    path("briefs/", briefs.brief_list, name="brief_list"),
    path("briefs/write/", briefs.brief_write, name="brief_write"),
    path("briefs/<int:pk>/", briefs.brief, name="brief"),
    path("briefs/<int:pk>/answer/", briefs.brief_answer, name="brief_answer"),
    path("takeover/", takeovers.takeover, name="takeover"),
    path("reports/effort/", reports.effort_rows, name="effort_rows"),
    path("touch-points/", views.touch_point_list, name="touch_point_list"),
    path("touch-points/new/", views.touch_point_write, name="touch_point_add"),
    path("touch-points/<int:pk>/", views.touch_point_write, name="touch_point_edit"),
]
