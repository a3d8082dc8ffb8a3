from django.urls import path

from dangol.codes import views
from dangol.codes.calendar import views as calendar

app_name = "codes"
urlpatterns = [
    path("settings/", views.settings_home, name="settings"),
    path("settings/holidays/", calendar.holidays, name="holidays"),
    path("settings/holidays/act/", calendar.holiday_act, name="holiday_act"),
    path("settings/<slug:name>/", views.preferences_page, name="preferences"),
    path("codes/", views.codes, name="codes"),
    path("codes/fields/", views.custom_fields, name="fields"),
    path("codes/fields/order/<str:record>/", views.field_order, name="field_order"),
    path("codes/fields/add/<str:record>/", views.field_add, name="field_add"),
    path("codes/fields/<int:pk>/", views.field_edit, name="field_edit"),
    path("codes/fields/<int:pk>/act/", views.field_act, name="field_act"),
    path("codes/fields/<str:record>/", views.custom_fields, name="record_fields"),
    path("codes/numbers/", views.number_patterns, name="numbers"),
    path("codes/<int:pk>/", views.code_edit, name="code_edit"),
    path("codes/<int:pk>/act/", views.code_act, name="code_act"),
    path("codes/<slug:group>/", views.codes, name="group"),
    path("codes/<slug:group>/add/", views.code_add, name="code_add"),
    path("codes/<slug:group>/order/", views.code_order, name="code_order"),
]
