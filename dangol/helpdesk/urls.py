from django.urls import path

from dangol.helpdesk.agents import views as agents
from dangol.helpdesk.articles import views as articles
from dangol.helpdesk.board import views as board
from dangol.helpdesk.callbacks import views as callbacks
from dangol.helpdesk.calls import views as calls
from dangol.helpdesk.complaints import views as complaints
from dangol.helpdesk.lines import views as lines
from dangol.helpdesk.outbound import views as outbound
from dangol.helpdesk.passing import views as passing
from dangol.helpdesk.quality import views as quality
from dangol.helpdesk.setup import views as settings
from dangol.helpdesk.surveys import views as surveys
from dangol.helpdesk.tickets import act_views as acts
from dangol.helpdesk.tickets import views

app_name = "helpdesk"
urlpatterns = [
    path("", views.ticket_desk, name="desk"),
    path("tickets/", views.ticket_list, name="ticket_list"),
    path("tickets/new/", views.ticket_open, name="ticket_open"),
    path("tickets/<int:pk>/", views.ticket_detail, name="ticket_detail"),
    path("tickets/<int:pk>/edit/", views.ticket_edit, name="ticket_edit"),
    path("tickets/<int:pk>/remove/", views.ticket_remove, name="ticket_remove"),
    path("tickets/<int:pk>/customer/", views.ticket_customer, name="ticket_customer"),
    path("tickets/<int:pk>/follow/", views.ticket_follow, name="ticket_follow"),
    path("tickets/<int:pk>/reply/", acts.ticket_reply, name="ticket_reply"),
    path("tickets/<int:pk>/reply/<int:message_pk>/undo/", acts.reply_undo, name="reply_undo"),
    path("tickets/<int:pk>/files/<int:file_pk>/", views.ticket_file, name="ticket_file"),
    path("tickets/<int:pk>/said/<int:message_pk>/file/", views.said_file, name="said_file"),
    path("tickets/<int:pk>/note/", acts.note_write, name="note_write"),
    path("tickets/<int:pk>/move/", acts.ticket_move, name="ticket_move"),
    path("tickets/<int:pk>/act/", acts.ticket_act, name="ticket_act"),
    path("tickets/<int:pk>/transfer/", acts.ticket_transfer, name="ticket_transfer"),
    path("tickets/<int:pk>/merge/", acts.ticket_merge, name="ticket_merge"),
    path("tickets/<int:pk>/link/", acts.ticket_link, name="ticket_link"),
    path("tickets/<int:pk>/part/", acts.ticket_part, name="ticket_part"),
    path("tickets/<int:pk>/split/<int:message_pk>/", acts.ticket_split, name="ticket_split"),
    path("tickets/<int:pk>/macro/", acts.macro_insert, name="macro_insert"),
    path("tickets/<int:pk>/writing/", acts.ticket_writing, name="ticket_writing"),
    path("tickets/<int:pk>/writers/", acts.ticket_writers, name="ticket_writers"),
    path("tickets/articles/", articles.articles_near, name="articles_near"),
    path("tickets/<int:pk>/articles/", articles.ticket_articles, name="ticket_articles"),
    path("tickets/<int:pk>/articles/put/", articles.article_put, name="article_put"),
    path("tickets/<int:pk>/articles/draft/", articles.ticket_to_article, name="ticket_to_article"),
    path("tickets/<int:pk>/todo/", passing.ticket_to_todo, name="ticket_to_todo"),
    path("from/mail/<int:pk>/", passing.thread_to_ticket, name="thread_to_ticket"),
    path("from/mail/<int:pk>/todo/", passing.thread_to_todo, name="thread_to_todo"),
    path("from/activity/<int:pk>/", passing.activity_to_ticket, name="activity_to_ticket"),
    path("calls/", calls.call_list, name="call_list"),
    path("calls/state/", agents.state_set, name="state_set"),
    path("calls/extension/", agents.extension_set, name="extension_set"),
    path("calls/board/", board.call_board, name="call_board"),
    path("calls/now/", calls.call_pop, name="call_pop"),
    path("calls/dial/", lines.call_dial, name="call_dial"),
    path("calls/<int:pk>/", calls.call_detail, name="call_detail"),
    path("calls/<int:pk>/note/", calls.call_note, name="call_note"),
    path("calls/<int:pk>/ticket/", calls.call_to_ticket, name="call_to_ticket"),
    path("calls/<int:pk>/todo/", calls.call_to_todo, name="call_to_todo"),
    path("calls/<int:pk>/answers/", calls.call_answers, name="call_answers"),
    path("calls/<int:pk>/knowledge/", calls.call_knowledge, name="call_knowledge"),
    path("callbacks/", callbacks.callback_list, name="callback_list"),
    path("callbacks/new/", callbacks.callback_add, name="callback_add"),
    path("callbacks/new/call/<int:pk>/", callbacks.callback_of_call, name="callback_of_call"),
    path(
        "callbacks/new/customer/<int:pk>/",
        callbacks.callback_of_customer,
        name="callback_of_customer",
    ),
    path("pbx/<str:token>/", lines.line_hook, name="line_hook"),
    path("lines/", lines.line_list, name="line_list"),
    path("lines/new/", lines.line_write, name="line_add"),
    path("lines/<int:pk>/", lines.line_write, name="line_edit"),
    path("lines/<int:pk>/key/", lines.line_renew, name="line_renew"),
    path("lines/<int:pk>/remove/", lines.line_remove, name="line_remove"),
    path("outbound/", outbound.dial_lists, name="dial_lists"),
    path("outbound/new/", outbound.dial_list_add, name="dial_list_add"),
    path("outbound/tries/", outbound.dial_tries, name="dial_tries"),
    path("outbound/targets/", outbound.dial_targets, name="dial_targets"),
    path("outbound/scripts/new/", outbound.script_write, name="script_add"),
    path("outbound/scripts/<int:pk>/", outbound.script_write, name="script_edit"),
    path("outbound/presets/<slug:key>/", outbound.preset_install, name="preset_install"),
    path("outbound/<int:pk>/", outbound.dial_list, name="dial_list"),
    path("outbound/<int:pk>/edit/", outbound.dial_list_edit, name="dial_list_edit"),
    path("outbound/<int:pk>/move/", outbound.dial_list_move, name="dial_list_move"),
    path("outbound/<int:pk>/next/", outbound.dial_next, name="dial_next"),
    path("outbound/<int:pk>/to/<int:target_pk>/", outbound.dial_target, name="dial_target"),
    path("outbound/<int:pk>/to/<int:target_pk>/back/", outbound.dial_let_go, name="dial_let_go"),
    path("quality/", quality.review_list, name="review_list"),
    path("quality/<int:pk>/", quality.review_detail, name="review_detail"),
    path("quality/<int:pk>/seen/", quality.review_seen, name="review_seen"),
    path("quality/call/<int:pk>/", quality.review_call, name="review_call"),
    path("quality/ticket/<int:pk>/", quality.review_ticket, name="review_ticket"),
    path("complaints/", complaints.complaint_list, name="complaint_list"),
    path("complaints/ticket/<int:pk>/", complaints.complaint_handle, name="complaint_handle"),
    path("complaints/<int:pk>/decide/", complaints.complaint_decide, name="complaint_decide"),
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("s/<str:token>/", surveys.survey, name="survey"),
    path("settings/", settings.settings_list, name="settings_home"),
    path("settings/<slug:kind>/", settings.settings_list, name="settings"),
    path("settings/<slug:kind>/new/", settings.setting_write, name="setting_add"),
    path("settings/<slug:kind>/<int:pk>/", settings.setting_write, name="setting_edit"),
    path("settings/<slug:kind>/<int:pk>/remove/", settings.setting_remove, name="setting_remove"),
]
