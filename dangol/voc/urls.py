from django.urls import path

from dangol.voc import improvement_views as improvements
from dangol.voc import views

app_name = "voc"
urlpatterns = [
    path("", views.voice_list, name="voice_list"),
    path("triage/", views.triage, name="triage"),
    path("new/", views.voice_add, name="voice_add"),
    path("collect/", views.collect, name="collect"),
    path("words/", views.words, name="words"),
    path("<int:pk>/", views.voice_detail, name="voice_detail"),
    path("<int:pk>/edit/", views.voice_edit, name="voice_edit"),
    path("<int:pk>/judge/", views.voice_judge, name="voice_judge"),
    path("<int:pk>/link/", views.voice_link, name="voice_link"),
    path("<int:voice_pk>/improve/", improvements.improvement_add, name="voice_improve"),
    path("<int:pk>/remove/", views.voice_remove, name="voice_remove"),
    path("from/ticket/<int:pk>/", views.voice_from, {"source": "ticket"}, name="from_ticket"),
    path("from/chat/<int:pk>/", views.voice_from, {"source": "chat"}, name="from_chat"),
    path("from/call/<int:pk>/", views.voice_from, {"source": "call"}, name="from_call"),
    path("from/survey/<int:pk>/", views.voice_from, {"source": "survey"}, name="from_survey"),
    path("from/mail/<int:pk>/", views.voice_from, {"source": "mail"}, name="from_mail"),
    path("improvements/", improvements.improvement_list, name="improvement_list"),
    path("improvements/new/", improvements.improvement_add, name="improvement_add"),
    path("improvements/<int:pk>/", improvements.improvement_detail, name="improvement_detail"),
    path("improvements/<int:pk>/edit/", improvements.improvement_edit, name="improvement_edit"),
    path(
        "improvements/<int:pk>/remove/", improvements.improvement_remove, name="improvement_remove"
    ),
    path("improvements/<int:pk>/tell/", improvements.improvement_tell, name="improvement_tell"),
]
