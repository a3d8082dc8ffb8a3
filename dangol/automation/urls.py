from django.urls import path

from dangol.automation import views

app_name = "automation"
urlpatterns = [
    path("", views.rule_list, name="rule_list"),
    path("new/", views.rule_add, name="rule_add"),
    path("draft/", views.rule_draft, name="rule_draft"),
    path("try/", views.rule_try, name="rule_try"),
    path("<int:pk>/", views.rule_detail, name="rule_detail"),
    path("<int:pk>/switch/", views.rule_switch, name="rule_switch"),
    path("<int:pk>/drop/", views.rule_drop, name="rule_drop"),
    path("runs/<int:pk>/", views.run_detail, name="run_detail"),
]
