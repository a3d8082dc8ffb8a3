from dangol.messaging.templating.urls import urlpatterns as templating

app_name = "messaging"
urlpatterns = [*templating]
