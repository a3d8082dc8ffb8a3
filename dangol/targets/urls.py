from django.urls import path

from dangol.targets import views

app_name = "targets"
urlpatterns = [
    path("", views.quota_list, name="quota_list"),
    path("quotas/new/", views.quota_add, name="quota_add"),
    path("quotas/spread/", views.quota_spread, name="quota_spread"),
    path("quotas/<int:pk>/", views.quota_edit, name="quota_edit"),
    path("board/", views.board_toggle, name="board_toggle"),
    path("calls/new/", views.call_write, name="call_write"),
    path("commission/", views.commission, name="commission"),
    path("commission/settle/", views.month_settle, name="month_settle"),
    path("commission/plans/", views.plan_list, name="plan_list"),
    path("commission/plans/new/", views.plan_write, name="plan_add"),
    path("commission/plans/<int:pk>/", views.plan_write, name="plan_edit"),
    path("commission/statements/", views.statement_list, name="statement_list"),
    path("commission/statements/<int:pk>/", views.statement, name="statement"),
    path(
        "commission/statements/<int:pk>/approve/",
        views.statement_approve,
        name="statement_approve",
    ),
    path("deals/<int:pk>/shares/", views.shares_edit, name="shares_edit"),
]
