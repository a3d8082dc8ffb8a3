from django.urls import path

from dangol.messaging.blocks import views as pictures
from dangol.messaging.templating import approval, trying, views

urlpatterns = [
    path("templates/", views.template_list, name="template_list"),
    path("templates/new/", views.template_add, name="template_add"),
    path("templates/preview/", trying.template_preview, name="template_preview"),
    path("templates/mail/", trying.template_mail, name="template_mail"),
    path("templates/<int:pk>/", views.template_detail, name="template_detail"),
    path("templates/<int:pk>/edit/", views.template_edit, name="template_edit"),
    path("templates/<int:pk>/copy/", views.template_copy, name="template_copy"),
    path("templates/<int:pk>/active/", views.template_active, name="template_active"),
    path("templates/<int:pk>/remove/", views.template_remove, name="template_remove"),
    path("templates/<int:pk>/trial/", trying.template_trial, name="template_trial"),
    path("templates/<int:pk>/lacking/", trying.template_lacking, name="template_lacking"),
    path(
        "templates/<int:pk>/versions/<int:number>/restore/",
        views.template_restore,
        name="template_restore",
    ),
    path("templates/<int:pk>/code/", approval.alimtalk_code, name="alimtalk_code"),
    path("templates/<int:pk>/submit/", approval.alimtalk_submit, name="alimtalk_submit"),
    path("templates/<int:pk>/mark/", approval.alimtalk_mark, name="alimtalk_mark"),
    path("templates/<int:pk>/refresh/", approval.alimtalk_refresh, name="alimtalk_refresh"),
    path("pictures/", pictures.picture_keep, name="picture_keep"),
    path("pictures/<str:name>", pictures.picture, name="picture"),
]
