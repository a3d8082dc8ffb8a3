from django.urls import path

from dangol.messaging.inbox import letter_views as letters
from dangol.messaging.inbox import views

urlpatterns = [
    path("", views.mail_list, name="mail_list"),
    path("<int:pk>/", views.thread_detail, name="thread_detail"),
    path("new/", letters.mail_write, name="mail_write"),
    path("draft/", letters.draft_keep, name="draft_keep"),
    path("<int:pk>/answer/", letters.thread_answer, name="thread_answer"),
    path("<int:pk>/act/", views.thread_act, name="thread_act"),
    path("<int:pk>/restore/", views.thread_restore, name="thread_restore"),
    path("<int:pk>/note/", views.note_write, name="note_write"),
    path("<int:pk>/note/<int:note_pk>/remove/", views.note_remove, name="note_remove"),
    path("<int:pk>/register/", views.writer_register, name="writer_register"),
    path("open/<int:pk>/", views.mail_open, name="mail_open"),
    path("page/<int:pk>/", views.mail_page, name="mail_page"),
    path("file/<int:pk>/", views.mail_file, name="mail_file"),
]
