from django.urls import include, path

from dangol.messaging.templating.urls import urlpatterns as templating

app_name = "messaging"
urlpatterns = [
    *templating,
    path("mail/", include("dangol.messaging.inbox.urls")),
    path("accounts/", include("dangol.messaging.mailboxes.urls")),
]
