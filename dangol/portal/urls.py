from django.urls import path

from dangol.portal import staff_views, views
from dangol.portal import ticket_views as tickets

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("in/", views.sign_in, name="sign_in"),
    path("in/<str:token>/", views.enter, name="enter"),
    path("out/", views.sign_out, name="sign_out"),
    path("language/", views.language, name="language"),
    path("tickets/", tickets.ticket_list, name="ticket_list"),
    path("tickets/new/", tickets.ticket_new, name="ticket_new"),
    path("tickets/<int:pk>/", tickets.ticket, name="ticket"),
    path("tickets/<int:pk>/rate/", tickets.ticket_rate, name="ticket_rate"),
    path("tickets/<int:pk>/finish/", tickets.ticket_finish, name="ticket_finish"),
    path("tickets/<int:pk>/file/<int:file_pk>/", tickets.ticket_file, name="ticket_file"),
    path("tickets/<int:pk>/upload/<int:file_pk>/", tickets.ticket_upload, name="ticket_upload"),
    path("tickets/<int:pk>/said/<int:message_pk>/", tickets.ticket_said, name="ticket_said"),
    path("quotes/", views.quote_list, name="quote_list"),
    path("orders/", views.order_list, name="order_list"),
    path("orders/<int:pk>/", views.order_paper, name="order_paper"),
    path("account/", views.account_paper, name="account_paper"),
    path("consents/", views.consents, name="consents"),
    path("profile/", views.profile, name="profile"),
    path("staff/<int:pk>/visits/", staff_views.visits, name="visits"),
    path("staff/<int:pk>/invite/", staff_views.invite, name="invite"),
]
