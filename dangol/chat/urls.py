from django.urls import path

from dangol.chat import act_views as acts
from dangol.chat import article_views as articles
from dangol.chat import site_views as sites
from dangol.chat import views
from dangol.chat import visitor_views as visitors

app_name = "chat"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("list/", views.chat_list, name="chat_list"),
    path("presence/", views.presence, name="presence"),
    path("<int:pk>/", views.conversation, name="conversation"),
    path("<int:pk>/say/", views.conversation_say, name="say"),
    path("<int:pk>/act/", views.conversation_act, name="act"),
    path("<int:pk>/typing/", views.conversation_typing, name="typing"),
    path("<int:pk>/macro/", views.macro_words, name="macro"),
    path("<int:pk>/articles/", articles.chat_articles, name="articles"),
    path("<int:pk>/articles/put/", articles.article_put, name="article_put"),
    path("<int:pk>/file/<int:message_pk>/", views.chat_file, name="file"),
    path("<int:pk>/pass/", acts.conversation_pass, name="pass"),
    path("<int:pk>/ticket/", acts.conversation_to_ticket, name="to_ticket"),
    path("<int:pk>/todo/", acts.conversation_to_todo, name="to_todo"),
    path("<int:pk>/customer/", acts.conversation_customer, name="customer"),
    path("<int:pk>/merge/", acts.conversation_merge, name="merge"),
    path("<int:pk>/mail/", acts.conversation_mail, name="mail"),
    path("sites/", sites.site_list, name="site_list"),
    path("sites/new/", sites.site_write, name="site_add"),
    path("sites/<int:pk>/", sites.site_detail, name="site_detail"),
    path("sites/<int:pk>/edit/", sites.site_write, name="site_edit"),
    path("sites/<int:pk>/try/", sites.site_try, name="site_try"),
    path("w/<str:key>/", visitors.window, name="window"),
    path("widget.js", visitors.widget, name="widget"),
    path("v/hello/", visitors.hello, name="hello"),
    path("v/messages/", visitors.messages, name="messages"),
    path("v/say/", visitors.say, name="visitor_say"),
    path("v/score/", visitors.score, name="score"),
    path("v/verdict/", visitors.verdict, name="verdict"),
    path("v/typing/", visitors.typing, name="visitor_typing"),
    path("v/leave/", visitors.leave, name="leave"),
    path("v/sse/", visitors.stream, name="stream"),
    path("v/file/<str:ticket>/", visitors.visitor_file, name="visitor_file"),
]
