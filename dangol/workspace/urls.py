from django.urls import path

from dangol.workspace import views
from dangol.workspace.board import views as board
from dangol.workspace.comments import views as comments
from dangol.workspace.lists import builder, bulk_views, saved_views
from dangol.workspace.lists import views as list_views
from dangol.workspace.reports import views as reports
from dangol.workspace.scorecard import views as scorecard

app_name = "workspace"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("notices/", views.notices, name="notices"),
    path("notices/bell/", views.bell, name="bell"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("notices/<int:pk>/", views.notice_open, name="notice_open"),
    path("lists/<str:key>/columns/", list_views.list_columns, name="list_columns"),
    path("lists/<str:key>/sorts/", list_views.list_sorts, name="list_sorts"),
    path("lists/<str:key>/values/<str:name>/", list_views.list_values, name="list_values"),
    path("lists/<str:key>/conditions/", builder.conditions, name="list_conditions"),
    path("lists/<str:key>/edit/<int:pk>/<str:name>/", list_views.list_edit, name="list_edit"),
    path("lists/<str:key>/views/", saved_views.view_add, name="view_add"),
    path("lists/<str:key>/export/", bulk_views.export, name="list_export"),
    path("lists/<str:key>/bulk/<str:action>/", bulk_views.bulk, name="list_bulk"),
    path("views/<int:pk>/", saved_views.view_change, name="view_change"),
    path("views/<int:pk>/keep/", saved_views.view_keep, name="view_keep"),
    path("views/<int:pk>/drop/", saved_views.view_drop, name="view_drop"),
    path("runs/<int:pk>/", bulk_views.run, name="run"),
    path("runs/<int:pk>/stop/", bulk_views.run_stop, name="run_stop"),
    path("runs/<int:pk>/undo/", bulk_views.run_undo, name="run_undo"),
    path("runs/<int:pk>/file/", bulk_views.run_file, name="run_file"),
    path("reports-thresholds/", scorecard.thresholds, name="thresholds"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/saved/", reports.snapshot_list, name="snapshot_list"),
    path("reports/saved/<int:pk>/", reports.snapshot, name="snapshot"),
    path("reports/saved/<int:pk>/file/", reports.snapshot_file, name="snapshot_file"),
    path("reports/saved/<int:pk>/drop/", reports.snapshot_drop, name="snapshot_drop"),
    path("reports/<str:name>/", reports.report, name="report"),
    path("reports/<str:name>/save/", reports.report_save, name="report_save"),
    path("reports/<str:name>/file/", reports.report_file, name="report_file"),
    path("boards/", board.post_list, name="boards"),
    path("boards/new/", board.board_write, name="board_add"),
    path("boards/<int:board_pk>/", board.post_list, name="board"),
    path("boards/<int:pk>/edit/", board.board_write, name="board_edit"),
    path("boards/<int:board_pk>/write/", board.post_write, name="post_write"),
    path("posts/<int:pk>/", board.post, name="post"),
    path("posts/<int:pk>/edit/", board.post_edit, name="post_edit"),
    path("posts/<int:pk>/remove/", board.post_remove, name="post_remove"),
    path("posts/<int:pk>/remind/", board.post_remind, name="post_remind"),
    path("posts/<int:pk>/react/<slug:kind>/", board.post_react, name="post_react"),
    path("comments/<str:label>/<int:pk>/", comments.comments, name="comments"),
    path("comments/<str:label>/<int:pk>/write/", comments.comment_write, name="comment_write"),
    path("comments/<str:label>/<int:pk>/people/", comments.callable_people, name="callable_people"),
    path("comments/<int:pk>/edit/", comments.comment_edit, name="comment_edit"),
    path("comments/<int:pk>/remove/", comments.comment_remove, name="comment_remove"),
    path("comments/<int:pk>/resolve/", comments.comment_resolve, name="comment_resolve"),
    path("comments/<int:pk>/react/<slug:kind>/", comments.comment_react, name="comment_react"),
]
