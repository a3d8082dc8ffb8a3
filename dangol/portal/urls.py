from django.urls import path

from dangol.portal import staff_views, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("in/", views.sign_in, name="sign_in"),
    path("in/<str:token>/", views.enter, name="enter"),
    path("out/", views.sign_out, name="sign_out"),
    path("language/", views.language, name="language"),
    path("tickets/", views.ticket_list, name="ticket_list"),
    path("tickets/new/", views.ticket_new, name="ticket_new"),
    path("tickets/<int:pk>/", views.ticket, name="ticket"),
    path("quotes/", views.quote_list, name="quote_list"),
    path("orders/", views.order_list, name="order_list"),
    path("orders/<int:pk>/", views.order_paper, name="order_paper"),
    path("account/", views.account_paper, name="account_paper"),
    path("consents/", views.consents, name="consents"),
    path("profile/", views.profile, name="profile"),
    path("staff/<int:pk>/visits/", staff_views.visits, name="visits"),
    path("staff/<int:pk>/invite/", staff_views.invite, name="invite"),
]
