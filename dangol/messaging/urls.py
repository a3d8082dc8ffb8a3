from django.urls import include, path

from dangol.messaging.byhand.urls import urlpatterns as byhand
from dangol.messaging.duties import views as duties
from dangol.messaging.outbox import compose_views as writing
from dangol.messaging.outbox import views as outbox
from dangol.messaging.outbox.report_views import solapi_reports
from dangol.messaging.printing.urls import urlpatterns as printing
from dangol.messaging.senders import views as senders
from dangol.messaging.templating.urls import urlpatterns as templating
from dangol.messaging.tracking import views as tracking

app_name = "messaging"
urlpatterns = [
    *templating,
    *printing,
    *byhand,
    path("mail/", include("dangol.messaging.inbox.urls")),
    path("accounts/", include("dangol.messaging.mailboxes.urls")),
    path("", outbox.dispatch_list, name="dispatch_list"),
    path("each/", outbox.message_list, name="message_list"),
    path("each/<int:pk>/", outbox.message_detail, name="message_detail"),
    path("each/<int:pk>/<str:act>/", outbox.message_act, name="message_act"),
    path("new/", writing.compose, name="compose"),
    path("to/<int:pk>/", writing.compose_one, name="compose_one"),
    path("sent/<int:pk>/", outbox.dispatch_detail, name="dispatch_detail"),
    path("sent/<int:pk>/undo/", writing.dispatch_undo, name="dispatch_undo"),
    path("sent/<int:pk>/<str:act>/", outbox.dispatch_act, name="dispatch_act"),
    path("senders/", senders.sender_list, name="sender_list"),
    path("senders/new/", senders.sender_write, name="sender_new"),
    path("senders/<int:pk>/", senders.sender_detail, name="sender_detail"),
    path("senders/<int:pk>/edit/", senders.sender_write, name="sender_edit"),
    path("senders/<int:pk>/default/", senders.sender_default, name="sender_default"),
    path("channels/<int:pk>/", senders.channel_edit, name="channel_edit"),
    path("channels/<int:pk>/test/", outbox.channel_test, name="channel_test"),
    path("channels/<int:pk>/<str:act>/", senders.channel_act, name="channel_act"),
    path("processors/new/", senders.processor_write, name="processor_new"),
    path("processors/<int:pk>/", senders.processor_write, name="processor_edit"),
    path("closed/", senders.closed_list, name="closed_list"),
    path("closed/<int:pk>/", senders.closed_reopen, name="closed_reopen"),
    path("duties/", duties.duty_list, name="duty_list"),
    path("duties/told/", duties.duty_told, name="duty_told"),
    path("duties/do-not-call/", duties.do_not_call, name="do_not_call"),
    path("o/<str:token>.gif", tracking.opened, name="opened"),
    path("c/<str:token>/<int:number>/", tracking.clicked, name="clicked"),
    path("reports/solapi/<int:pk>/", solapi_reports, name="solapi_reports"),
    path("u/<str:token>/", tracking.refusal, name="refusal"),
]
